"""The phone in a terminal of the system's: what it writes there, and how it ends."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.needs import library
from tests.phone.callers import EXAMPLES
from tests.processes import ROOT

library("textual", "phone")

CODE = next(path for path in EXAMPLES if path.stem == "one_time_code")
LONGEST_S = 60
"""How long a phone may take to say something. Unit: seconds."""
EVIL = "\x9b31m\u202eevil\u2066\u200b\x85\u2028"
"""What XML may hold: a C1 control that begins a sequence, an override of direction, an isolate, nothing, line ends."""
PLAN = f"""<dialplan name="R{EVIL}"><menu name="m{EVIL}" maxDigits="1" timeout="3500">
<play type="tts">Press 1, {EVIL}.</play>
<keypress pressed="1"><setvar varname="n">{EVIL}</setvar><stash varname="S{EVIL}">{EVIL}</stash><goto>m{EVIL}</goto>
</keypress></menu></dialplan>"""


class Ended(NamedTuple):
    """What a program in a terminal has written, and how it ended."""

    output: bytes
    code: int


def in_terminal(words: Sequence[str], typed: Sequence[tuple[bytes, bytes]], folder: Path = ROOT) -> Ended:
    """Run `ivrdsl WORDS` in a terminal of 80x24, and type keys, each when something has been written."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    environment = {**os.environ, "PYTHONPATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", "ivrdsl", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        output, seen = b"", 0
        left = list(typed)
        while select.select([ours], [], [], LONGEST_S)[0]:
            try:
                output += os.read(ours, 65536)
            except OSError:  # the program has ended
                break
            if left and left[0][0] in output[seen:]:
                seen = len(output)
                os.write(ours, left.pop(0)[1])
        else:
            process.kill()
        os.close(ours)
        assert left == [], output[-2000:]
        return Ended(output, process.wait(LONGEST_S))


@pytest.mark.parametrize("key", [b"q", b"\x03"])
def test_it_ends_without_a_trace(key: bytes) -> None:
    found = in_terminal(["phone", str(CODE), "--clock", "step"], [(b"who answers", b"\r"), (b"person", key)])
    assert found.code == 0
    assert b"Traceback" not in found.output
    assert b"\x1b[?1049l" in found.output  # the screen that was there before is back


def test_no_word_of_a_plan_is_a_command_for_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(PLAN, encoding="utf-8")
    found = in_terminal(
        ["phone", "plan.xml", "--clock", "step"],
        [(b"who answers", b"\r"), (b"0 s of", b"n1"), (b"lastinput", b"x"), (b"script", b"q")],
        tmp_path,
    )
    for sign in "\x9b\u202e\u2066\u200b\x85\u2028":
        assert sign.encode() not in found.output
    assert b"\\x9b31m" in found.output
    assert found.code == 0


def test_a_plan_that_cannot_be_read_draws_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text("dialplan = (")
    found = in_terminal(["phone", "plan.py"], [], tmp_path)
    assert found.code == 1
    assert b"was never closed" in found.output
    assert b"\x1b[?1049h" not in found.output
