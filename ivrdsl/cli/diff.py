"""`ivrdsl diff`: whether two plans, or one on two platforms, are the same call, or the shortest call that tells them
apart.
"""

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import show_json, show_lines
from ivrdsl.errors import LoadError

if TYPE_CHECKING:
    from ivrdsl.cli.budget import Budget
    from ivrdsl.files.git import Opened
    from ivrdsl.files.load import Loaded, Plans
    from ivrsim.comparing.compare import PlanComparison
    from ivrsim.comparing.difference import Named
    from ivrsim.comparing.measures import Figures
    from ivrsim.core.platform import Platform

_IGNORABLE = ("timing", "wording")


@syntax.command("diff")
@syntax.argument("old", plan="revision", metavar="OLD")
@syntax.argument("new", plan="revision", metavar="[NEW]", required=False)
@options.plan
@options.pairs(
    "--against", "against", help="Compare OLD with itself, with another reading of a quirk; may be repeated."
)
@syntax.option(
    "--ignore",
    multiple=True,
    type=syntax.choice(_IGNORABLE),
    help="What does not count as a difference.",
)
@options.search
@options.secrets
@options.as_json
@options.show_secrets
def command(
    old: str,
    new: str | None,
    plan: options.PlanOptions,
    against: Mapping[str, str],
    ignore: Sequence[Any],
    search: options.SearchOptions,
    secrets: list[re.Pattern[str]],
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Compare what two plans do, whatever they look like, or one plan on two platforms.

    OLD and NEW are FILE.xml, FILE.py or FILE.py:NAME, or one of these in a revision of git: HEAD~1:FILE.py. A plan of
    the project may be called by its name. Compared is what the callee hears, what is recorded, sent and stashed, and
    when the call ends. Exit code 0: EQUIVALENT, nothing tells them apart; 1: DIFFERENT, with the shortest call that
    does; 3: UNDECIDED, with the reason.
    """
    from ivrsim.comparing.difference import Named

    sources = _sources(old, new, against)
    platforms = _platforms(plan, against)
    loaded = _load_all(sources, plan)
    with search.budget("diff", quiet=as_json) as budget:
        result, figures = _compare(loaded, platforms, search, tuple(dict.fromkeys(ignore)), budget)
    if as_json:
        from ivrsim.comparing.difference import as_json as data_of

        names = Named(sources[0], sources[-1])
        told = data_of(
            result, names, figures, ignore=ignore, against=against, show_secrets=show_secrets, secrets=secrets
        )
        show_json(told)
    else:
        _show(result, _names(sources, platforms), figures)
    exits.end(found=result.verdict == "DIFFERENT", undecided=result.verdict != "EQUIVALENT")


def _sources(old: str, new: str | None, against: Mapping[str, str]) -> list[str]:
    """What is loaded: two plans, or one that is compared with itself.

    Raises:
        UsageError: it is neither.
    """
    if new is None and not against:
        raise syntax.UsageError("there is nothing to compare OLD with: name NEW, or a quirk by --against")
    if new is not None and against:
        raise syntax.UsageError("--against compares one plan with itself: leave out NEW")
    return [old] if new is None else [old, new]


def _platforms(plan: options.PlanOptions, against: Mapping[str, str]) -> "tuple[Platform, Platform]":
    from ivrdsl.files.platform import with_readings

    platform = plan.platform()
    return platform, with_readings(platform, against)


def _names(sources: Sequence[str], platforms: "tuple[Platform, Platform]") -> "Named":
    """What the two sides are called: by what they differ in."""
    from ivrsim.comparing.difference import Named
    from ivrsim.comparing.platforms import differing_quirks, readings_told

    quirks = differing_quirks(*platforms)
    old, new = (", ".join(readings_told(platform, quirks)) for platform in platforms)
    return Named(old, new) if quirks else Named(sources[0], sources[-1])


def _compare(
    loaded: "Sequence[Loaded]",
    platforms: "tuple[Platform, Platform]",
    search: options.SearchOptions,
    ignore: Sequence[Any],
    budget: "Budget",
) -> "tuple[PlanComparison, tuple[Figures | None, Figures | None]]":
    from ivrsim.comparing.compare import compare
    from ivrsim.comparing.measures import figures
    from ivrsim.compiling.compile import compile_plan

    first, last = loaded[0], loaded[-1]
    old, new = compile_plan(first.plan, platforms[0]), compile_plan(last.plan, platforms[1])
    world, lines = search.world(), (first.lines, last.lines)
    result = compare(old, new, ignore=ignore, world=world, bounds=search.bounds, watch=budget.watch, lines=lines)
    return result, (figures(old, world, budget.watch), figures(new, world, budget.watch))


def _load_all(sources: Sequence[str], plan: options.PlanOptions) -> "list[Loaded]":
    """The plans; the modules that the one brings along are not for the other.

    Parameters are for the plans that take some: one of the two may be XML, or be made by no function.
    """
    from ivrdsl.files.git import apart, opened
    from ivrdsl.files.load import Plans

    plans = Plans()
    found: list[Loaded] = []
    refused: list[LoadError] = []
    for source in sources:
        with ExitStack() as stack:
            there = stack.enter_context(opened(source))
            stack.enter_context(apart(there))
            try:
                found.append(_load(there, plan, plans))
            except LoadError as error:
                if not plan.parameters or not error.usage or len(refused) == len(sources) - 1:
                    raise
                refused.append(error)
                try:
                    found.append(_load(there, plan._replace(parameters={}), plans))
                except LoadError:
                    raise error from None
    return found


def _load(there: "Opened", plan: options.PlanOptions, plans: "Plans") -> "Loaded":
    """One plan, after showing on stderr what the checks find; a plan with errors of the schema ends the command."""
    from ivrdsl.cli.plan import read_plan

    try:
        return read_plan(there.source, plan, plans=plans, valid=True, names=there.told)
    except LoadError as error:
        raise LoadError(there.told(str(error)), usage=error.usage, line=error.line, column=error.column) from None


def _show(result: "PlanComparison", names: "Named", figures: "tuple[Figures | None, Figures | None]") -> None:
    from ivrdsl.findings.render.safe import safe
    from ivrsim.comparing.difference import lines_of

    encoding = sys.stdout.encoding or "utf-8"

    def printable(text: str) -> str:
        return safe(text).encode(encoding, "backslashreplace").decode(encoding)

    show_lines(list(lines_of(result, names, figures, shutil.get_terminal_size().columns, printable)))
