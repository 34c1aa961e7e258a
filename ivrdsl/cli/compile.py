"""`ivrdsl compile FILE`"""

import sys

import click

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import require_other, show_findings
from ivrdsl.errors import IvrError
from ivrdsl.files.names import split
from ivrdsl.findings.finding import NOTE, Finding, counts


@click.command("compile")
@click.argument("file")
@options.parameters
@click.option("--one-line", is_flag=True, help="No line breaks: for use inside JSON.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the XML to a file.")
@options.as_json
@options.max_bytes
def command(
    file: str, parameters: dict[str, str], one_line: bool, output: str | None, as_json: bool, max_bytes: int
) -> None:
    """Compile a dialplan to XML, after a check.

    FILE is FILE.py, FILE.py:NAME or FILE.xml; NAME defaults to `dialplan`. A plan with errors is not written.
    """
    from ivrdsl.checking.sources import check_source

    require_other(output, [split(file)[0]])
    findings = check_source(file, parameters, max_bytes=max_bytes, control=options.project_control())
    errors = counts(findings)["errors"]
    xml = None if errors else _xml(file, parameters, one_line, max_bytes)
    if as_json:
        _show_json(findings, xml)
    else:
        told = [finding for finding in findings if finding.severity != NOTE]
        if told:
            show_findings(told, "full", err=True)
        if xml is not None:
            _write(xml, output)
    sys.exit(FOUND if errors else 0)


def _xml(file: str, parameters: dict[str, str], one_line: bool, max_bytes: int) -> str:
    from ivrdsl.files.python import load_plan
    from ivrdsl.xml.compile import to_xml

    return to_xml(load_plan(file, parameters, max_bytes=max_bytes).plan, indent=not one_line)


def _write(xml: str, output: str | None) -> None:
    text = xml if xml.endswith("\n") else xml + "\n"
    if output is None:
        click.echo(text.encode(), nl=False)
    else:
        try:
            with open(output, "wb") as file:
                file.write(text.encode())
        except OSError as error:
            raise IvrError(f"{output} cannot be written: {error.strerror}") from None


def _show_json(findings: list[Finding], xml: str | None) -> None:
    import json

    from ivrdsl.findings.render.as_json import as_data

    click.echo(json.dumps(as_data(findings) | {"xml": xml}, indent=2))
