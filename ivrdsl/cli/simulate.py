"""`ivrdsl simulate`: one scripted call, or all the calls of `.call` files."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import Row, echo, show_json
from ivrdsl.cli.scripted import EXECUTE, are_call_files, load_call_files, show_call, show_summary, statements_of

if TYPE_CHECKING:
    from ivrsim.core.platform import Platform
    from ivrsim.play.call import Call
    from ivrsim.script.statements import Statement


@syntax.command("simulate")
@syntax.argument("files", nargs=-1, required=True, metavar="FILE [SCRIPT] | CALLS...")
@EXECUTE
@options.plan
@options.as_json
@options.show_secrets
def command(
    files: tuple[str, ...], text: str | None, plan: options.PlanOptions, as_json: bool, show_secrets: bool
) -> None:
    """Play scripted calls, offline, and show what happened.

    FILE is FILE.xml, FILE.py or FILE.py:NAME; SCRIPT is a file of statements, or - for standard input. CALLS are .call
    files, which name their plan. Exit code 1 when a statement fails or a call ends in an error.
    """
    platform = plan.platform()
    if are_call_files(files, has_own=text is not None or bool(plan.parameters)):
        exits.end(found=not _play_files(files, platform, as_json=as_json, show_secrets=show_secrets))
    statements = statements_of(files, text)
    call = _call(files[0], plan, platform)
    exits.end(found=not _play(call, statements, as_json=as_json, show_secrets=show_secrets))


def _play(call: "Call", statements: "Sequence[Statement]", *, as_json: bool, show_secrets: bool) -> bool:
    """Play one call and show it; whether it passed."""
    from ivrsim.play.story import as_json as data_of
    from ivrsim.script.run import passes

    passed, failed = passes(call, statements)
    if as_json:
        show_json(data_of(call.transcript(), failed, show_secrets=show_secrets))
    else:
        show_call(call, failed)
    return passed


def _play_files(files: Sequence[str], platform: "Platform", *, as_json: bool, show_secrets: bool) -> bool:
    """Play every call of .call files; show those that fail, and a summary. Whether all passed."""
    from ivrsim.core.units import seconds
    from ivrsim.play.story import as_json as data_of
    from ivrsim.script.run import passes

    rows: list[Row] = []
    reports: list[dict[str, Any]] = []
    for file, name, call, statements in _progress(_scripted_calls(files, platform), as_json=as_json):
        passed, failed = passes(call, statements)
        rows.append(Row(f"{file}: {name}", passed, call.outcome, seconds(call.transcript().duration_ms)))
        if as_json:
            report = data_of(call.transcript(), failed, show_secrets=show_secrets)
            reports.append({"file": file, "name": name, "report": report})
        elif not passed:
            echo(f"{file}: {name}")
            show_call(call, failed)
            echo()
    if as_json:
        show_json({"version": 1, "calls": reports})
    else:
        show_summary(rows)
    return all(row.passed for row in rows)


_Scripted = tuple[str, str, "Call", "Sequence[Statement]"]


def _scripted_calls(files: Sequence[str], platform: "Platform") -> list[_Scripted]:
    """Every call of the files, ready to be played. All files are read before the first call."""
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    calls: list[_Scripted] = []
    for file, (found, loaded) in load_call_files(files):
        plan = compile_plan(loaded.plan, platform)
        calls += [(file, each.name, Call(plan, lines=loaded.lines), each.statements) for each in found.calls]
    return calls


def _progress(calls: list[_Scripted], *, as_json: bool) -> Iterable[_Scripted]:
    if as_json or not sys.stderr.isatty() or len(calls) < 2:
        return calls
    from ivrdsl.cli.terminal import with_progress

    return with_progress(calls, "playing calls")


def _call(file: str, plan: options.PlanOptions, platform: "Platform") -> "Call":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrsim.play.call import Call

    loaded = read_plan(file, plan)
    return Call(loaded.plan, platform=platform, lines=loaded.lines)
