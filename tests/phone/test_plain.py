"""The phone as lines of text, in process and over a pipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivrdsl.phone.plain import PlainPhone
from ivrdsl.phone.switchboard import HELP
from tests.phone.callers import EXAMPLES, switchboard
from tests.phone.test_statements import ASKS
from tests.processes import ROOT

CODE, REMINDER = (next(path for path in EXAMPLES if path.stem == stem) for stem in ("one_time_code", "reminder"))


def said(path: Path, *lines: str, steps: bool = False) -> list[str]:
    """What the phone says to lines; an empty text before the answer to each."""
    told: list[str] = []

    def typed() -> object:
        for line in lines:
            told.append("")
            yield line

    PlainPhone(switchboard(path), told.append, steps=steps).run(typed())  # type: ignore[arg-type]
    return told


def answers(path: Path, *lines: str, steps: bool = False) -> list[list[str]]:
    """The answer to each line."""
    found: list[list[str]] = [[]]
    for line in said(path, *lines, steps=steps):
        if line:
            found[-1].append(line)
        else:
            found.append([])
    return found[1:]


def test_the_call_goes_on_until_somebody_must_decide() -> None:
    live, silence = answers(CODE, "live", "silence")
    assert live == [
        "0 s: a person answers",
        "1.5 s: taken for a person (amd, line 8)",
        "1.5 s: goto live (goto, line 8)",
        '1.5 s: "Hello, your one-time code is 2 5 1 7, press 1 to repeat." (play, line 10)',
        '5.576 s: listens for 3.5 s (menu "live", line 9)',
        "Assumed: amd_delay_ms=1500.",
        "Assumed: speech=words.",
        "Now 5.576 s. You can say:",
        '- 1: "Hello, your one-time code is 2 5 1 7, press 1 to repeat."',
        "- silence at 9.076 s: no input; hangup",
        "- hang up: callee hangs up",
        "- 0 2-9 * #: no branch for it; hangup",
    ]
    assert silence[2] == "9.076 s: ended by the dialplan after 9.076 s: hangup"
    assert silence[-3:] == [
        "- save: keep the call as a .call file",
        "- undo: take the last move back",
        "- again: let the phone ring again",
    ]


def test_steps_stand_still() -> None:
    live, empty, key = answers(CODE, "live", "", "1", steps=True)
    assert live[0] == "0 s: a person answers"
    assert not any("Hello" in line for line in live if not line.startswith("- "))
    assert any(line.startswith('1.5 s: "Hello') for line in empty)
    assert "1.5 s: callee presses 1" in key


def test_a_key_in_a_prompt_goes_back_to_it() -> None:
    key = answers(CODE, "live", "1 at 1.2s")[1]
    assert key[:3] == ["Back at 2.7 s.", "2.7 s: callee presses 1", '2.7 s: the prompt is cut after "Hello, your"']
    assert answers(CODE, "live", '1 at word "code"')[1][1].endswith("callee presses 1")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("undo", "there is nothing to take back"),
        ("live 2", "no: "),
        ("1", "no: "),
        ("hang up", "no: "),
        ("next", "the phone rings: say who answers, such as live"),
        ("slience", 'no: "slience" is no word here; did you mean "silence"?'),
        ("xyzzy", 'no: "xyzzy" is no word here; help lists them'),
        ("wait long", "no: wait long: expected a time such as 1.5s or 500ms"),
        ("set contact.firstName = Ann", "no: "),
        ('set contact.firstName = "Ann"', 'before the call: set contact.firstName = "Ann"'),
        ("save x", "no: there is no call yet: somebody must answer first"),
        ("reply 4", "no: no web server was asked"),
        ("help", f"{HELP[0][0]}: {HELP[0][1]}"),
        ("script", "nothing yet"),
        ("expect hangup", "no: "),
        ("# a comment", "no: "),
        ("\x1b[31m", 'no: "\\x1b[31m" has a control character'),
        ("save a\0b", 'no: "save a\\x00b" has a control character'),
    ],
)
def test_what_is_said_to_a_phone_that_rings(line: str, answer: str) -> None:
    (found,) = answers(REMINDER, line)
    assert found[0].startswith(answer)
    assert "\x1b" not in "".join(found)


def test_what_a_plan_reads_of_the_contact_is_asked_for_before_the_call() -> None:
    asks = 'The call reads contact.firstName: not given. To give it, say: set contact.firstName = "..."'
    first, *answered = said(REMINDER, 'set contact.firstName = "Ann"', "variables", "live")[1:]
    assert first == asks
    assert asks not in answered
    assert "contact.firstName = Ann" in answered


def test_who_answers_and_what_comes_of_a_transfer() -> None:
    found = answers(REMINDER, "person", "2", "answered 5s then hang up")
    assert found[2][2] == "12.864 s: ended by the callee after 12.864 s: callee hung up"
    found = answers(REMINDER, "mailbox greeting 3s", "silence", "assumed", "where", "story", "what")
    assert any("mailbox keeps: " in line for line in found[0])
    assert any("a mailbox answers, taken for a machine, greeting 3 s" in line for line in found[0])
    assert "greeting_ms=8000" in found[2]
    found = answers(REMINDER, "live", "2", "busy", "undo", "no answer")
    assert found[3][0] == "taken back: transfer busy"
    assert any("no answer" in line for line in found[4])


def test_a_recording_is_spoken_into() -> None:
    found = answers(REMINDER, "live", "3", "wait 4s", "stop")
    assert any("recorded as" in line for line in found[3])


def test_keys_of_a_long_input_stand_together(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xml"
    plan.write_text(
        '<dialplan name="a"><menu name="m" maxDigits="3" timeout="3000"><play type="tts">Your number?</play>'
        '<keypress pressed="100-999"><hangup/></keypress></menu></dialplan>',
        encoding="utf-8",
    )
    (_, one) = answers(plan, "live", "4")
    assert "- 0-9 *: key 2; the menu waits for more" in one


def test_servers_are_asked_about(tmp_path: Path) -> None:
    plan = tmp_path / "asks.xml"
    plan.write_bytes(ASKS)
    live, go, reply, wrong, error = answers(plan, "live", "hang up", 'reply "42" after 1s', "reply yes", "reply error")
    assert live[-1].startswith("GET https://bank.example/a?x=1: what comes back? reply: the server replies a text; ")
    assert go == ["no: the call stands still: say first what https://bank.example/a?x=1 replies"]
    assert any('"You have 42 dollars."' in line for line in reply)
    assert wrong[0].startswith("no: ")
    assert any("Now ." in line for line in error)


def test_expectations_hold_or_do_not() -> None:
    found = answers(CODE, "live", 'expect heard 1 times "Hello"', "expect heard 2 times /Hello/", "again", "go")
    assert found[1] == ["so it is"]
    assert found[2][0].startswith("no: ")
    assert found[3][0] == "the phone rings again"
    assert found[4][0] == "the phone rings: say who answers, such as live"


def test_quit_ends_before_the_last_line() -> None:
    assert len(answers(CODE, "quit", "live")) == 1


# --- as users run it ------------------------------------------------------------------------------------------------


def piped(*words: str, typed: bytes = b"", folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    return subprocess.run(
        [sys.executable, "-m", "ivrdsl", "phone", *words],
        input=typed, capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": path}, timeout=60, check=False,
    )  # fmt: skip


def test_over_a_pipe(tmp_path: Path) -> None:
    kept = tmp_path / "kept.call"
    done = piped(str(CODE), "--plain", "-o", str(kept), typed=b"live\n1\nsilence\nsave\n\xff\xfe\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"saved {kept}: it passes" in done.stdout.decode()
    assert b"\x1b" not in done.stdout
    assert b"is no word here" in done.stdout
    assert kept.exists()


def test_without_the_extra_the_error_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "textual.py").write_text("raise ModuleNotFoundError(\"No module named 'textual'\", name='textual')")
    path = os.pathsep.join([str(tmp_path), str(ROOT), str(ROOT / "simulator")])
    done = subprocess.run(
        [sys.executable, "-m", "ivrdsl", "phone", str(CODE)],
        capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "the phone needs Textual: pip install 'ivrdsl[phone]'; or say --plain" in done.stderr.decode()


def test_nobody_reads() -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    command = f"{sys.executable} -m ivrdsl phone {CODE} --plain | true"
    done = subprocess.run(
        ["sh", "-c", command], input=b"live\n1\n" * 2000, capture_output=True, env={**os.environ, "PYTHONPATH": path},
        timeout=60, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["missing.xml", "--plain"], 2, "missing.xml: there is no such file"),
        ([str(CODE)], 2, "this is no terminal to draw a phone on: say --plain, for lines of text"),
        ([str(CODE), "--plain", "--clock", "fast"], 2, "with --plain no clock runs; leave it out, or say --clock step"),
        ([str(CODE), "--plain", "-e", "answer live; hear 'x y z'"], 1, "the call does not begin as the script says"),
        ([str(CODE), "--plain", "-e", "answr live"], 2, "answer"),
        ([str(CODE), "a", "b", "--plain"], 2, "give one plan, and at most one script"),
    ],
)
def test_what_is_wrong_with_the_command(words: list[str], code: int, told: str) -> None:
    done = piped(*words)
    assert done.returncode == code
    assert told in done.stderr.decode()
    assert b"Traceback" not in done.stderr
