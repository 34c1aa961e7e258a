"""Call scripts are tests: readable ids, reports without tracebacks, and no file passes because nothing was found."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

GOOD = """\
dialplan menu.py:ask name="dear Ann"

call "a person presses 1"
  answer live
  hear exactly "Hello dear Ann, press 1."
  press 1
  hear "Thank you"
  expect hangup
call "a person: silent [or not]"
  answer live; wait; hear "Goodbye"
"""
BAD = """\
dialplan menu.py
call "what was not said"
  answer live
  press 1
  hear "Thanks, you"
  expect hangup
call "no phone rings any more"
  answer live; wait; expect hangup
  press 1
call "no statement fails, but the call runs in a circle"
  answer live
  press 2
call "too late for a name"
  answer live
  set contact.firstName = "Ann"
call "nobody replies"
  answer busy
call "a wrong key"
  answer live
  press 7
"""


def test_each_call_is_a_test(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"calls/good.call": GOOD, "calls/test_other.py": "def test_it(): pass"}, "-v", fresh=True)
    assert "calls/good.call::a person presses 1 PASSED" in output
    assert "calls/good.call::a person: silent [or not] PASSED" in output
    assert "3 passed" in output
    assert code == 0


def test_one_call_can_be_chosen(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"good.call": GOOD}, "-v", "good.call::a person: silent [or not]")
    assert "1 passed" in output
    assert code == 0
    assert "1 passed, 1 deselected" in run({}, "-k", "presses")[1]


def test_the_plan_is_found_beside_the_file_or_from_where_pytest_starts(run: Callable[..., tuple[int, str]]) -> None:
    other = GOOD.replace("menu.py", "deep/own.py")
    own = 'from ivrdsl import Dialplan, Hangup, Say\ndef ask(name): return Dialplan()[Say("own"), Hangup()]\n'
    files = {
        "a/good.call": GOOD,
        "b/other.call": other.replace('hear exactly "Hello dear Ann, press 1."', "").replace("  press 1\n", ""),
        "deep/own.py": "raise SystemExit('the wrong one')",
        "b/deep/own.py": own,
    }
    _, output = run(files, "-v")
    assert "a/good.call::a person presses 1 PASSED" in output
    assert '"own"' in output
    assert "the wrong one" not in output


def test_a_failure_tells_the_story_and_the_place(run: Callable[..., tuple[int, str]]) -> None:
    code, output = run({"calls/bad.call": BAD})
    assert code == 1
    assert "3 failed, 3 passed" in output
    assert '_ calls/bad.call: call "what was not said" _' in output
    assert '0.000 s  "Hello you, press 1."   [' in output
    assert 'calls/bad.call:5: hear "Thanks, you"' in output
    assert '"Thanks, you" was not heard; the nearest was "Thank you."' in output
    assert "calls/bad.call:9: press 1\n    no menu listens, so 1 cannot be pressed (at" in output
    assert (
        'calls/bad.call:10: call "no statement fails, but the call runs in a circle"' not in output or "loop" in output
    )
    assert 'calls/bad.call:15: set contact.firstName = "Ann"' in output
    assert "can be set only before the call is answered" in output
    assert 'FAILED calls/bad.call::what was not said - "Thanks, you" was not heard; the nearest was' in output
    assert "Traceback" not in output
    assert ".py:" not in output.replace("menu.py:", "")


def test_a_call_that_ends_in_an_error_fails_without_a_failing_statement(run: Callable[..., tuple[int, str]]) -> None:
    script = 'dialplan menu.py\ncall "round and round"\n  answer live; press 2\n  wait\n'
    code, output = run({"round.call": script})
    assert code == 1
    assert (
        'round.call:2: call "round and round"\n    no statement failed, but the call ended in an error: loop' in output
    )


def test_junit_has_what_came_of_the_call(run: Callable[..., tuple[int, str]], tmp_path: object) -> None:
    run({"calls/good.call": GOOD, "calls/bad.call": BAD}, "--junit-xml=out.xml", "-q")
    cases = ElementTree.parse(f"{tmp_path}/out.xml").iter("testcase")
    told = {
        case.get("name"): [(each.get("name"), each.get("value")) for each in case.iter("property")] for case in cases
    }
    first = told["a person presses 1"]
    assert first[:2] == [("outcome", "hangup"), ("ended_by", "dialplan")]
    assert first[2][0] == "duration_ms"
    assert int(str(first[2][1])) > 0
    assert ("outcome", "busy") in told["nobody replies"]
    assert ("assumption", "ms_per_character=65") in [pair for pairs in told.values() for pair in pairs] or first[
        3:
    ] == []


FILES = {
    "grammar.call": (
        'dialplan menu.py\ncall "x"\n  answer live\n  pres 1\n',
        'grammar.call:4:3: found `pres 1`; did you mean "press"?',
    ),
    "regex.call": ('dialplan menu.py\ncall "x"\n  hear /(/\n', "regex.call:3:8: found `/(/`, expected a regular expr"),
    "empty.call": ("", "empty.call:1:1: found the end of the file, expected dialplan FILE.xml"),
    "comment.call": ("# nothing\n", "comment.call:1:10: found the end of the file, expected dialplan FILE.xml"),
    "no_calls.call": ("dialplan menu.py\n", "no_calls.call:1:17: found the end of the file, expected a call:"),
    "no_plan.call": ('call "x"\n answer live\n', 'no_plan.call:1:1: found `call "x"`, expected dialplan FILE.xml'),
    "twice.call": (
        'dialplan menu.py\ncall "x"\n wait\ncall "x"\n wait\n',
        'expected another name: there is a call "x" already',
    ),
    "missing.call": (
        '# a remark\n dialplan nowhere.py\ncall "x"\n wait\n',
        "missing.call:2:11: nowhere.py: there is no such file in the current folder",
    ),
    "folder.call": ('dialplan deep\ncall "x"\n wait\n', "folder.call:1:10: deep is a directory; name a file"),
    "name.call": (
        'dialplan menu.py:aks\ncall "x"\n wait\n',
        "name.call:1:10: menu.py has no 'aks'; name one of its plans",
    ),
    "needs.call": ('dialplan needs.py:f\ncall "x"\n wait\n', "f in needs.py needs code: add code=...\n"),
    "unknown.call": ('dialplan menu.py:ask who=me\ncall "x"\n wait\n', "has no parameter who; it has name"),
    "raises.call": (
        'dialplan raises.py\ncall "x"\n wait\n',
        "raises.call:1:10: ZeroDivisionError: division by zero (at raises.py:3, called from",
    ),
    "syntax.call": ('dialplan syntax.py\ncall "x"\n wait\n', "syntax.call:1:10: syntax.py:2"),
    "exits.call": ('dialplan exits.py\ncall "x"\n wait\n', "exits.call:1:10: SystemExit: 3"),
    "broken.call": ('dialplan broken.xml\ncall "x"\n wait\n', "broken.call:1:10: broken.xml:2"),
    "bytes.call": ("", "bytes.call cannot be read: it is not UTF-8 text"),
}
PLANS = {
    "deep/x.py": "",
    "needs.py": "def f(code): ...",
    "raises.py": "# a plan\ndef f():\n    1 / 0\nf()\n",
    "syntax.py": "x = 1\ny = (\n",
    "exits.py": "raise SystemExit(3)",
    "broken.xml": "<dialplan>\n<play>",
}


@pytest.fixture(scope="module")
def collected(
    tmp_path_factory: pytest.TempPathFactory, run_in: Callable[..., tuple[int, str]], menu: str
) -> tuple[int, str]:
    """One run over all the bad files: none of them hides another."""
    folder = tmp_path_factory.mktemp("bad")
    calls = {name: text for name, (text, _) in FILES.items()}
    for name, text in {**PLANS, **calls, "menu.py": menu, "pytest.ini": "[pytest]"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bytes.call").write_bytes(b"dialplan \xff")
    return run_in(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_an_error_of_collection(name: str, collected: tuple[int, str]) -> None:
    code, output = collected
    assert code == 2
    assert f"_ ERROR collecting {name} _" in output
    assert FILES[name][1] in output
    assert f"ERROR {name}" in output


def test_bad_files_show_none_of_our_code(collected: tuple[int, str]) -> None:
    _, output = collected
    assert f"{len(FILES)} errors" in output
    assert "Traceback" not in output
    assert "ivrdsl/" not in output.partition("ERRORS")[2]
    assert "ivrsim" not in output
