"""`ivrdsl check FILES...`"""

import sys

import click

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import FORMATS, show_findings
from ivrdsl.diagnostics import Finding, counts
from ivrdsl.errors import LoadError
from ivrdsl.sources import check_source


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@options.parameters
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="full", show_default=True, help="How to print."
)
@options.as_json
@click.option("--max-warnings", type=click.IntRange(min=0), help="Fail when there are more warnings than this.")
@options.max_bytes
def command(
    files: tuple[str, ...],
    parameters: dict[str, str],
    format_: str,
    as_json: bool,
    max_warnings: int | None,
    max_bytes: int,
) -> None:
    """Check dialplans: the schema, and the rules beside it.

    FILES are FILE.xml, FILE.py or FILE.py:NAME; NAME defaults to `dialplan`.
    """
    findings: list[Finding] = []
    wrong: list[LoadError] = []
    for file in files:
        try:
            findings += check_source(file, parameters, max_bytes=max_bytes)
        except LoadError as error:  # what is wrong with the other files is told all the same
            wrong.append(error)
    if findings or not wrong:
        show_findings(findings, "json" if as_json else format_)
    if wrong:
        raise LoadError("\n".join(map(str, wrong)), usage=True)
    found = counts(findings)
    too_many = max_warnings is not None and found["warnings"] > max_warnings
    sys.exit(FOUND if found["errors"] or too_many else 0)
