"""Topic `watch`: a round after a change, beside `check`, `verify` and `simulate` in one warm process."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.measure import (
    Contender,
    Settings,
    Work,
    WrongResultError,
    interleave,
    ours,
    times_as_long,
    with_children_exactly,
)
from benchmarks.report import Goal, Report, row

ROUNDS = 9
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PLANS = ("one_time_code", "reminder", "survey")
BATCH = 10
"""Times the usual batch: a process of watch does 32 runs, and its making is part of what they cost."""
LARGEST = 1.5
EDITS = count()


def run(settings: Settings) -> Report:
    """Time both on the examples together, and on the smallest."""
    clock = with_children_exactly()
    with tempfile.TemporaryDirectory() as folder, within(folder):
        for path in [*EXAMPLES.glob("*.py"), *EXAMPLES.glob("*.call")]:
            shutil.copy(path, folder)
        ours("ivrdsl.cli.warmth", "warm")()  # type: ignore[operator]
        pairs = [pair(names, clock) for names in (PLANS, PLANS[:1])]
        interleave([each for both in pairs for each in both], settings, ROUNDS, batch_s=BATCH * settings.batch_s)
    ratios = {round_.name: times_as_long(round_, warm) for warm, round_ in pairs}
    return Report(
        topic="watch",
        title="a round of watch after a change, beside the same commands in one warm process",
        unit="ms",
        per_second=1e3,
        columns=["x warm"],
        rows=[row(one, {"x warm": ratios.get(one.name)}) for both in pairs for one in both],
        goals=[Goal(f"{name}, x warm", LARGEST, ratio, at_least=False) for name, ratio in ratios.items()],
        notes=["every plan is changed before each, by a comment; processor time is that of all processes"],
    )


@contextmanager
def within(folder: str) -> Iterator[None]:
    """Work in a folder."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def pair(names: Sequence[str], clock: Callable[[], float]) -> tuple[Contender, Contender]:
    """Return the rows of some plans: the commands, and a round."""
    told = f"{len(names)} plans" if len(names) > 1 else names[0]
    warm = Contender(
        f"check, verify, simulate: {told}", "ivrdsl.cli.check.command, ivrdsl.cli.verify.command",
        "internal: the three commands one after the other, in a process that has loaded everything", clock=clock,
    ).present(lambda: commands(names))  # fmt: skip
    watch = Contender(
        f"a round of watch: {told}", "ivrdsl.cli.rounds.Rounds", "`ivrdsl watch`, when a file is saved", clock=clock,
        ours=True,
    ).present(lambda: rounds(names))  # fmt: skip
    return warm, watch


def edit(names: Sequence[str]) -> None:
    """Change each plan, so that nothing is remembered of it."""
    for name in names:
        path = Path(f"{name}.py")
        text = path.read_text(encoding="utf-8").partition("\n# edit")[0]
        new = Path(f".{name}.new")
        new.write_text(f"{text}\n# edit {next(EDITS):08}\n", encoding="utf-8")
        new.replace(path)


def commands(names: Sequence[str]) -> Work:
    """Return the work of running the commands; no error may be found."""
    load, read, guarded = ours("ivrdsl.cli.commands", "load"), ours("ivrdsl.cli.quick", "read"), guard()

    def one(command: str, file: str) -> None:
        declared: Any = load(command)  # type: ignore[operator]
        values, _ = read(declared.parameters, [file, "-q"])  # type: ignore[operator]
        values.pop("jobs", None)
        if declared.wants_named:
            values["named"] = None
        if (code := guarded(lambda: declared.call(values)).code) != 0:
            raise WrongResultError(f"ivrdsl {command} {file} ended with exit code {code}")

    def work(times: int) -> None:
        for _ in range(times):
            edit(names)
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                for name in names:
                    one("check", f"{name}.py")
                    one("verify", f"{name}.py")
                    one("simulate", f"{name}.call")

    return work


def guard() -> Any:
    """Return what takes the end of a command."""
    return ours("ivrdsl.cli.guard", "guarded")


def rounds(names: Sequence[str]) -> Work:
    """Return the work of rounds; each has to look at every plan, and to find no error."""
    made: Any = ours("ivrdsl.cli.rounds", "Rounds")
    processes: Any = ours("ivrdsl.cli.rounds", "processes")
    changes: Any = ours("ivrdsl.files.changes", "Changes")
    crew: Any = ours("ivrdsl.cli.workers", "Crew")()  # type: ignore[operator]
    going = made([f"{name}.py" for name in names], {"quiet": True}, processes(1, crew), changes())
    require(going.next(), names)

    def work(times: int) -> None:
        for _ in range(times):
            edit(names)
            going.heed()
            require(going.next(), names)
        crew.close()  # what its processes have taken counts

    return work


def require(told: Any, names: Sequence[str]) -> None:
    """Refuse a round that has not looked at every plan and its calls, or found an error."""
    if told is None or told.code != 0 or len(told.done) != len(names):
        raise WrongResultError(f"a round came to {told}")
    if not all("all passed" in each.told for each in told.ended):
        raise WrongResultError("a round has played no calls")
