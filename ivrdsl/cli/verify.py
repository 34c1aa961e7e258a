"""`ivrdsl verify`: proves properties of all calls of a plan, or shows the shortest call that breaks one."""

import json
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ivrdsl.cli import FOUND, UNDECIDED, options
from ivrdsl.cli import budget as budgets

if TYPE_CHECKING:
    from ivrsim.proofs.property import Property
    from ivrsim.proofs.verify import Verdict, Verification
    from ivrsim.proofs.witness import Witness
    from ivrsim.script.callfile import WrittenCall


def _duration_ms(context: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """A time such as 90s, 2.5s or 3m."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m)", value.strip())
    if not found:
        raise click.BadParameter(f"{value!r} is no time such as 90s, 2.5s or 3m")
    return round(float(found[1]) * {"ms": 1, "s": 1000, "m": 60_000}[found[2]])


@click.command("verify")
@click.argument("file", metavar="FILE")
@options.parameters
@click.option(
    "--select", multiple=True, metavar="NAMES", help="Ask for these properties only; their names, or beginnings."
)
@click.option("--ignore", multiple=True, metavar="NAMES", help="Do not ask for these; stronger than --select.")
@click.option("--properties", "own", multiple=True, metavar="FILE.py", help="A module of properties of your own.")
@click.option(
    "--max-plays", type=click.IntRange(1), default=5, show_default=True, help="How often a prompt may be played."
)
@click.option(
    "--max-duration", "max_ms", callback=_duration_ms, metavar="TIME", help="How long a call may take: 90s, 2.5s, 3m."
)
@options.secrets
@options.given
@click.option("--witnesses", type=click.IntRange(1, 100), default=1, show_default=True, help="Different calls to show.")
@click.option("--save", metavar="DIR", help="Write the calls that break a property as .call files.")
@budgets.bounds
@click.option("--any-platform", is_flag=True, help="Try the other readings of what the verdicts lean on, too.")
@click.option("--strict", is_flag=True, help="What holds for no reason (VACUOUS) counts as broken.")
@options.pairs("--quirk", "quirks", help="Another reading of what the platform does not document.")
@click.option("--platform", "platform_file", metavar="FILE.toml", help="A file of quirks and timings.")
@options.as_json
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")
@options.max_bytes
def command(
    file: str,
    parameters: dict[str, str],
    select: Sequence[str],
    ignore: Sequence[str],
    own: Sequence[str],
    max_plays: int,
    max_ms: int | None,
    secrets: list[re.Pattern[str]],
    variables: dict[str, str],
    attributes: Sequence[str],
    inbound: bool,
    witnesses: int,
    save: str | None,
    max_states: int,
    max_seconds: float,
    any_platform: bool,
    strict: bool,
    quirks: dict[str, str],
    platform_file: str | None,
    as_json: bool,
    show_secrets: bool,
    max_bytes: int,
) -> None:
    """Prove what holds in every call of a plan, or show the shortest call in which it does not.

    FILE is FILE.xml, FILE.py or FILE.py:NAME. Every kind of callee is tried: who answers, every key that the plan can
    tell apart, silence, hanging up, and when. A verdict is PROVED, BROKEN (with the shortest call), UNDECIDED (with the
    reason), or VACUOUS (it holds, and nothing in the plan could break it). Exit code 1 when something is broken, 3 when
    something is undecided.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.platform import load_platform
    from ivrsim.proofs.property import Options
    from ivrsim.proofs.verify import BROKEN, PROVED, Asked, verify, with_any_platform

    platform = load_platform(platform_file, quirks)
    properties = _chosen(own, select, ignore)
    loaded = read_plan(file, parameters, max_bytes, valid=True)
    replay = _replay(file, parameters, quirks, platform_file)
    told: list[Verdict] = []
    with budgets.Budget(max_seconds, f"verify {os.path.basename(file)}", quiet=as_json) as budget:
        asked = Asked(
            properties,
            Options(max_plays, max_ms, tuple(secrets)),
            budgets.world(variables, attributes, inbound=inbound),
            max_states,
            witnesses,
            budget.watch,
            told.append,
            loaded.lines,
        )
        report = verify(loaded.plan, platform, asked=asked)
        if any_platform:
            report = with_any_platform(loaded.plan, platform, report, asked)
    if as_json:
        from ivrsim.proofs.verdicts import as_json as data_of

        click.echo(json.dumps(data_of(report, show_secrets=show_secrets, secrets=secrets), indent=2))
    else:
        _show(report, replay)
    if save is not None:
        _save(report, file, parameters, save)
    if select and not report.verdicts:
        raise click.UsageError(f"{', '.join(select)}: the plan has nothing that this is about, or an option is missing")
    worst = report.worst(strict=strict)
    sys.exit(0 if worst == PROVED else FOUND if worst == BROKEN else UNDECIDED)


def _chosen(own: Sequence[str], select: Sequence[str], ignore: Sequence[str]) -> "list[Property]":
    """The properties that are asked for: the built-in ones and those of the user's modules.

    Raises:
        click.UsageError: a name that no property has.
    """
    from ivrdsl.files.properties import load_properties
    from ivrsim.proofs.builtin import BUILT_IN

    known = list(BUILT_IN)
    for file in own:
        for each in load_properties(file):
            if any(each.name == other.name for other in known):
                raise click.UsageError(f"{file}: there is a property {each.name} already; give this one another name=")
            known.append(each)

    def named(name: str) -> "list[Property]":
        found = [each for each in known if each.name == name or each.name.startswith(f"{name}-")]
        found = found or [each for each in known if re.fullmatch(each.name.replace("-N-", "-[0-9]+-"), name)]
        if not found:
            names = ", ".join(each.name for each in known)
            raise click.UsageError(f"there is no property {name!r}; there are: {names}")
        return found

    chosen = [each for name in select for each in named(name)] if select else known
    left_out = [each for name in ignore for each in named(name)]
    return [each for each in known if each in chosen and each not in left_out]


def _replay(file: str, parameters: Mapping[str, str], quirks: Mapping[str, str], platform_file: str | None) -> str:
    """The command that plays a call of this plan, with {script} where its script goes."""
    words = ["ivrdsl", "simulate", file]
    for name, value in parameters.items():
        words += ["-p", f"{name}={value}"]
    for name, value in quirks.items():
        words += ["--quirk", f"{name}={value}"]
    if platform_file is not None:
        words += ["--platform", platform_file]
    return f"{shlex.join(words).replace('{', '{{').replace('}', '}}')} -e {{script}}"


def _show(report: "Verification", replay: str) -> None:
    """The verdicts: coloured on a terminal, plain otherwise."""
    from ivrsim.proofs.verdicts import assumptions, lines_of, summary

    lines = [line for verdict in report.verdicts for line in (*lines_of(verdict, replay), ("", ""))]
    lines += assumptions(report)
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_story

        show_story(lines)
    else:
        click.echo("\n".join(text for _, text in lines))
    click.echo(summary(report))


_SETS_UP = ("answer", "set ", "http ")
"""Beginnings of statements that a mended plan takes too; every other one is tried."""


def _kept(verdict: "Verdict", witness: "Witness") -> "WrittenCall":
    """A witness as a call of a file: what the callee tries, and what must hold."""
    from ivrsim.script.callfile import WrittenCall

    steps = [each if each.startswith(_SETS_UP) else f"try {each}" for each in witness.statements]
    notes = (verdict.says, verdict.because)
    return WrittenCall(verdict.name, notes, (*steps, verdict.expect))


def _save(report: "Verification", file: str, parameters: Mapping[str, str], folder: str) -> None:
    """Write each call that breaks a property as a file of its own, and say so on stderr."""
    from ivrdsl.files.calls import write_call_file

    for verdict in report.verdicts:
        for number, witness in enumerate(verdict.witnesses if verdict.verdict == "BROKEN" else (), 1):
            name = verdict.name if number == 1 else f"{verdict.name}-{number}"
            path = os.path.join(folder, f"{name}.call")
            if not verdict.expect:
                click.echo(f"{path}: not written: no single call can fail until this is mended", err=True)
                continue
            write_call_file(path, file, parameters, [_kept(verdict, witness)])
            click.echo(f"{path}: written; it fails until the plan is mended", err=True)
