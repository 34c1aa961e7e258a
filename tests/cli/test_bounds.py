"""How searches end: the same on a busy machine, by Ctrl-C with what is known, and with words about bad bounds."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import ROOT, ivrdsl

ENDLESS = """\
from pathlib import Path
from ivrdsl import Dialplan, Goto, If, Keypress, Menu, Say, SetVar

count = Keypress("1")[SetVar("n", "${n} + 1"), If("${n} == -1")[Say("Never.")], Goto("again")]
dialplan = Dialplan()[SetVar("n", "0"), Menu("again", max_digits=1)[Say("Press 1."), count]]
Path("loaded").touch()
"""

MENU = (
    '<menu name="m" maxDigits="1"><play type="tts">Press 1.</play>'
    '<keypress pressed="1">{}<goto>m</goto></keypress></menu>'
)
PLANS = [
    str(ROOT / "examples" / "one_time_code.py"),
    str(ROOT / "examples" / "survey.py"),
    "<dialplan>{}</dialplan>".format(MENU.format("")),
    '<dialplan><setvar varname="n">0</setvar>{}</dialplan>'.format(
        MENU.format('<setvar varname="n">${n} + 1</setvar><if expr="${n} == -1"><hangup/></if>')
    ),
    "<dialplan>{}</dialplan>".format(
        MENU.format('<setvar varname="s">/^(a+)+$/.test(\'' + "a" * 40 + '!\')</setvar><if expr="${s}"><hangup/></if>')
    ),
]
"""Two that are decided, a circle, one that comes to a bound, and one whose JavaScript comes to a limit."""


@contextmanager
def busy_machine() -> Iterator[None]:
    """Two processes that do nothing but count."""
    loops = [subprocess.Popen([sys.executable, "-c", "import os\nos.nice(5)\nwhile True: pass"]) for _ in range(2)]
    try:
        yield
    finally:
        for each in loops:
            each.kill()
            each.wait()


def unwrapped(text: str) -> str:
    """A report without its line breaks."""
    return " ".join(text.split())


def reports(folder: Path) -> list[str]:
    return [
        ivrdsl("verify", plan, "--json", "--max-states", "200", folder=folder).output
        for plan in (each if each.endswith(".py") else _written(folder, number) for number, each in enumerate(PLANS))
    ]


def _written(folder: Path, number: int) -> str:
    file = folder / f"plan{number}.xml"
    file.write_text(PLANS[number], encoding="utf-8")
    return str(file)


def test_verdicts_are_the_same_on_a_busy_machine(tmp_path: Path) -> None:
    quiet = reports(tmp_path)
    with busy_machine():
        assert reports(tmp_path) == quiet
    bounds = [json.loads(each)["bound"] for each in quiet]
    assert bounds == ["", "", "", "there are more than 200 states (--max-states)", ""]


@pytest.mark.skipif(sys.platform == "win32", reason="a process gets no Ctrl-C from another there")
@pytest.mark.parametrize("command", ["verify", "paths"])
def test_ctrl_c_tells_what_is_known(tmp_path: Path, command: str) -> None:
    (tmp_path / "endless.py").write_text(ENDLESS, encoding="utf-8")
    select = ("--select", "every-call-ends") if command == "verify" else ()
    words = [command, "endless.py", "--json", *select, "--max-states", "100000000", "--max-steps", "100000000"]
    running = subprocess.Popen(
        [sys.executable, "-m", "ivrdsl", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "loaded").exists():
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(3)  # until it searches
    running.send_signal(signal.SIGINT)
    output, errors = running.communicate(timeout=60)
    assert running.returncode == 3, output + errors
    told = json.loads(output)
    ended = told["bound"] if command == "verify" else told["doubts"][0]
    assert re.fullmatch(r"the search was ended after [\d,]+ states: Ctrl-C", ended)
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    "words",
    [
        ("--max-states", "0"),
        ("--max-states", "1.5"),
        ("--max-steps", "0"),
        ("--max-steps", "many"),
        ("--max-memory", "2"),
        ("--max-memory", "0GB"),
        ("--max-memory", "2TB"),
        ("--max-memory", "-1MB"),
        ("--max-seconds", "0"),
        ("--max-seconds", "nan"),
        ("--max-seconds", "inf"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "paths", "mutate"])
def test_a_bad_bound_is_refused(command: str, words: tuple[str, str]) -> None:
    done = ivrdsl(command, str(ROOT / "examples" / "survey.py"), *words)
    assert done.code == 2
    assert f"Invalid value for '{words[0]}'" in done.errors


def test_a_time_that_somebody_has_set_is_named(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(ENDLESS, encoding="utf-8")
    most = ("--max-states", "100000000", "--max-steps", "100000000")
    done = ivrdsl("verify", "endless.py", "--select", "every-call-ends", *most, "--max-seconds", "0.5", folder=tmp_path)
    assert done.code == 3, done.output
    assert re.search(r"the search was ended after [\d,]+ states: --max-seconds 0\.5\b", unwrapped(done.output))


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        (("--max-states", "50"), "more than 50 states (--max-states)"),
        (("--max-steps", "50"), "more than 50 steps (--max-steps)"),
        (("--max-memory", "0.5MB"), "more than 0.5 MB of memory (--max-memory)"),
    ],
)
def test_a_bound_is_named_by_the_option_that_raises_it(tmp_path: Path, words: tuple[str, str], bound: str) -> None:
    (tmp_path / "endless.py").write_text(ENDLESS, encoding="utf-8")
    for command in (("verify", "--select", "every-call-ends"), ("paths",)):
        done = ivrdsl(*command, "endless.py", *words, folder=tmp_path)
        assert done.code == 3
        assert bound in unwrapped(done.output + done.errors)
