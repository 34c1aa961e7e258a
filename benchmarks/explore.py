"""Topic `explore`: every call of a plan with half a million states, against networkx and a search written by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from benchmarks.measure import (
    Contender,
    Figure,
    Settings,
    Work,
    WrongResultError,
    figure,
    interleave,
    ours,
    times_as_fast,
    times_as_long,
)
from benchmarks.peers.searches import Size, by_hand, by_networkx, networkx_name
from benchmarks.processes import NULL, PEAK
from benchmarks.proving import FEW_ROOMS, ROOMS, contenders
from benchmarks.report import Goal, Report, row

ROUNDS = 5
KEYS = "12345678"
MENUS = 6
FEW_MENUS = 4
"""For a search that would take minutes; rates are compared."""
MOST = 10_000_000
"""States, and steps, that a search may have."""
HAND = "tuples and a dictionary, by hand (limit)"
EXPLORED = (
    "`ivrdsl graph`, `ivrdsl verify` and `ivrdsl paths` search so; explore(compile_plan(plan)) is the search alone"
)

PROVING = "time, search alone = 1"

MEMORY = f"""\
{PEAK}
from benchmarks.explore import plan_of, searched

searched(plan_of(2))
plan = plan_of(int(sys.argv[1]))
before = peak()
found = searched(plan)
print((peak() - before) / len(found))
"""
"""Prints by how many bytes a state the peak of the process rises."""

VERIFY = """\
from time import process_time
from benchmarks.startup import PLAN
from ivrsim.proofs.verify import verify

