"""`ivrdsl simulate`: one scripted call, or all the calls of `.call` files."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import Row, echo, show_json, show_lines
from ivrdsl.errors import ScriptError

if TYPE_CHECKING:
    from ivrsim.core.platform import Platform
    from ivrsim.play.call import Call
    from ivrsim.play.failure import Failed
    from ivrsim.script.statements import Statement


@syntax.command("simulate")
@syntax.argument("files", nargs=-1, required=True, metavar="FILE [SCRIPT] | CALLS...")
@syntax.option("-e", "--execute", "text", metavar="STATEMENTS", help='The script itself: "answer live; press 1; wait".')
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
    if all(file.endswith(".call") for file in files):
        if text is not None or plan.parameters:
            raise syntax.UsageError(".call files have scripts and parameters of their own")
        exits.end(found=not _play_files(files, platform, as_json=as_json, show_secrets=show_secrets))
    if len(files) > 2:
        raise syntax.UsageError("give one plan with one script, or .call files")
    statements = _statements(files[1] if len(files) == 2 else None, text)
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
        _show(call, failed)
    return passed


def _show(call: "Call", failed: "Failed | None") -> None:
    from ivrsim.play.story import story

    show_lines(story(call.transcript(), failed))


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
            _show(call, failed)
            echo()
    if as_json:
        show_json({"version": 1, "calls": reports})
    else:
        _show_summary(rows)
    return all(row.passed for row in rows)


_Scripted = tuple[str, str, "Call", "Sequence[Statement]"]


def _scripted_calls(files: Sequence[str], platform: "Platform") -> list[_Scripted]:
    """Every call of the files, ready to be played. All files are read before the first call."""
    from ivrdsl.files.calls import load_call_file
    from ivrdsl.files.load import Plans
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    plans = Plans()
    calls: list[_Scripted] = []
    for file in files:
        found, loaded = load_call_file(file, plans=plans)
        plan = compile_plan(loaded.plan, platform)
        calls += [(file, each.name, Call(plan, lines=loaded.lines), each.statements) for each in found.calls]
    return calls


def _progress(calls: list[_Scripted], *, as_json: bool) -> Iterable[_Scripted]:
    if as_json or not sys.stderr.isatty() or len(calls) < 2:
        return calls
    from ivrdsl.cli.terminal import with_progress

    return with_progress(calls, "playing calls")


def _show_summary(rows: Sequence[Row]) -> None:
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_summary

        show_summary(rows)
    else:
        for row in rows:
            echo(f"{'passed' if row.passed else 'FAILED'}  {row.name}  ({row.outcome}, {row.duration})")
    failed = sum(not row.passed for row in rows)
    echo(f"{len(rows)} calls, {failed} failed" if failed else f"{len(rows)} calls, all passed")


def _call(file: str, plan: options.PlanOptions, platform: "Platform") -> "Call":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrsim.play.call import Call

    loaded = read_plan(file, plan)
    return Call(loaded.plan, platform=platform, lines=loaded.lines)


def _statements(script: str | None, text: str | None) -> "list[Statement]":
    from ivrdsl.files.calls import pointed, read_script
    from ivrsim.script.statements import parse_script

    if (script is None) == (text is None):
        raise syntax.UsageError('give a script: -e "answer live; wait; expect hangup", or a file')
    name = "-e" if script is None else script
    source = text if text is not None else sys.stdin.read() if name == "-" else read_script(name)
    try:
        statements = parse_script(source)
    except ScriptError as error:
        raise pointed(name, source, error.line, error.column, str(error)) from None
    if not statements:
        raise syntax.UsageError("the script has no statements")
    return statements
