"""`ivrdsl mutate`: which faults in a plan its calls and properties would not notice."""

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_json, show_lines
from ivrdsl.cli.scripts import calls_beside, calls_of

if TYPE_CHECKING:
    from ivrdsl.files.load import Plans
    from ivrdsl.mutating.suite import Fate, Suite
    from ivrsim.proofs.property import Property


@syntax.command(
    "mutate",
    syntax.Together(loads=(*options.TO_CHECK, "ivrdsl.cli.budget", "ivrdsl.mutating.beside", "ivrdsl.mutating.fates")),
)
@syntax.argument("file", plan="each", required=False, metavar="[FILE|NAME]")
@syntax.argument("calls", nargs=-1, metavar="[CALLS...]")
@options.plan
@syntax.option("--verify", "builtin", is_flag=True, help="Let the built-in properties of verify notice faults, too.")
@options.own_properties("Let properties of your own notice faults.")
@syntax.option("--all", "everything", is_flag=True, help="List what is noticed and what changes nothing, too.")
@options.search
@options.secrets
@options.as_json
@options.show_secrets
@options.jobs
def command(
    file: str,
    calls: Sequence[str],
    plan: options.PlanOptions,
    builtin: bool,
    own: Sequence[str],
    everything: bool,
    search: options.SearchOptions,
    secrets: list[re.Pattern[str]],
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Put one fault after the other into a plan, and tell which of them nothing would notice.

    FILE is FILE.xml, FILE.py or FILE.py:NAME, or the name of a plan of the project; without it all its plans are meant.
    CALLS are .call files that call it; those beside the plan if none are named. Faults are: live and machine swapped, a
    branch left out, another key, a longer timer, a hangup left out, a goto that leads elsewhere, a comparison turned
    round. What survives is shown with the shortest call that would notice it. Exit code 1 when a fault survives, 3 when
    some could not be decided.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.load import Plans
    from ivrdsl.mutating import beside
    from ivrdsl.mutating.fates import summary
    from ivrdsl.mutating.suite import SURVIVES, UNSURE, Suite

    platform, plans = plan.platform(), Plans()
    properties = _properties(builtin, own, plans)
    files = beside.read_calls(file, calls or _calls(file, plan), plans)
    if not files and not properties:
        echo(f"nothing watches over {file}: no .call file beside it calls it by this name", err=True)
    plan = plan._replace(parameters=beside.parameters_of(files, plan.parameters))
    loaded = read_plan(file, plan, plans=plans, valid=True)
    with search.budget(f"mutate {os.path.basename(file)}", quiet=as_json) as budget:
        suite = Suite(loaded, files, properties, platform, search.world(), search.bounds, budget.watch)
        fates = list(suite.fates())
    if as_json:
        from ivrdsl.mutating.fates import as_data

        show_json(as_data(file, suite, fates, show_secrets=show_secrets, secrets=secrets))
    else:
        _show(suite, fates, everything=everything)
    found = {fate.fate for fate in fates}
    undecided = UNSURE in found or len(fates) < len(suite.mutants)
    exits.end(found=SURVIVES in found, undecided=undecided, told=summary(suite, fates))


def _calls(file: str, plan: options.PlanOptions) -> list[str]:
    """The files of calls of a plan of the project, or those beside a plan."""
    return calls_beside(file) if plan.named is None else calls_of(plan.named)


def _properties(builtin: bool, own: Sequence[str], plans: "Plans") -> "list[Property]":
    """The properties that may notice a fault."""
    found: list[Property] = []
    if builtin:
        from ivrsim.proofs.builtin import BUILT_IN

        found += BUILT_IN
    if own:
        from ivrdsl.files.properties import load_properties

        found += [each for path in own for each in load_properties(path, plans)]
    return found


def _show(suite: "Suite", fates: "Sequence[Fate]", *, everything: bool) -> None:
    from ivrdsl.mutating.fates import lines_of

    show_lines(list(lines_of(suite, fates, everything=everything)))
