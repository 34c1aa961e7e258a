"""Topic `startup`: whole processes, as ratios to `python -c pass` of the same interpreter, in interleaved pairs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.documents import lxml_subelement
from benchmarks.measure import AbsentError, Contender, Settings, Work, WrongResultError, interleave, present, ratio
from benchmarks.otp import CODE
from benchmarks.report import Goal, Report, number

ROUNDS = 41
SINGLE_RUN_S = 0.0
"""One process a round and contender: many short rounds pair better than few long ones."""

PLAN = f"""\
from ivrdsl import Amd, Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Say, spell


def one_time_code(code: str) -> Dialplan:
    return Dialplan("Root")[
        Amd(live=Goto("live"), machine=Goto("hangup")),
        Menu("live", max_digits=1, timeout_ms=3500)[
            Say("Hello, your one-time code is ", spell(code), ", press 1 to repeat.", voice="female1"),
            Keypress("1")[Goto("live")],
            NoInput()[Hangup()],
        ],
        Hangup(name="hangup"),
    ]


dialplan = one_time_code("{CODE}")
"""

NULL = subprocess.DEVNULL


@dataclass(frozen=True, slots=True)
class Command:
    """One row.

    Args:
        argv: What is run.
        bound: At most this many times `python -c pass`; None: it has no goal.
        of_ours: It needs the command line of ivrdsl.
    """

    argv: Sequence[str]
    bound: float | None = None
    of_ours: bool = True


def run(settings: Settings) -> Report:
    """Look at whether every command succeeds, then time them in turn."""
    with tempfile.TemporaryDirectory() as folder:
        rows = commands(Path(folder))
        made = {name: present(name, partial(process, command, folder)) for name, command in rows.items()}
        interleave(list(made.values()), settings.rounds_or(ROUNDS), SINGLE_RUN_S)
    return report(made, rows)


def commands(folder: Path) -> dict[str, Command]:
    """Write the plans into `folder` and return the rows; the first is what the others are compared with."""
    xml, python = folder / "plan.xml", folder / "plan.py"
    xml.write_bytes(lxml_subelement()(CODE))
    python.write_text(PLAN, encoding="utf-8")
    module = [sys.executable, "-m", "ivrdsl"]
    script = str(Path(sys.executable).with_name("ivrdsl"))
    return {
        "python -c pass": Command([sys.executable, "-c", "pass"], of_ours=False),
        "python -c 'import click, lxml.etree'": Command(
            [sys.executable, "-c", "import click, lxml.etree"], of_ours=False
        ),
        "python -m ivrdsl --version": Command([*module, "--version"], 4.2),
        "ivrdsl --version": Command([script, "--version"], 4.2),
        "ivrdsl check plan.xml": Command([script, "check", str(xml)], 6),
        "ivrdsl check plan.py": Command([script, "check", str(python)], 9),
    }


def process(command: Command, folder: str) -> Work:
    """Return the work of running `command`, which has to succeed; it starts in `folder`, away from the checkout."""
    if not Path(command.argv[0]).exists():
        raise AbsentError("no such script beside this interpreter")
    if command.of_ours:
        require_command_line()
    succeed(command, folder)

    def work(times: int) -> None:
        for _ in range(times):
            subprocess.run(command.argv, cwd=folder, check=True, stdin=NULL, stdout=NULL, stderr=NULL)

    return work


def require_command_line() -> None:
    """Raise AbsentError while the command line of ivrdsl is not there."""
    for module in ("ivrdsl", "ivrdsl.__main__", "ivrdsl.cli"):
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise AbsentError(f"not built yet: {module}")


def succeed(command: Command, folder: str) -> None:
    """Run `command` once, which also warms the caches; raise WrongResultError with its last words when it fails."""
    done = subprocess.run(command.argv, cwd=folder, stdin=NULL, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise WrongResultError(f"{' '.join(command.argv[1:])} ended with exit code {done.returncode}:\n{said}")


def report(made: dict[str, Contender], rows: dict[str, Command]) -> Report:
    """Put the table and the goals together."""
    bare = made["python -c pass"]
    ratios = {name: ratio(one, bare) for name, one in made.items()}
    return Report(
        topic="startup",
        title="whole processes, ratio to `python -c pass`",
        headers=["command", "ms", "x bare"],
        rows=[[name, *cells(one, ratios[name])] for name, one in made.items()],
        goals=[
            Goal(f"{name}: time, python -c pass = 1", row.bound, ratios[name], at_least=False, why=made[name].absent)
            for name, row in rows.items()
            if row.bound is not None
        ],
        notes=[
            "every command was run once before and had to end with exit code 0; input and output are the null device"
        ],
        ratios={name: {"bare": value} for name, value in ratios.items() if value is not None},
    )


def cells(one: Contender, value: float | None) -> list[str]:
    """Return the cells after the name."""
    return [f"absent: {one.absent}"] if one.work is None else [f"{one.median * 1e3:.1f}", number(value)]
