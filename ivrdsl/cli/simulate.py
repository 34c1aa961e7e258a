"""`ivrdsl simulate FILE`"""

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import show_findings
from ivrdsl.errors import IvrError, ScriptError

if TYPE_CHECKING:
    from ivrsim.call import Call
    from ivrsim.platform import Platform
    from ivrsim.script import Statement


@click.command("simulate")
@click.argument("file")
@click.argument("script", required=False, metavar="[SCRIPT]")
@click.option("-e", "--execute", "text", metavar="STATEMENTS", help='The script itself: "answer live; press 1; wait".')
@options.parameters
@options.pairs("--quirk", "quirks", help="Another reading of what the platform does not document.")
@options.as_json
@click.option("--show-secrets", is_flag=True, help="Do not mask secrets in --json.")
@options.max_bytes
def command(
    file: str,
    script: str | None,
    text: str | None,
    parameters: dict[str, str],
    quirks: dict[str, str],
    as_json: bool,
    show_secrets: bool,
    max_bytes: int,
) -> None:
    """Play a scripted call, offline, and show what happened.

    FILE is FILE.xml, FILE.py or FILE.py:NAME; SCRIPT is a file of call script statements, or - for standard input.
    Exit code 1 when a statement fails or the call ends in an error.
    """
    from ivrdsl.sources import check_source
    from ivrsim.report import as_json as data_of
    from ivrsim.report import as_text, run_script

    statements = _statements(script, text)
    platform = _platform(quirks)
    findings = check_source(file, parameters, max_bytes=max_bytes)
    if findings:
        show_findings(findings, "concise", err=True)
    if any(finding.code in ("IVR000", "IVR001") for finding in findings):
        sys.exit(FOUND)
    call = _call(file, parameters, platform, max_bytes)
    failed = run_script(call, statements)
    transcript = call.transcript()
    if as_json:
        click.echo(json.dumps(data_of(transcript, failed, show_secrets=show_secrets), indent=2))
    else:
        click.echo(as_text(transcript, failed))
    sys.exit(FOUND if failed or transcript.ended_by in ("error", "limit") else 0)


def _call(file: str, parameters: Mapping[str, str], platform: "Platform", max_bytes: int) -> "Call":
    from ivrdsl.loading import load_plan
    from ivrsim.call import Call

    loaded = load_plan(file, parameters, max_bytes=max_bytes)
    return Call(loaded.plan, platform=platform, lines=loaded.lines)


def _statements(script: str | None, text: str | None) -> "list[Statement]":
    from ivrsim.script import parse_script

    if (script is None) == (text is None):
        raise click.UsageError('give a script: -e "answer live; wait; expect hangup", or a file')
    name = "-e" if script is None else script
    source = text if text is not None else _read(name)
    try:
        statements = parse_script(source)
    except ScriptError as error:
        line = source.splitlines()[error.line - 1]
        pointer = " " * (error.column - 1) + "^"
        raise IvrError(f"{name}:{error.line}:{error.column}: {error}\n    {line}\n    {pointer}") from None
    if not statements:
        raise click.UsageError("the script has no statements")
    return statements


def _read(script: str) -> str:
    if script == "-":
        return sys.stdin.read()
    try:
        with open(script, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise IvrError(f"{script} cannot be read: {error.strerror}") from None
    except ValueError:
        raise IvrError(f"{script} cannot be read: it is not UTF-8 text") from None


def _platform(quirks: Mapping[str, str]) -> "Platform":
    from ivrsim.platform import Platform

    return Platform().with_quirks(**{key: _reading(value) for key, value in quirks.items()})


def _reading(value: str) -> str | int | bool:
    """A quirk's value as its type wants it."""
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else value
