"""`ivrdsl page`: a plan as one page that plays, for who approves its calls."""

import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, require_other, show_findings, write_output
from ivrdsl.cli.properties import known_properties
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.files.load import Loaded, Plans
    from ivrdsl.page.content import Searched
    from ivrdsl.page.recordings import GivenCall
    from ivrdsl.page.secrecy import Secrecy
    from ivrsim.automaton.build import Automaton
    from ivrsim.core.platform import Platform
    from ivrsim.core.table import Plan
    from ivrsim.proofs.property import Property
    from ivrsim.search.bounds import Bounds

MOST_STATES: Final = 50_000
"""States of a page; beyond them it does not know how a call goes on, and says so."""
_MOST_DATA: Final = 2_500_000
"""Bytes of them. As many are for the picture, so that a page of 5 MB is the largest that is sent."""
_OURS: Final = b'id="panel-about"'
"""Stands in every page."""
_UNREADABLE: Final = frozenset(("IVR000", "IVR001"))
"""Codes of findings of plans that are not there to be played."""


@syntax.command("page")
@syntax.argument("file", plan="each", metavar="FILE|NAME")
@options.plan
@syntax.option(
    "--calls", "given", multiple=True, metavar="CALLS.call", help="Show these calls, and what they leave out."
)
@options.own_properties("Show what comes of properties of your own, too.")
@options.secrets
@options.search
@syntax.option("--show-secrets", is_flag=True, help="Do not mask secrets.")
@syntax.option("-o", "--output", type=syntax.path(dir_okay=False), metavar="FILE.html", help="Where the page goes.")
def command(
    file: str,
    plan: options.PlanOptions,
    given: Sequence[str],
    own: Sequence[str],
    secrets: list[re.Pattern[str]],
    search: options.SearchOptions,
    show_secrets: bool,
    output: str | None,
) -> None:
    """Write a plan as one page that plays: picture, phone, findings, proofs, prompts to record, and what is assumed.

    FILE is FILE.py, FILE.py:NAME or FILE.xml, or the name of a plan of the project. The page needs nothing but a
    browser: mail it to who approves the calls. It goes to FILE.html beside the plan if -o names no other file. A plan
    that cannot be read makes a page of findings, and exit code 1.
    """
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.load import Plans
    from ivrdsl.page.content import content
    from ivrdsl.page.document import document
    from ivrdsl.page.script import script
    from ivrdsl.page.secrecy import Secrecy, without_folders
    from ivrsim.compiling.compile import compile_plan

    path = split(file)[0]
    output = output or _beside(file, plan)
    require_other(output, [path, *given])
    platform, plans = plan.platform(), Plans()
    properties = known_properties(own, plans)  # before the plan, so that a file of both is run once
    control = options.project_control(plan.named)
    checked = check_source(file, plan.parameters, plans, max_bytes=plan.max_bytes, control=control)
    unread = any(each.code in _UNREADABLE for each in checked.findings)
    secrecy = Secrecy(tuple(secrets), show_secrets)
    searched = None
    if not unread:
        plans.keep(checked.loaded)
        compiled = compile_plan(checked.loaded.plan, platform)
        searched, secrecy = _searched(
            compiled, checked.loaded, file, plan, platform, plans, given, properties, search, secrecy
        )
    title = plan.named.name if plan.named is not None else os.path.basename(path) + file[len(path) :]
    folders = [os.path.dirname(os.path.abspath(path)), os.path.dirname(path), os.getcwd()]
    findings = without_folders(checked.findings, folders)
    page = document(content(title, findings, searched, secrecy), script(plays=searched is not None))
    write_output(page, output)
    if unread:
        show_findings([each for each in findings if each.code in _UNREADABLE], "concise", err=True)
    echo(f"{output}: written; {_gives_away(searched, show_secrets)}", err=True)
    exits.end(found=unread, told=f"{output} written")


def _beside(file: str, plan: options.PlanOptions) -> str:
    """The name of a page beside its plan, that nobody has chosen.

    Raises:
        UsageError: a file has it that is no page of ours.
    """
    path, name = split(file)
    stem, _ = os.path.splitext(path)
    if plan.named is not None:
        stem = os.path.join(os.path.dirname(path), plan.named.name)
    elif name:
        stem = f"{stem}-{name}"
    page = f"{stem}.html"
    try:
        with open(page, "rb") as there:
            if _OURS not in there.read():
                raise syntax.UsageError(f"{page} is there already, and is no page of ivrdsl: name another one by -o")
    except OSError:
        pass  # there is none, or writing says what is wrong
    return page


