"""A failing test writes no secret of the plans that it used: not to the terminal, not into JUnit XML."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLAN = """
from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoInput, Say, Secret, SetVar, Var, spell

def call(code: str = "2517", word: str = "sword fish"):
    return Dialplan("Root")[
        Menu("ask", max_digits=1, timeout_ms=3000)[
            Say("Hello, your one-time code is ", spell(code), " and the word is ", Secret(word), ", press 1."),
            Keypress("1")[Say("Thank you.")],
            NoInput()[Say("Goodbye.")],
        ],
        Hangup(),
    ]

def said():
    return Dialplan("Root")[Say("Your code is 2 5 1 7."), Hangup()]

def put_together():
    return Dialplan("Root")[SetVar("x", "25"), Say("It is ", Secret("${x}17")), Hangup()]

def told(code: str = "2517"):
    return Dialplan("Root")[Say(f"Your code is {code}."), Hangup()]

dialplan = call()
"""
BROKEN = """
def broken(code: str):
    raise ValueError(f"cannot work with {code}")
"""
BEGIN = """
import json, logging, sys, unittest, urllib.parse, warnings
from xml.sax.saxutils import escape
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import invariant
from ivrdsl import load
from ivrdsl.testing import CallMachine, assert_proved, callees
from ivrsim import Call

"""
TESTS = {
    "an expectation": """
def test_it(dial):
    call = dial("plan.py")
    call.answer("live")
    call.hears("2 5 1 8")
""",
    "an assertion": """
def test_it(dial):
    call = dial("plan.py")
    call.answer("live")
    heard = call.hears("Hello")
    assert heard == "Hello, your one-time code is 2 5 1 7 and the word is sword fish"
""",
    "digits apart": """
def test_it(dial):
    call = dial("plan.py")
    call.answer("live")
    digits = [int(each) for each in call.hears("Hello") if each.isdigit()]
    assert digits == [2, 5, 1, 8], "".join(map(str, digits))
    assert False
""",
    "digits of lists": """
def test_it(dial):
    dial("plan.py")
    a, b, c = "2517", ["2", "5", "1", "7"], ("sword", "fish")
    assert (a, b, c) == ({a: b}, {*b}, dict.fromkeys(c)), f"{a!r} {b} {c=}"
""",
    "output": """
def test_it(dial):
    call = dial("plan.py:said")
    call.answer("live")
    print(call.hears("code"), file=sys.stderr)
    print("2517", "2-5-1-7", "2. 5. 1. 7", "\\x1b[1m2\\x1b[0m517", "2\\n5\\n1\\n7", "٢٥١٧", "2\\u00a05\\u00a01\\u00a07")
    print(repr("2\\n5\\u00a01\\t7"), json.dumps("2\\u00a05\\n1 7"), escape("<2 5 1 7>"), urllib.parse.quote("2 5 1 7"))
    logging.getLogger().error("sent %s", 2517)
    assert False
""",
    "other letters": """
def test_it(dial):
    dial("plan.py:call", parameters={"word": "Größe & <Maß>"})
    word = "Größe & <Maß>"
    print(word, ascii(word), json.dumps(word), escape(word), urllib.parse.quote(word), urllib.parse.quote_plus(word))
    assert word == ascii(word)
""",
    "a long text is cut": """
def test_it(dial):
    call = dial("plan.py")
    call.answer("live")
    texts = [(" " * each) + call.hears("Hello").replace("Hello", "x" * each) * 9 for each in range(0, 100, 3)]
    assert texts == texts[0]
""",
    "a warning": """
def test_it(dial):
    call = dial("plan.py")
    warnings.warn("the code is 2517, 2 5 1 7")
    warnings.warn(DeprecationWarning("sword fish"))
""",
    "a reason": """
def test_it(dial):
    dial("plan.py")
    pytest.xfail("2517, and sword fish")

def test_skipped(dial):
    dial("plan.py")
    pytest.skip("2517, and sword fish")
""",
    "properties": """
def test_it(dial, record_property):
    dial("plan.py")
    record_property("code", 2517)
    record_property("codes", {"a": ["2 5 1 7"]})
    print("2 5 1 7")
""",
    "a fixture": """
@pytest.fixture
def heard(dial):
    call = dial("plan.py")
    yield call
    assert call == "2517"

def test_it(heard):
    heard.answer("live")
    assert heard.heard == "2517"
""",
    "put together": """
def test_it(dial):
    call = dial("plan.py:put_together")
    call.answer("live")
    assert call.hears("It is") == "It is 2518"
