"""`ivrdsl mutate`: which faults in a plan its calls and properties would not notice."""

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ivrdsl.cli import FOUND, UNDECIDED, options
from ivrdsl.cli import budget as budgets

if TYPE_CHECKING:
    from ivrdsl.mutating.suite import Fate, Suite
    from ivrsim.proofs.property import Property


@click.command("mutate")
@click.argument("file", metavar="FILE")
@click.argument("calls", nargs=-1, metavar="[CALLS...]")
@options.parameters
@click.option("--verify", "builtin", is_flag=True, help="Let the built-in properties of verify notice faults, too.")
@click.option("--properties", "own", multiple=True, metavar="FILE.py", help="Let properties of your own notice faults.")
@click.option("--all", "everything", is_flag=True, help="List what is noticed and what changes nothing, too.")
@options.given
@budgets.bounds
@options.pairs("--quirk", "quirks", help="Another reading of what the platform does not document.")
@click.option("--platform", "platform_file", metavar="FILE.toml", help="A file of quirks and timings.")
@options.secrets
@options.as_json
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")
@options.max_bytes
def command(
    file: str,
    calls: Sequence[str],
    parameters: dict[str, str],
    builtin: bool,
    own: Sequence[str],
    everything: bool,
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
    """Put one fault after the other into a plan, and tell which of them nothing would notice.

    FILE is FILE.xml, FILE.py or FILE.py:NAME. CALLS are .call files that call it; those beside the plan if none are
    named. Faults are: live and machine swapped, a branch left out, another key, a longer timer, a hangup left out, a
    goto that leads elsewhere, a comparison turned round. What survives is shown with the shortest call that would
    notice it.
    Exit code 1 when a fault survives, 3 when some could not be decided.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.platform import load_platform
    from ivrdsl.mutating import beside
    from ivrdsl.mutating.suite import SURVIVES, UNSURE, Bounds, Suite

    platform = load_platform(platform_file, quirks)
    properties = _properties(builtin, own)
    files = beside.read_calls(file, calls or _beside(file))
    if not files and not properties:
        click.echo(f"nothing watches over {file}: no .call file beside it calls it by this name", err=True)
    loaded = read_plan(file, beside.parameters_of(files, parameters), max_bytes, valid=True)
    world = budgets.world(variables, attributes, inbound=inbound)
    fates: list[Fate] = []
    with budgets.Budget(max_seconds, f"mutate {os.path.basename(file)}", quiet=as_json) as budget:
        bounds = Bounds(max_states, budget.watch)
        suite = Suite(loaded, files, properties, platform, world, bounds)
        for fate in suite.fates():
            fates.append(fate)
            if budget.watch(len(suite.mutants), len(fates)):
                break
    if as_json:
        from ivrdsl.mutating.fates import as_data

        data = as_data(file, suite, fates, show_secrets=show_secrets, secrets=secrets)
        click.echo(json.dumps(data, indent=2))
    else:
        _show(suite, fates, everything=everything)
    found = {fate.fate for fate in fates}
    if SURVIVES in found:
        sys.exit(FOUND)
    sys.exit(UNDECIDED if UNSURE in found or len(fates) < len(suite.mutants) else 0)


def _beside(file: str) -> list[str]:
    """The files of calls beside a plan; what may be one and does not parse is told on stderr."""
    from ivrdsl.mutating.beside import calls_beside

    beside = calls_beside(file)
    for path in beside.unread:
        click.echo(f"{path}: left out, for it does not parse; `ivrdsl simulate {path}` tells why", err=True)
    return beside.calls


def _properties(builtin: bool, own: Sequence[str]) -> "list[Property]":
    """The properties that may notice a fault."""
    found: list[Property] = []
    if builtin:
        from ivrsim.proofs.builtin import BUILT_IN

        found += BUILT_IN
    if own:
        from ivrdsl.files.properties import load_properties

        found += [each for path in own for each in load_properties(path)]
    return found


def _show(suite: "Suite", fates: "Sequence[Fate]", *, everything: bool) -> None:
    """The report: coloured on a terminal, plain otherwise."""
    from ivrdsl.findings.render.safe import safe
    from ivrdsl.mutating.fates import lines_of

    lines = [(kind, safe(line)) for kind, line in lines_of(suite, fates, everything=everything)]
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_story

        show_story(lines)
    else:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo("\n".join(line for _, line in lines).encode(encoding, "backslashreplace").decode(encoding))