def _gives_away(searched: "Searched | None", show_secrets: bool) -> str:
    """What whoever gets the page can read in it."""
    if searched is None:
        return "the plan cannot be read, so it says why, and nothing else"
    told = "who has it can read every text, number and way of the plan"
    return f"{told}, and its secrets" if show_secrets else f"{told}; secrets are masked"


def _searched(
    compiled: "Plan",
    loaded: "Loaded",
    file: str,
    plan: options.PlanOptions,
    platform: "Platform",
    plans: "Plans",
    given: Sequence[str],
    properties: "Sequence[Property]",
    search: options.SearchOptions,
    secrecy: "Secrecy",
) -> "tuple[Searched, Secrecy]":
    """What is found out about the calls of a plan, and what is hidden of them."""
    from functools import partial

    from ivrdsl.checking.properties import PropertyComments
    from ivrdsl.page.content import Searched
    from ivrdsl.page.proofs import breaking_calls, with_times_of
    from ivrsim.automaton.build import automaton
    from ivrsim.automaton.moves import samples_of
    from ivrsim.automaton.search import EVERYBODY
    from ivrsim.proofs.levels import Grading
    from ivrsim.proofs.property import Options
    from ivrsim.proofs.question import Asked
    from ivrsim.proofs.searches import Searches
    from ivrsim.proofs.verify import verdicts_from

    calls = _calls(given, compiled, plan, platform, plans)
    preset = options.project_control(plan.named).preset
    with search.budget(f"page {os.path.basename(file)}", quiet=False) as budget:
        asked = Asked(
            properties,
            Options(secrets=tuple(secrecy.secrets)),
            search.world(),
            search.bounds,
            watch=budget.watch,
            lines=loaded.lines,
            grading=Grading(preset),
        )
        applied = PropertyComments(loaded.plan).applied_to(asked)
        report = verdicts_from(Searches(compiled, applied), applied)
        world = search.world()._replace(answers=EVERYBODY)
        bounds = search.bounds._replace(max_states=min(MOST_STATES, search.bounds.max_states))
        samples = samples_of([*(each.call for each in calls), *breaking_calls(compiled, report)])
        secrecy = secrecy.of_calls(compiled, world, samples, bounds)
        build = partial(
            automaton,
            compiled,
            mask=secrecy.mask(compiled),
            lines=loaded.lines,
            world=world,
            samples=samples,
            watch=budget.watch,
        )
        found = _small_enough(build, bounds)
        if found.stands_in:  # a time in a verdict, or in its call, could tell a secret
            report = with_times_of(report, verdicts_from(Searches(found.plan, applied), applied))
    return Searched(compiled, loaded.lines, report, found, calls), secrecy


def _small_enough(build: "Callable[..., Automaton]", bounds: "Bounds") -> "Automaton":
    """The automaton; where it is too large to be sent, what of it is near the beginning."""
    from ivrdsl.page.document import block

    found = build(bounds=bounds)
    size = len(block(found.data))
    if size <= _MOST_DATA:
        return found
    states = int(len(found.data["states"]) * _MOST_DATA / size * 0.9)
    bound = f"a page can hold the {states} states nearest to the beginning, and no more"
    return build(bounds=bounds._replace(max_states=states))._replace(bound=bound)


def _calls(
    files: Sequence[str], compiled: "Plan", plan: options.PlanOptions, platform: "Platform", plans: "Plans"
) -> "list[GivenCall]":
    """Calls of files, each to the plan that its file names.

    Raises:
        UsageError: that is another plan, whose ways are others.
    """
    from ivrdsl.cli.scripts import given_to, platform_of
    from ivrdsl.files.calls import load_call_file
    from ivrdsl.page.recordings import GivenCall
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.coverage.tally import shape
    from ivrsim.play.call import Call
    from ivrsim.script.run import passes

    found = []
    for file in dict.fromkeys(files):
        calls, loaded = load_call_file(file, plans=plans)
        called = compile_plan(loaded.plan, platform_of(loaded, plan, platform))
        if shape(called) != shape(compiled):
            raise syntax.UsageError(f"--calls {file}: it calls another plan, {loaded.source}")
        for each in calls.calls:
            call = Call(called, variables=given_to(plan, loaded), lines=loaded.lines)
            found.append(GivenCall(os.path.basename(file), each.name, call, *passes(call, each.statements)))
    return found
