"""`ivrdsl diff`: whether two plans are the same call, or the shortest call that tells them apart."""

import re
import shutil
import sys
from collections.abc import Sequence
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
    from ivrsim.core.table import Plan

_IGNORABLE = ("timing", "wording")


@syntax.command("diff")
@syntax.argument("old", metavar="OLD")
@syntax.argument("new", metavar="NEW")
@options.plan
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
    new: str,
    plan: options.PlanOptions,
    ignore: Sequence[Any],
    search: options.SearchOptions,
    secrets: list[re.Pattern[str]],
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Compare what two plans do, whatever they look like.

    OLD and NEW are FILE.xml, FILE.py or FILE.py:NAME, or one of these in a revision of git: HEAD~1:FILE.py. Compared is
    what the callee hears, what is recorded, sent and stashed, and when the call ends. Exit code 0: EQUIVALENT, nothing
    tells them apart; 1: DIFFERENT, with the shortest call that does; 3: UNDECIDED, with the reason.
    """
    from ivrsim.comparing.difference import Named

    platform = plan.platform()
    loaded = _load_both((old, new), plan)
    with search.budget("diff", quiet=as_json) as budget:
        result, figures = _compare(loaded, platform, search, tuple(dict.fromkeys(ignore)), budget)
    names = Named(old, new)
    if as_json:
        from ivrsim.comparing.difference import as_json as data_of

        show_json(data_of(result, names, figures, ignore=ignore, show_secrets=show_secrets, secrets=secrets))
    else:
        _show(result, names, figures)
    exits.end(found=result.verdict == "DIFFERENT", undecided=result.verdict != "EQUIVALENT")


def _compare(
    loaded: "tuple[Loaded, Loaded]",
    platform: "Platform",
    search: options.SearchOptions,
    ignore: Sequence[Any],
    budget: "Budget",
) -> "tuple[PlanComparison, tuple[Figures | None, Figures | None]]":
    from ivrsim.comparing.compare import compare
    from ivrsim.comparing.measures import figures
    from ivrsim.compiling.compile import compile_plan

    plans: list[Plan] = [compile_plan(each.plan, platform) for each in loaded]
    world, lines = search.world(), (loaded[0].lines, loaded[1].lines)
    old, new = plans
    result = compare(old, new, ignore=ignore, world=world, bounds=search.bounds, watch=budget.watch, lines=lines)
    return result, (figures(old, world, budget.watch), figures(new, world, budget.watch))


def _load_both(sources: tuple[str, str], plan: options.PlanOptions) -> "tuple[Loaded, Loaded]":
    """Both plans; the modules that the one brings along are not for the other.

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
                if not plan.parameters or not error.usage or len(refused) == 1:
                    raise
                refused.append(error)
                try:
                    found.append(_load(there, plan._replace(parameters={}), plans))
                except LoadError:
                    raise error from None
    return found[0], found[1]


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
