"""`ivrdsl simulate`: one scripted call, or all the calls of `.call` files."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import Row
from ivrdsl.errors import ScriptError

if TYPE_CHECKING:
    from ivrsim.core.platform import Platform
    from ivrsim.play.call import Call
    from ivrsim.play.failure import Failed
    from ivrsim.script.statements import Statement


@click.command("simulate")
@click.argument("files", nargs=-1, required=True, metavar="FILE [SCRIPT] | CALLS...")
@click.option("-e", "--execute", "text", metavar="STATEMENTS", help='The script itself: "answer live; press 1; wait".')
@options.parameters
@options.pairs("--quirk", "quirks", help="Another reading of what the platform does not document.")
@click.option("--platform", "platform_file", metavar="FILE.toml", help="A file of quirks and timings.")
@options.as_json
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")
@options.max_bytes
def command(
    files: tuple[str, ...],
    text: str | None,
    parameters: dict[str, str],
    quirks: dict[str, str],
    platform_file: str | None,
    as_json: bool,
    show_secrets: bool,
    max_bytes: int,
) -> None:
    """Play scripted calls, offline, and show what happened.

    FILE is FILE.xml, FILE.py or FILE.py:NAME; SCRIPT is a file of statements, or - for standard input. CALLS are .call
    files, which name their plan. Exit code 1 when a statement fails or a call ends in an error.
    """
    from ivrdsl.files.platform import load_platform

    platform = load_platform(platform_file, quirks)
    if all(file.endswith(".call") for file in files):
        if text is not None or parameters:
            raise click.UsageError(".call files have scripts and parameters of their own")
        sys.exit(_play_files(files, platform, as_json=as_json, show_secrets=show_secrets))
    if len(files) > 2:
        raise click.UsageError("give one plan with one script, or .call files")
    statements = _statements(files[1] if len(files) == 2 else None, text)
    call = _call(files[0], parameters, platform, max_bytes)
    sys.exit(_play(call, statements, as_json=as_json, show_secrets=show_secrets))


def _play(call: "Call", statements: "Sequence[Statement]", *, as_json: bool, show_secrets: bool) -> int:
    """Play one call and show it."""
    from ivrsim.play.story import as_json as data_of
    from ivrsim.script.run import run_script

    failed = run_script(call, statements)
    if as_json:
        click.echo(json.dumps(data_of(call.transcript(), failed, show_secrets=show_secrets), indent=2))
    else:
        _show(call, failed)
    return 0 if _passed(call, failed) else FOUND


def _passed(call: "Call", failed: "Failed | None") -> bool:
    return failed is None and call.ended_by not in ("error", "limit")


def _show(call: "Call", failed: "Failed | None") -> None:
    """The story of a call: coloured on a terminal, plain otherwise."""
    from ivrsim.play.story import as_text, story

    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_story

        show_story(story(call.transcript(), failed))
    else:
        click.echo(as_text(call.transcript(), failed))


def _play_files(files: Sequence[str], platform: "Platform", *, as_json: bool, show_secrets: bool) -> int:
    """Play every call of .call files; show those that fail, and a summary."""
    from ivrsim.core.units import seconds
    from ivrsim.play.story import as_json as data_of
    from ivrsim.script.run import run_script

    rows: list[Row] = []
    reports: list[dict[str, Any]] = []
    for file, name, call, statements in _progress(_scripted(files, platform), as_json=as_json):
        failed = run_script(call, statements)
        passed = _passed(call, failed)
        rows.append(Row(f"{file}: {name}", passed, call.outcome, seconds(call.transcript().duration_ms)))
        if as_json:
            report = data_of(call.transcript(), failed, show_secrets=show_secrets)
            reports.append({"file": file, "name": name, "report": report})
        elif not passed:
            click.echo(f"{file}: {name}")
            _show(call, failed)
            click.echo()
    if as_json:
        click.echo(json.dumps({"version": 1, "calls": reports}, indent=2))
    else:
        _show_summary(rows)
    return 0 if all(row.passed for row in rows) else FOUND


_Scripted = tuple[str, str, "Call", "Sequence[Statement]"]


def _scripted(files: Sequence[str], platform: "Platform") -> list[_Scripted]:
    """Every call of the files, ready to be played. All files are read before the first call."""
    from ivrdsl.files.calls import load_call_file
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.play.call import Call

    calls: list[_Scripted] = []
    for file in files:
        found, loaded, _ = load_call_file(file)
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
            click.echo(f"{'passed' if row.passed else 'FAILED'}  {row.name}  ({row.outcome}, {row.duration})")
    failed = sum(not row.passed for row in rows)
    click.echo(f"{len(rows)} calls, {failed} failed" if failed else f"{len(rows)} calls, all passed")


def _call(file: str, parameters: Mapping[str, str], platform: "Platform", max_bytes: int) -> "Call":
    """A call to a plan, after showing what the checks find; a plan that cannot be read ends here."""
    from ivrdsl.cli.plan import read_plan
    from ivrsim.play.call import Call

    loaded = read_plan(file, parameters, max_bytes)
    return Call(loaded.plan, platform=platform, lines=loaded.lines)


def _statements(script: str | None, text: str | None) -> "list[Statement]":
    from ivrdsl.files.calls import pointed, read_script
    from ivrsim.script.statements import parse_script

    if (script is None) == (text is None):
        raise click.UsageError('give a script: -e "answer live; wait; expect hangup", or a file')
    name = "-e" if script is None else script
    source = text if text is not None else sys.stdin.read() if name == "-" else read_script(name)
    try:
        statements = parse_script(source)
    except ScriptError as error:
        raise pointed(name, source, error.line, error.column, str(error)) from None
    if not statements:
        raise click.UsageError("the script has no statements")
    return statements
