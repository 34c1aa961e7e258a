"""`ivrdsl paths`: the fewest calls that take every edge of a plan, as `.call` files that pass."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_document, show_json

if TYPE_CHECKING:
    from ivrdsl.files.callfolder import CallFolder
    from ivrsim.core.platform import Platform
    from ivrsim.core.table import Plan
    from ivrsim.script.callfile import WrittenCall
    from ivrsim.tours.calls import TourCall
    from ivrsim.tours.paths import Tours

_FOR_CALLS: Final = 0.25
"""The share of the time that remains to make calls, however long the search takes."""
_AFTER_CTRL_C_S: Final = 5.0
"""Seconds that remain to make calls of what is known, when Ctrl-C ends the search."""


@syntax.command(
    "paths",
    syntax.Together(
        folders=("save",),
        loads=(*options.TO_CHECK, "ivrdsl.cli.budget", "ivrsim.tours.paths", "ivrsim.tours.summary"),
        comment="# ",
    ),
)
@syntax.argument("file", plan="each", required=False, metavar="[FILE|NAME]")
@options.plan
@syntax.option("--save", metavar="DIR", help="Write a .call file for each tag at which somebody acts last.")
@syntax.option("--every-moment", is_flag=True, help="Take each edge at each moment of its wait, not once.")
@syntax.option("--every-state", is_flag=True, help="The same for each combination of values of variables.")
@options.search
@options.as_json
@options.show_secrets
@options.jobs
def command(
    file: str,
    plan: options.PlanOptions,
    save: str | None,
    every_moment: bool,
    every_state: bool,
    search: options.SearchOptions,
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Make a smallest practical set of calls that takes every edge of a plan, as a .call file.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are meant.
    The calls take every edge (keys that are lost or that no branch takes, too) and every moment of every wait. The
    moments are: at once, in between, when the timer fires, and the timer itself. Their expectations are what the
    simulator did, so every call passes until the plan changes. Exit code 3 when the search did not come to its end.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.callfolder import CallFolder
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.tours.summary import as_json as data_of, summary

    folder = CallFolder(save or "", "ivrdsl paths", file, plan.parameters, plan.named)
    platform = plan.platform()
    loaded = read_plan(file, plan, valid=True)
    title = f"paths {os.path.basename(file)}"
    found = _tours_of(
        compile_plan(loaded.plan, platform), search, _each(every_moment, every_state), title, as_json, loaded.lines
    )
    files = {} if save is None else _save(found, folder, _notes(platform))
    if as_json:
        show_json(data_of(found, files, show_secrets=show_secrets))
    elif save is None:
        first, *rest = _notes(platform)
        _print(found, folder, [f"{folder.mark}: {first}", *rest])
    told = list(summary(found))
    for line in told:
        _tell(line)
    exits.end(undecided=not found.complete, told=told[0].partition(";")[0])


def _tell(line: str) -> None:
    """A line on stderr; what a terminal would act on is shown."""
    from ivrdsl.findings.render.safe import safe

    echo(safe(line), err=True)


def _each(every_moment: bool, every_state: bool) -> str:
    from ivrsim.tours.goals import MOMENTS, ONCE, STATES

    return STATES if every_state else MOMENTS if every_moment else ONCE


def _tours_of(
    plan: "Plan", search: options.SearchOptions, each: str, title: str, quiet: bool, lines: Sequence[int | None]
) -> "Tours":
    """Search for all edges, then for calls that take them, of what is known whatever ended the search."""
    from ivrdsl.cli.budget import CTRL_C, Budget
    from ivrsim.search.explore import explore
    from ivrsim.tours.paths import paths

    with Budget(search.max_seconds, title, quiet=quiet) as budget:
        budget.restart(search.max_seconds * (1 - _FOR_CALLS))
        found = explore(plan, world=search.world(), bounds=search.bounds, watch=budget.watch)
    left_s = search.max_seconds * _FOR_CALLS + max(budget.left_s, 0)
    interrupted = budget.interrupted
    left_s = min(left_s, _AFTER_CTRL_C_S) if interrupted else left_s
    with Budget(search.max_seconds, title, quiet=quiet, things="edges and moments") as budget:
        asked = 0

        def watch(goals: int, done: int) -> str:
            nonlocal asked
            asked += 1
            if asked == 1:  # before, it was only counted what there is to take
                budget.restart(left_s)
            why = budget.watch(goals, done)
            return CTRL_C if why and interrupted else why

        return paths(found, each=each, watch=watch, lines=lines)


def _notes(platform: "Platform") -> list[str]:
    """The comments at the beginning of a file."""
    from ivrsim.core.platform import differing

    notes = [
        "calls that take every edge of the plan.",
        "What they expect is what the simulator did, not what anybody asked for.",
    ]
    if quirks := differing(platform):
        notes.append(f"They pass on a platform with {', '.join(quirks)}.")
    return notes


def _written_call(call: "TourCall") -> "WrittenCall":
    from ivrsim.script.callfile import WrittenCall

    return WrittenCall(call.name, (), call.statements)


def _print(found: "Tours", folder: "CallFolder", notes: Sequence[str]) -> None:
    """The calls as one file."""
    from ivrsim.script.callfile import write_calls

    if found.calls:
        show_document(write_calls(folder.plan, folder.parameters, map(_written_call, found.calls), notes).encode())


def _save(found: "Tours", folder: "CallFolder", notes: Sequence[str]) -> dict[str, str]:
    """Write a file for each tag at which somebody acts last, and say so on stderr.

    Such files stay small, they can be found by what they are about, and a change of the plan changes those of the tags
    that it concerns.

    Returns:
        The file of each call, by the call's name.

    Raises:
        LoadError: a file of that name is somebody's own; then nothing is written.
    """
    from ivrsim.tours.summary import file_name

    files = {call.name: folder.path(file_name(call.place)) for call in found.calls}
    paths = sorted(set(files.values()))
    folder.require_ours(paths)
    for path in paths:
        calls = [_written_call(call) for call in found.calls if files[call.name] == path]
        folder.write(path, calls, notes)
        _tell(f"{path}: {len(calls)} call{'s' * (len(calls) != 1)}")
    for path in folder.left_over(paths):
        _tell(f"{path}: no call of this run is in it; delete it if nobody needs it")
    return files
