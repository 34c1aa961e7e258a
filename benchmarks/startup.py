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
from benchmarks.measure import (
    AbsentError,
    Contender,
    Settings,
    Work,
    WrongResultError,
    interleave,
    times_as_long,
    with_children_exactly,
)
from benchmarks.otp import CODE
from benchmarks.processes import environment
from benchmarks.report import Goal, Report, row

ROUNDS = 41
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

STEPS = "answer live; press 1; wait"
PLANS = 6
"""Plans of the project that one command verifies."""

NULL = subprocess.DEVNULL


@dataclass(frozen=True, slots=True)
class Command:
    """One row.

    Args:
        argv: What is run; one process a round, since many short rounds pair better than few long ones.
        path: What it gets to.
        bound: At most this many times `python -c pass`; None: it has no goal.
        of_ours: It needs the command line of ivrdsl.
        ends: Its exit code.
        within: The folder below in which it starts.
    """

    argv: Sequence[str]
    path: str
    bound: float | None = None
    of_ours: bool = True
    ends: int = 0
    within: str = ""


def run(settings: Settings) -> Report:
    """Look at whether every command succeeds, then time them in turn."""
    with tempfile.TemporaryDirectory() as folder:
        rows = commands(Path(folder))
        clock = with_children_exactly()
        made = {
            name: Contender(name, command.path, shown(name), clock=clock, ours=command.of_ours).present(
                partial(process, command, folder)
            )
            for name, command in rows.items()
        }
        interleave(list(made.values()), settings, ROUNDS, batch_s=0)
    return report(made, rows)


def commands(folder: Path) -> dict[str, Command]:
    """Write the plans into `folder` and return the rows; the first is what the others are compared with."""
    xml, python = folder / "plan.xml", folder / "plan.py"
    xml.write_bytes(lxml_subelement()(CODE))
    python.write_text(PLAN, encoding="utf-8")
    module = [sys.executable, "-m", "ivrdsl"]
    script = str(Path(sys.executable).with_name("ivrdsl"))
    check = "ivrdsl.cli, ivrdsl.checking.run.check_bytes"
    verify = "ivrdsl.cli, ivrsim.proofs.verify.verify"
    return {
        "python -c pass": Command([sys.executable, "-c", "pass"], "the interpreter alone", of_ours=False),
        "python -c 'import click, lxml.etree'": Command(
            [sys.executable, "-c", "import click, lxml.etree"], "imports", of_ours=False
        ),
        "python -m ivrdsl --version": Command([*module, "--version"], "ivrdsl.cli.main", 4.2),
        "ivrdsl --version": Command([script, "--version"], "ivrdsl.cli.main", 4.2),
        "ivrdsl explain IVR003": Command([script, "explain", "IVR003"], "ivrdsl.checking.catalogue", 4),
        "ivrdsl check plan.xml": Command([script, "check", str(xml)], check, 9),
        "ivrdsl check plan.py": Command([script, "check", str(python)], f"ivrdsl.files.load.Plans.load, {check}", 9),
        "ivrdsl verify plan.xml": Command([script, "verify", str(xml)], verify, 12),
        "ivrdsl verify plan.py": Command([script, "verify", str(python)], verify),
        f"ivrdsl verify, {PLANS} plans of a project": Command(
            [script, "verify"], f"ivrdsl.cli.together.run_each, {verify}", within=project(folder)
        ),
        f"ivrdsl simulate plan.py -e '{STEPS}'": Command(
            [script, "simulate", str(python), "-e", STEPS], "ivrdsl.cli, ivrsim.play.call.Call, run_script"
        ),
    }


def project(folder: Path) -> str:
    """Write a project of plans, and return its folder; `PLANS` commands for them one by one are what it is beside."""
    there = folder / "project"
    there.mkdir()
    names = [f"plan{number}" for number in range(PLANS)]
    settings = "[tool.ivrdsl.plans]\n" + "".join(f'{name} = "{name}.xml"\n' for name in names)
    (there / "pyproject.toml").write_text(settings, encoding="utf-8")
    for name in names:
        (there / f"{name}.xml").write_bytes(lxml_subelement()(CODE))
    return there.name


def shown(name: str) -> str:
    """Return the command as a user writes it."""
    return f"`{name}`, a process of its own"


def process(command: Command, folder: str) -> Work:
    """Return the work of running `command`, which has to succeed; it starts in `folder`, away from the checkout."""
    if not Path(command.argv[0]).exists():
        raise AbsentError("no such script beside this interpreter")
    if command.of_ours:
        require_command_line()
    folder = str(Path(folder, command.within))
    succeed(command, folder)

    def work(times: int) -> None:
        for _ in range(times):
            done = subprocess.run(command.argv, cwd=folder, env=environment(), stdin=NULL, stdout=NULL, stderr=NULL)
            if done.returncode != command.ends:
                raise WrongResultError(f"{' '.join(command.argv[1:])} ended with exit code {done.returncode}")

    return work


def require_command_line() -> None:
    """Raise AbsentError while the command line of ivrdsl is not there."""
    for module in ("ivrdsl", "ivrdsl.__main__", "ivrdsl.cli"):
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise AbsentError(f"not built yet: {module}")


def succeed(command: Command, folder: str) -> None:
    """Run `command` once, which also warms the caches; raise WrongResultError with its last words when it fails."""
    done = subprocess.run(command.argv, cwd=folder, env=environment(), stdin=NULL, capture_output=True, text=True)
    if done.returncode != command.ends:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise WrongResultError(f"{' '.join(command.argv[1:])} ended with exit code {done.returncode}:\n{said}")


def report(made: dict[str, Contender], rows: dict[str, Command]) -> Report:
    """Put the table and the goals together."""
    bare = made["python -c pass"]
    ratios = {name: times_as_long(one, bare) for name, one in made.items()}
    return Report(
        topic="startup",
        title="whole processes, ratio to `python -c pass`",
        unit="ms",
        per_second=1e3,
        columns=["x bare"],
        rows=[row(one, {"x bare": ratios[name]}) for name, one in made.items()],
        goals=[
            Goal(
                f"{name}: time, python -c pass = 1", command.bound, ratios[name], at_least=False, why=made[name].absent
            )
            for name, command in rows.items()
            if command.bound is not None
        ],
        notes=[
            "every command was run once before and had to end as it should; input and output are the null device",
            "processor time is that of the child process, and of starting it; its modules were compiled before",
        ],
    )
