"""What pages cannot show of `ivrdsl verify`: Ctrl-C, and the Python of docs/proofs.md."""

import re
import sys
from pathlib import Path

import pytest

from tests.processes import Done, ivrdsl

ROOT = Path(__file__).resolve().parents[2]

BIG = """
from ivrdsl import Dialplan, Keypress, Menu, Say, SetVar

def menu(number):
    keys = [Keypress(str(key))[SetVar(f"v{number}", str(key))] for key in range(1, 10)]
    return Menu(f"m{number}", max_digits=1, timeout_ms=2000)[Say(f"Menu {number}."), *keys]

dialplan = Dialplan()[*map(menu, range(4)), Say("${v0}${v1}${v2}${v3}")]
"""
INTERRUPTS = """
import os, signal
from ivrsim.proofs.own import never

def interrupts(entry):
    os.kill(os.getpid(), signal.SIGINT)
    interrupts.__code__ = (lambda entry: False).__code__
    return False

ours = never(interrupts)
"""


def verify(folder: Path, *words: str) -> Done:
    return ivrdsl("verify", *words, folder=folder, fresh=True)  # with the handlers of signals that Python starts with


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill sends no Ctrl-C to a process of its own there")
def test_ctrl_c_ends_undecided_with_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "big.py").write_text(BIG, encoding="utf-8")
    (tmp_path / "ours.py").write_text(INTERRUPTS, encoding="utf-8")
    select = ["--select", "silence-never-acts", "--select", "ours"]
    code, output, errors = verify(tmp_path, "big.py", "--properties", "ours.py", *select, "--max-seconds", "50")
    assert code == 3, output + errors
    assert "PROVED     silence-never-acts" in output
    assert re.search(r"UNDECIDED  ours \(error\): \S", output)
    assert "Traceback" not in output + errors


def test_the_python_of_the_page_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    (block,) = (each for each in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S) if "never(" in each)
    (tmp_path / "ours.py").write_text(block, encoding="utf-8")
    names = ["no-transfer", "english-only", "says-goodbye", "stop-is-kept"]
    select = [word for name in names for word in ("--select", name)]
    plan = str(ROOT / "examples" / "one_time_code.py")
    code, output, errors = verify(tmp_path, plan, "--properties", "ours.py", *select)
    assert code in (0, 1), errors
    assert re.findall(r"^(?:PROVED|BROKEN|VACUOUS) +([\w-]+)", output, re.M) == names
