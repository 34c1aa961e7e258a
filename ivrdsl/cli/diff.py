"""`ivrdsl diff`: whether two plans are the same call, or the shortest call that tells them apart."""

import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from ivrdsl.cli import FOUND, UNDECIDED, options
from ivrdsl.cli import budget as budgets
from ivrdsl.errors import LoadError

if TYPE_CHECKING:
    from ivrdsl.files.git import Opened
    from ivrdsl.files.python import Loaded
    from ivrsim.comparing.compare import PlanComparison
    from ivrsim.comparing.difference import Named
    from ivrsim.comparing.measures import Figures
    from ivrsim.core.platform import Platform
    from ivrsim.core.table import Plan
    from ivrsim.search.explore import World

_IGNORABLE = ("timing", "wording")


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@options.parameters
@click.option("--ignore", multiple=True, type=click.Choice(_IGNORABLE), help="What does not count as a difference.")
@options.given
@budgets.bounds
@options.pairs("--quirk", "quirks", help="Another reading of what the platform does not document.")
@click.option("--platform", "platform_file", metavar="FILE.toml", help="A file of quirks and timings.")
@options.secrets
@options.as_json
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")
@options.max_bytes
def command(
    old: str,
    new: str,
    parameters: dict[str, str],
    ignore: Sequence[Any],
    variables: dict[str, str],
    attributes: Sequence[str],
    inbound: bool,
    max_states: int,
    max_seconds: float,
    quirks: dict[str, str],
    platform_file: str | None,
    secrets: list[re.Pattern[str]],
    as_json: bool,
    show_secrets: bool,
    max_bytes: int,
) -> None:
    """Compare what two plans do, whatever they look like.

    OLD and NEW are FILE.xml, FILE.py or FILE.py:NAME, or one of these in a revision of git: HEAD~1:FILE.py. Compared is
    what the callee hears, what is recorded, sent and stashed, and when the call ends. Exit code 0: EQUIVALENT, nothing
    tells them apart; 1: DIFFERENT, with the shortest call that does; 3: UNDECIDED, with the reason.
    """
    from ivrdsl.files.platform import load_platform
    from ivrsim.comparing.difference import Named

    platform = load_platform(platform_file, quirks)
    first, second = _loaded((old, new), parameters, max_bytes)
    world = budgets.world(variables, attributes, inbound=inbound)
    with budgets.Budget(max_seconds, "diff", quiet=as_json) as budget:
        result, figures = _compared((first, second), platform, world, tuple(dict.fromkeys(ignore)), max_states, budget)
    names = Named(old, new)
    if as_json:
        from ivrsim.comparing.difference import as_json as data_of

        data = data_of(result, names, figures, ignore=ignore, show_secrets=show_secrets, secrets=secrets)
        click.echo(json.dumps(data, indent=2))
    else:
        _show(result, names, figures)
    sys.exit({"EQUIVALENT": 0, "DIFFERENT": FOUND}.get(result.verdict, UNDECIDED))


def _compared(
    loaded: "tuple[Loaded, Loaded]",
    platform: "Platform",
    world: "World",
    ignore: Sequence[Any],
    max_states: int,
    budget: budgets.Budget,
) -> "tuple[PlanComparison, tuple[Figures | None, Figures | None]]":
    from ivrsim.comparing.compare import compare
    from ivrsim.comparing.measures import figures
    from ivrsim.compiling.compile import compile_plan

    plans: list[Plan] = [compile_plan(each.plan, platform) for each in loaded]
    lines = (loaded[0].lines, loaded[1].lines)
    old, new = plans
    result = compare(old, new, ignore=ignore, world=world, max_pairs=max_states, watch=budget.watch, lines=lines)
    return result, (figures(old, world, budget.watch), figures(new, world, budget.watch))


def _loaded(sources: tuple[str, str], parameters: Mapping[str, str], max_bytes: int) -> "tuple[Loaded, Loaded]":
    """Both plans; the modules that the one brings along are not for the other.

    Parameters are for the plans that take some: one of the two may be XML, or be made by no function.
    """
    from ivrdsl.files.git import apart, opened

    found: list[Loaded] = []
    refused: list[LoadError] = []
    for source in sources:
        with ExitStack() as stack:
            plan = stack.enter_context(opened(source))
            stack.enter_context(apart(plan))
            try:
                found.append(_read(plan, parameters, max_bytes))
            except LoadError as error:
                if not parameters or not error.usage or len(refused) == 1:
                    raise
                refused.append(error)
                try:
                    found.append(_read(plan, {}, max_bytes))
                except LoadError:
                    raise error from None
    return found[0], found[1]


def _read(plan: "Opened", parameters: Mapping[str, str], max_bytes: int) -> "Loaded":
    """One plan, after showing on stderr what the checks find; a plan with errors of the schema ends the command."""
    from ivrdsl.cli.plan import read_plan

    try:
        return read_plan(plan.source, parameters, max_bytes, valid=True, names=plan.told)
    except LoadError as error:
        raise LoadError(plan.told(str(error)), usage=error.usage, line=error.line, column=error.column) from None


def _show(result: "PlanComparison", names: "Named", figures: "tuple[Figures | None, Figures | None]") -> None:
    """The report: coloured on a terminal, plain otherwise."""
    from ivrdsl.findings.render.safe import safe
    from ivrsim.comparing.difference import lines_of

    encoding = sys.stdout.encoding or "utf-8"

    def printable(text: str) -> str:
        return safe(text).encode(encoding, "backslashreplace").decode(encoding)

    lines = list(lines_of(result, names, figures, shutil.get_terminal_size().columns, printable))
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_story

        show_story(lines)
    else:
        click.echo("\n".join(line for _, line in lines))