""",
    "one number": """
def test_it(dial):
    call = dial("plan.py:told", parameters={"code": "2517"})
    call.answer("live")
    assert "2 5 1 7" in call.hears("code")
""",
    "a parameter": """
def test_it(dial):
    dial("broken.py:broken", parameters={"code": "2517"})
""",
    "a variable": """
def test_it(dial):
    call = dial("plan.py:said", variables={"contact.code": "6789"})
    print("6789")
    assert call.line == "6 7 8 9"
""",
    "a chain": """
def test_it(dial):
    call = dial("plan.py")
    try:
        call.hears("2 5 1 7")
    except Exception as error:
        error.add_note("the code is 2517")
        raise ExceptionGroup("2 5 1 7", [ValueError("2517"), error]) from ValueError(b"2517")
""",
    "a proof": """
def test_it():
    assert_proved("plan.py", "machine-never-hears-secret")
""",
    "a proof of a call": """
def test_it():
    assert_proved("plan.py:put_together", "machine-never-hears-secret")
""",
    "a machine": """
class Code(CallMachine):
    plan = "plan.py"

    @invariant()
    def silent(self):
        assert not any("2 5 1 7" in text for text in self.call.heard), self.call.heard

TestCode = Code.TestCase
""",
    "callees": """
@settings(derandomize=True, max_examples=200)
@given(callee=callees("plan.py"), code=st.just("2517"))
def test_it(callee, code):
    transcript = callee.play(Call(load("plan.py")))
    assert "2 5 1 7" not in "".join(transcript.heard), transcript.heard
""",
    "no help of ours": """
def test_it():
    plan = load("plan.py:call", code="2517")
    call = Call(plan)
    call.answer("live")
    assert call.hears("Hello") == "2517"

def test_only_nodes():
    plan = load("plan.py:call", code="2517")
    assert plan == "2517"
""",
    "subtests": """
def test_it(dial, subtests):
    call = dial("plan.py")
    call.answer("live")
    with subtests.test("one"):
        print("2517", call.hears("Hello"))
        assert call.heard == "2517"
    with subtests.test("two"):
        call.hears("2 5 1 8")
""",
    "a thread": """
def test_it(dial):
    from threading import Thread

    thread = Thread(target=lambda: dial("plan.py").answer("live"))
    thread.start()
    thread.join()
    assert "2 5 1 7" == "2517"
""",
    "unittest": """
class TestIt(unittest.TestCase):
    def test_it(self):
        plan = load("plan.py")
        self.assertEqual("2517", plan)
""",
}
CALLS = """dialplan plan.py:call code=2517
call "one"
  answer live
  hear "2 5 1 8"
call "two"
  answer live
  hear "2 5 1 7"
  expect heard 3 times "2517"
