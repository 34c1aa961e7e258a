"""`ivrdsl verify`: proves properties of all calls of a plan, or shows the shortest call that breaks one."""

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, require_other, show_json, show_lines, write_output
from ivrdsl.errors import IvrError
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrdsl.files.load import Plans
    from ivrsim.proofs.property import Property
    from ivrsim.proofs.searches import Searches
    from ivrsim.proofs.verify import Verdict, Verification
    from ivrsim.proofs.witness import Witness
    from ivrsim.script.callfile import WrittenCall


def _duration_ms(value: str | None) -> int | None:
    """A time such as 90s, 2.5s or 3m."""
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m)", value.strip())
    if not found:
        raise syntax.BadValue(f"{value!r} is no time such as 90s, 2.5s or 3m")
    return round(float(found[1]) * {"ms": 1, "s": 1000, "m": 60_000}[found[2]])


@syntax.command("verify")
@syntax.argument("file", metavar="FILE")
@options.plan
@syntax.option(
    "--select", multiple=True, metavar="NAMES", help="Ask for these properties only; their names, or beginnings."
)
@syntax.option("--ignore", multiple=True, metavar="NAMES", help="Do not ask for these; stronger than --select.")
@syntax.option("--properties", "own", multiple=True, metavar="FILE.py", help="A module of properties of your own.")
@syntax.option(
    "--max-plays",
    type=syntax.whole(1),
    default=5,
    show_default=True,
    help="How often a prompt may be played.",
)
@syntax.option(
    "--max-duration", "max_ms", callback=_duration_ms, metavar="TIME", help="How long a call may take: 90s, 2.5s, 3m."
)
@options.secrets
@options.search
@syntax.option(
    "--witnesses",
    type=syntax.whole(1, 100),
    default=1,
    show_default=True,
    help="Different calls to show.",
)
@syntax.option("--save", metavar="DIR", help="Write the calls that break a property as .call files.")
@syntax.option("--certificate", metavar="FILE", help="Write what the proofs rest on, for ivrdsl certify.")
@syntax.option("--any-platform", is_flag=True, help="Try the other readings of what the verdicts lean on, too.")
@syntax.option("--strict", is_flag=True, help="What holds for no reason (VACUOUS) counts as broken.")
@options.as_json
@options.show_secrets
def command(
    file: str,
    plan: options.PlanOptions,
    select: Sequence[str],
    ignore: Sequence[str],
    own: Sequence[str],
    max_plays: int,
    max_ms: int | None,
    secrets: list[re.Pattern[str]],
    search: options.SearchOptions,
    witnesses: int,
    save: str | None,
    certificate: str | None,
    any_platform: bool,
    strict: bool,
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Prove what holds in every call of a plan, or show the shortest call in which it does not.

    FILE is FILE.xml, FILE.py or FILE.py:NAME. Every kind of callee is tried: who answers, every key that the plan can
    tell apart, silence, hanging up, and when. A verdict is PROVED, BROKEN (with the shortest call), UNDECIDED (with the
    reason), or VACUOUS (it holds, and nothing in the plan could break it). Exit code 1 when something is broken, 3 when
    something is undecided, or no certificate can be written.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrdsl.files.load import Plans
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.proofs.property import Options
    from ivrsim.proofs.question import Asked
    from ivrsim.proofs.searches import Searches
    from ivrsim.proofs.verify import BROKEN, UNDECIDED, verdicts_from, with_any_platform

    require_other(certificate, [split(file)[0]])
    platform, plans = plan.platform(), Plans()
    properties = _properties(own, select, ignore, plans)
    loaded = read_plan(file, plan, plans=plans, valid=True)
    with search.budget(f"verify {os.path.basename(file)}", quiet=as_json) as budget:
        asked = Asked(
            properties,
            Options(max_plays, max_ms, tuple(secrets)),
            search.world(),
            search.bounds,
            witnesses,
            budget.watch,
            lines=loaded.lines,
        )
        searches = Searches(compile_plan(loaded.plan, platform), asked)
        report = verdicts_from(searches, asked)
        if any_platform:
            report = with_any_platform(loaded.plan, platform, report, asked)
        made = None if certificate is None else _certificate(searches, report)
    if as_json:
        from ivrsim.proofs.verdicts import as_json as data_of

        show_json(data_of(report, show_secrets=show_secrets, secrets=secrets))
    else:
        _show(report, plan.replay(file))
    if save is not None:
        _save(report, file, plan.parameters, save)
    if certificate is not None and made is not None:
        _write(made, certificate)
    if select and not report.verdicts:
        raise syntax.UsageError(
            f"{', '.join(select)}: the plan has nothing that this is about, or an option is missing"
        )
    worst = report.worst(strict=strict)
    exits.end(found=worst == BROKEN, undecided=worst == UNDECIDED or isinstance(made, IvrError))


def _certificate(searches: "Searches", report: "Verification") -> "dict[str, Any] | IvrError":
    """The certificate, or why there is none."""
    from ivrsim.proofs.certificate import NoCertificate, certificate_of

    try:
        return certificate_of(searches, report)
    except NoCertificate as why:
        return why


def _write(made: "dict[str, Any] | IvrError", output: str) -> None:
    """Write the certificate, if there is one, and say so on stderr.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrdsl.files.certificates import lines_of

    if isinstance(made, dict):
        write_output(b"".join(lines_of(made)), output)
        echo(f"{output}: written; on its search rest: {', '.join(made['proves']) or 'no verdict'}", err=True)
    else:
        echo(f"{output}: not written: no search found every state: {made}", err=True)


def _properties(own: Sequence[str], select: Sequence[str], ignore: Sequence[str], plans: "Plans") -> "list[Property]":
    """The properties that are asked for: the built-in ones and those of the user's modules.

    Raises:
        syntax.UsageError: a name that no property has.
    """
    from ivrdsl.files.properties import load_properties
    from ivrsim.proofs.builtin import BUILT_IN

    known = list(BUILT_IN)
    for file in own:
        for each in load_properties(file, plans):
            if any(each.name == other.name for other in known):
                raise syntax.UsageError(f"{file}: there is a property {each.name} already; give this one another name=")
            known.append(each)

    def named(name: str) -> "list[Property]":
        found = [each for each in known if each.name == name or each.name.startswith(f"{name}-")]
        found = found or [each for each in known if re.fullmatch(each.name.replace("-N-", "-[0-9]+-"), name)]
        if not found:
            names = ", ".join(each.name for each in known)
            raise syntax.UsageError(f"there is no property {name!r}; there are: {names}")
        return found

    chosen = [each for name in select for each in named(name)] if select else known
    left_out = [each for name in ignore for each in named(name)]
    return [each for each in known if each in chosen and each not in left_out]


def _show(report: "Verification", replay: str) -> None:
    from ivrsim.proofs.verdicts import assumptions, lines_of, summary

    lines = [line for verdict in report.verdicts for line in (*lines_of(verdict, replay), ("", ""))]
    lines += assumptions(report)
    show_lines(lines)
    echo(summary(report))


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
                echo(f"{path}: not written: no single call can fail until this is mended", err=True)
                continue
            write_call_file(path, file, parameters, [_kept(verdict, witness)])
            echo(f"{path}: written; it fails until the plan is mended", err=True)