space = {}
exec(PLAN, space)
start = process_time()
report = verify(space["dialplan"])
print(process_time() - start if len(report.verdicts) > 5 and report.complete else -1)
"""
"""Prints the seconds of processor time that one verification takes, in a process that did nothing of it before."""


@dataclass(slots=True)
class Search:
    """One row: a contender, and what it finds."""

    contender: Contender
    found: list[Size] = field(default_factory=list)


def run(settings: Settings) -> Report:
    """Let all find the same number of states and edges, then time them."""
    menus = FEW_MENUS if settings.quick else MENUS
    memory = measured(MEMORY, str(menus))
    verified = measured(VERIFY)
    explored = search(
        Contender("ivrdsl explore", "ivrsim.search.explore.explore", EXPLORED, ours=True),
        lambda: partial(explored_size, plan_of(menus)), menus,
    )  # fmt: skip
    networkx = search(
        Contender(networkx_name(), "networkx.generic_bfs_edges, ivrsim.core.step.step", "generic_bfs_edges(...)"),
        lambda: partial(networkx_size, plan_of(FEW_MENUS)), FEW_MENUS,
    )  # fmt: skip
    limit = search(
        Contender(HAND, "benchmarks.peers.searches.by_hand", "a loop of one's own"),
        lambda: partial(by_hand, menus, KEYS), menus,
    )  # fmt: skip
    rows = [explored, networkx, limit]
    asked = contenders(FEW_ROOMS if settings.quick else ROOMS)
    interleave([*(each.contender for each in rows), *asked], settings, ROUNDS, batch_s=0)
    return report(rows, asked, memory, verified, settings)


def plan_of(menus: int) -> Any:
    """Return a plan of so many questions; each answer is kept and repeated at the end."""
    import ivrdsl as i

    compile_plan = ours("ivrsim.compiling.compile", "compile_plan")
    asked = [
        i.Menu(f"m{place}", max_digits=1, timeout_ms=3000)[
            i.Say(f"Question {place}, press a key."),
            *[i.Keypress(key)[i.SetVar(f"v{place}", key)] for key in KEYS],
            i.NoInput()[i.Goto(f"m{place}")],
        ]
        for place in range(menus)
    ]
    said = [i.Say(f"Number ${{v{place}}}.") for place in range(menus)]
    return compile_plan(i.Dialplan("Root")[(*asked, *said)])  # type: ignore[operator]


def searched(plan: Any) -> Any:
    """Return the exploration of a plan."""
    bounds = ours("ivrsim.search.bounds", "Bounds")(MOST, MOST)  # type: ignore[operator]
    return ours("ivrsim.search.explore", "explore")(plan, bounds=bounds)  # type: ignore[operator]


def explored_size(plan: Any) -> Size:
    """Explore, and count."""
    found = searched(plan)
    return Size(len(found) if found.complete else 0, found.edges)


def networkx_size(plan: Any) -> Size:
    """Search by networkx, and count."""
    import networkx  # noqa: F401  # absent, it is missed here, before anything is timed

    return by_networkx(plan)


def search(contender: Contender, make: Callable[[], Callable[[], Size]], menus: int) -> Search:
    """Return a row whose search is checked: it finds as much as the one by hand does."""
    made = Search(contender)

    def work() -> Work:
        once = make()
        made.found.append(once())
        if made.found[0] != (right := right_size(menus)):
            raise WrongResultError(f"{contender.name}: {made.found[0]} instead of {right}")

        def repeat(times: int) -> None:
            for _ in range(times):
                once()

        return repeat

    contender.present(work)
    return made


@cache
def right_size(menus: int) -> Size:
    """Return what there is to be found."""
    return by_hand(menus, KEYS)


def measured(script: str, *arguments: str) -> float | str:
    """Return the number that a process prints, or why there is none."""
    argv = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(argv, stdin=NULL, capture_output=True, text=True)
    for missing in ("resource", "ivrsim.proofs.verify"):
        if f"No module named '{missing}'" in done.stderr:
            return f"there is no {missing}"
    if done.returncode or float(done.stdout) <= 0:
        raise WrongResultError(f"a process failed:\n{done.stderr or done.stdout}")
    return float(done.stdout)


def faster(one: Search, other: Search) -> Figure | None:
    """Return how many times as many edges a second the one finds."""
    if not (one.found and other.found):
        return None
    return times_as_fast(one.contender, other.contender, one.found[0].edges / other.found[0].edges)


def report(
    rows: list[Search],
    asked: tuple[Contender, Contender],
    memory: float | str,
    verified: float | str,
    settings: Settings,
) -> Report:
    """Put the table and the goals together; `asked`: a search, and the properties of what it found."""
    explored, networkx, limit = rows
    searched, properties = asked
    columns = {"edges/s, networkx = 1": networkx, "edges/s, by hand = 1": limit}
    small = "left out by --quick" if settings.quick else ""
    sizes = [(each.contender.name, each.found[0]) for each in rows if each.found]
    return Report(
        topic="explore",
        title="every state of a plan whose variables are set by keys, with the edges that lead there",
        unit="s",
        per_second=1,
        columns=[*columns, PROVING],
        rows=[
            *(row(each.contender, {column: faster(each, other) for column, other in columns.items()}) for each in rows),
            *(row(each, {PROVING: times_as_long(each, searched)}) for each in asked),
        ],
        goals=[
            Goal("ivrdsl explore: edges a second, networkx = 1", 3, faster(explored, networkx), aim=4.4),
            Goal("ivrdsl explore: edges a second, by hand = 1", 0.57, faster(explored, limit)),
            Goal(
                "all built-in properties: processor time, the search = 1",
                3,
                times_as_long(properties, searched),
                at_least=False,
            ),
            goal("ivrdsl explore: peak memory, bytes a state", 300, small or memory, alone=True),
            goal("verify of the one-time-code plan: seconds of processor time after the imports", 0.1, verified),
        ],
        notes=[
            *(f"{name}: {size.states:,} states, {size.edges:,} edges" for name, size in sizes),
            "every row first found as many states and edges as the search by hand",
            f"networkx has {FEW_MENUS} menus instead of {MENUS}, and the same states otherwise",
        ],
    )


def goal(text: str, bound: float, found: float | str, *, alone: bool = False) -> Goal:
    """Return a goal that is no ratio."""
    if isinstance(found, str):
        return Goal(text, bound, None, at_least=False, why=found, alone=alone)
    return Goal(text, bound, figure([found], more_is_better=False), at_least=False, alone=alone)