"""
BAD_CALLS = {
    "no parameter": 'dialplan plan.py:said code=2517\ncall "one"\n  answer live\n',
    "broken": 'dialplan broken.py:broken code="2517"\ncall "one"\n  answer live\n',
    "no statement": 'dialplan plan.py:call code=2517\ncall "one"\n  answer live\n  heer "2 5 1 7" 2517\n',
}
WAYS: list[list[str]] = [
    [],
    ["--showlocals", "-rA", "-vv"],
    ["--tb=native", "-rA", "--color=yes", "--showlocals"],
    ["--tb=short", "-rA", "--showlocals"],
    ["--tb=line", "-rA", "-x"],
    ["--tb=no", "-rA"],
    ["--full-trace", "--showlocals", "--color=yes", "-vv"],
    ["--runxfail", "-rA", "--assert=plain", "-o", "junit_log_passing_tests=true", "-o", "junit_logging=all"],
]
THOROUGHLY = ("an expectation", "an assertion", "output", "a chain")
SPELLINGS = re.compile(r"[\W_]|\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4})|%[0-9A-F]{2}|&#?\w+;|\x1b\[[0-9;]*m")


def leaks(text: str) -> list[str]:
    """Lines in which a code or a word is told in whatever spelling."""
    text = re.sub(r"0x[0-9a-f]+|\d+\.\d+s\b|time(?:stamp)?=\"[^\"]*\"|/tmp/[\w/.-]*", "", text)
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    plain = "".join(str(int(each)) if each.isdecimal() else each for each in text)
    lines = plain.splitlines()
    joined = [(" ".join(lines[at : at + 4]), lines[at]) for at in range(len(lines))]
    secrets = ("2517", "6789", "swordfish", "Größe", "Gr\\xf6", "Gr%C3", "Gr\\u00f6", "Gr&#246")
    return [
        line
        for several, line in joined
        if any(secret in SPELLINGS.sub("", several) or secret in several for secret in secrets)
    ]


@pytest.mark.parametrize("name", TESTS)
def test_nothing_is_told(name: str, run: Callable[..., Any], tmp_path: Path) -> None:
    files = {"plan.py": PLAN, "broken.py": BROKEN, "test_it.py": BEGIN + TESTS[name]}
    assert leaks(run(files, "test_it.py", "--ivr-show-secrets", *WAYS[1]).output) != []
    for number, way in enumerate(WAYS if name in THOROUGHLY else WAYS[1:3]):
        ran = run(files, "test_it.py", *way, f"--junitxml={number}.xml")
        assert ran.code in (0, 1), ran.output
        for written in (ran.output, (tmp_path / f"{number}.xml").read_text("utf-8")):
            assert leaks(written) == [], written


def test_processes_that_share_the_tests(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    files = {"pytest.ini": "[pytest]\n", "plan.py": PLAN, "it.call": CALLS, "test_a.py": BEGIN + TESTS["output"]}
    for name in ("a warning", "a chain", "subtests", "a reason"):
        files[f"test_{name.replace(' ', '_')}.py"] = BEGIN + TESTS[name]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = ["-m", "pytest", "-n", "2", "-p", "no:randomly", "-p", "no:cacheprovider", "--junitxml=it.xml", *WAYS[1]]
    done = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert "[secret]" in done.stdout, done.stderr
    for written in (done.stdout + done.stderr, (tmp_path / "it.xml").read_text("utf-8")):
        assert leaks(written) == [], written


def test_who_asks_is_shown(run: Callable[..., Any], tmp_path: Path) -> None:
    files = {"plan.py": PLAN, "broken.py": BROKEN, "test_it.py": BEGIN + TESTS["an expectation"]}
    ran = run(files, "test_it.py", "--ivr-show-secrets", "--junitxml=it.xml")
    assert "2 5 1 7" in ran.output
    assert "2 5 1 7" in (tmp_path / "it.xml").read_text("utf-8")
    assert "[secret]" not in ran.output


def test_what_is_no_secret_stays(run: Callable[..., Any]) -> None:
    test = """
def test_it(dial):
    call = dial("plan.py")
    numbers = [1, 2, 3, 4]
    assert numbers == [4, 3, 2, 1], 'call 213-555-1234, "status_code": 404'

def test_without_plans():
    code = "your code is 2 5 1 7"
    assert code == "2517"
"""
    ran = run({"plan.py": PLAN, "broken.py": BROKEN, "test_it.py": test}, "test_it.py", "-vv")
    assert "assert [1, 2, 3, 4] == [4, 3, 2, 1]" in ran.output
    assert '213-555-1234, "status_code": 404' in ran.output
    assert 'code = "your code is 2 5 1 7"' in ran.output
    assert "[secret]" not in ran.output


def test_call_scripts(run: Callable[..., Any], tmp_path: Path) -> None:
    for number, way in enumerate(WAYS):
        ran = run({"plan.py": PLAN, "broken.py": BROKEN, "it.call": CALLS}, "it.call", *way, f"--junitxml={number}.xml")
        assert "[secret]" in ran.output or "--tb=no" in way
        for written in (ran.output, (tmp_path / f"{number}.xml").read_text("utf-8")):
            assert leaks(written) == [], written


@pytest.mark.parametrize("name", BAD_CALLS)
def test_calls_that_cannot_be_collected(name: str, run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run({"plan.py": PLAN, "broken.py": BROKEN, "it.call": BAD_CALLS[name]}, "it.call", "--junitxml=it.xml")
    assert ran.code == 2, ran.output
    for written in (ran.output, (tmp_path / "it.xml").read_text("utf-8")):
        assert leaks(written) == [], written


MODULES = [
    '@given(callees("broken.py:broken", parameters={"code": "2517"}))\ndef test_it(callee): pass',
    'plan = load("plan.py:call", code="2517")\nassert plan == "2517"',
]


@pytest.mark.parametrize("test", MODULES, ids=["a strategy", "an assertion"])
def test_a_module_that_cannot_be_collected(test: str, run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run({"plan.py": PLAN, "broken.py": BROKEN, "test_it.py": BEGIN + test}, "test_it.py", "--junitxml=it.xml")
    assert ran.code == 2, ran.output
    for written in (ran.output, (tmp_path / "it.xml").read_text("utf-8")):
        assert leaks(written) == [], written
