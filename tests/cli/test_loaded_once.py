"""A plan in Python runs once in a command, whatever the command asks of it: what was checked is what is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLAN = """
from pathlib import Path

from ivrdsl import Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say
from ivrsim import never


def noted(what):
    with (Path(__file__).parent / "runs").open("a") as runs:
        print(what, file=runs)


noted("run")
no_transfer = never(lambda entry: entry.kind == "transfer")


def dialplan(text="Bye."):
    noted(f"made {text}")
    return Dialplan("Root")[
        Menu("ask", max_digits=1, timeout_ms=3000)[
            Say("Press 1."), Keypress("1")[Say(text)], NoInput()[Hangup()]
        ],
        Hangup(),
    ]
"""
CALLS = """dialplan plan.py
call "silence"
  answer live
  wait
  expect hangup
call "key 1"
  answer live
  press 1
  expect hangup
"""
ONCE = ["run", "made Bye."]


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "simulator")])}
    line = [sys.executable, "-m", "ivrdsl", *words]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def ran(folder: Path, words: list[str]) -> tuple[list[str], subprocess.CompletedProcess[str]]:
    """Run a command in a folder that has a plan; what the plan has noted, and what the command did."""
    (folder / "plan.py").write_text(PLAN)
    for name in ("first.call", "second.call"):
        (folder / name).write_text(CALLS)
    (folder / "script.txt").write_text("answer live; wait; expect hangup\n")
    done = command(folder, *words)
    return (folder / "runs").read_text().splitlines(), done


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["check", "plan.py"], ONCE),
        (["check", "plan.py", "plan.py:dialplan", "./plan.py", "--fix"], ONCE),
        (["check", "*.py", "--select", "IVR9"], ONCE),
        (["compile", "plan.py"], ONCE),
        (["compile", "plan.py", "--json"], ONCE),
        (["compile", "plan.py", "-p", "text=See you."], ["run", "made See you."]),
        (["payload", "plan.py", "--to", "12135551100"], ONCE),
        (["graph", "plan.py"], ONCE),
        (["page", "plan.py", "--calls", "first.call", "--calls", "second.call", "--properties", "plan.py"], ONCE),
        (["simulate", "plan.py", "-e", "answer live; wait; expect hangup"], ONCE),
        (["simulate", "first.call", "second.call"], ONCE),
        (["verify", "plan.py"], ONCE),
        (["verify", "plan.py", "--properties", "plan.py", "--save", "saved"], ONCE),
        (["paths", "plan.py"], ONCE),
        (["cover", "plan.py", "first.call", "second.call", "script.txt"], ONCE),
        (["diff", "plan.py", "./plan.py"], ONCE),
        (["mutate", "plan.py", "first.call", "second.call", "--verify", "--properties", "plan.py"], ONCE),
        (["mutate", "plan.py"], ONCE),
    ],
    ids=lambda each: " ".join(each)[:60],
)
def test_a_command_runs_a_plan_once(words: list[str], expected: list[str], tmp_path: Path) -> None:
    runs, done = ran(tmp_path, words)
    assert runs == expected, done.stderr
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr


def test_other_parameters_are_another_run(tmp_path: Path) -> None:
    """What a function leaves in its module is not for the next plan: a command alone would not find it either."""
    (tmp_path / "a.call").write_text(CALLS.replace("plan.py", "plan.py text=A"))
    (tmp_path / "b.call").write_text(CALLS.replace("plan.py", "plan.py:dialplan text=B"))
    runs, _ = ran(tmp_path, ["simulate", "a.call", "b.call", "first.call"])
    assert runs == ["run", "made A", "run", "made B", "run", "made Bye."]


LOOKS_ITSELF_UP = """
from __future__ import annotations

import pickle
from dataclasses import InitVar, dataclass

from ivrdsl import Dialplan, Hangup, Say


class Word:
    pass


def old():
    return Dialplan("Root")[Say("Old."), Hangup()]


def new():
    @dataclass
    class Numbers:
        kept: int = 1
        given: InitVar[int] = 2

    pickle.dumps(Word())
    return Dialplan("Root")[Say(repr(Numbers())), Hangup()]
"""


def test_a_module_can_be_looked_up_whenever_its_functions_are_called(tmp_path: Path) -> None:
    """`diff` forgets what the first plan imported; the second one is of the same file, which has run already."""
    (tmp_path / "plan.py").write_text(LOOKS_ITSELF_UP)
    done = command(tmp_path, "diff", "plan.py:old", "plan.py:new")
    assert done.returncode == 1, done.stderr
    assert "Numbers(kept=1)" in done.stdout


LEAVES_TRACES = """
from ivrdsl import Dialplan, Hangup, Say

said = []


def first():
    said.append("one")
    return Dialplan("Root")[Say(*said), Hangup()]


def second():
    said.append("two")
    return Dialplan("Root")[Say(*said), Hangup()]
"""


def test_no_plan_finds_what_another_one_left(tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text(LEAVES_TRACES)
    for name, words in (("first", "one"), ("second", "two")):
        script = f'answer live; hear exactly "{words}"; expect hangup'.replace("; ", "\n  ")
        (tmp_path / f"{name}.call").write_text(f'dialplan plan.py:{name}\ncall "alone"\n  {script}\n')
    done = command(tmp_path, "simulate", "first.call", "second.call")
    assert "2 calls, all passed" in done.stdout, done.stdout
    assert '"two"' in command(tmp_path, "diff", "plan.py:first", "plan.py:second").stdout


FLIP = """
from pathlib import Path

from ivrdsl import Dialplan, Goto, Hangup, Say

runs = Path(__file__).with_name("runs")
before = len(runs.read_text()) if runs.exists() else 0
runs.write_text("x" * (before + 1))
clean = Dialplan("Root")[Say("Bye."), Hangup()]
dialplan = Dialplan("Root")[Say("Round.", name="a"), Goto("a")] if before % 2 else clean
"""


def test_what_is_compiled_was_checked(tmp_path: Path) -> None:
    """A plan that is another one at each run: clean, then a loop without an end, then clean again."""
    (tmp_path / "flip.py").write_text(FLIP)
    first, second, third = (command(tmp_path, "compile", "flip.py") for _ in range(3))
    assert "Bye." in first.stdout
    assert "Bye." in third.stdout
    assert second.stdout == ""
    assert "Round." in second.stderr
    assert [each.returncode for each in (first, second, third)] == [0, 1, 0]
