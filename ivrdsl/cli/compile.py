"""`ivrdsl compile FILE`"""

from typing import TYPE_CHECKING

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import require_other, show_findings, show_json, show_or_write
from ivrdsl.files.names import split
from ivrdsl.findings.finding import NOTE, Finding, counts

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.model.nodes import Dialplan


@syntax.command("compile")
@syntax.argument("file", plan="each")
@syntax.named
@options.parameters
@syntax.option("--one-line", is_flag=True, help="No line breaks: for use inside JSON.")
@syntax.option("-o", "--output", type=syntax.path(dir_okay=False), help="Write the XML to a file.")
@options.as_json
@options.max_bytes
def command(
    file: str,
    parameters: dict[str, str],
    one_line: bool,
    output: str | None,
    as_json: bool,
    max_bytes: int,
    named: "NamedPlan | None",
) -> None:
    """Compile a dialplan to XML, after a check.

    FILE is FILE.py, FILE.py:NAME or FILE.xml (NAME defaults to `dialplan`), or the name of a plan of the project. A
    plan with errors is not written.
    """
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.load import Plans

    require_other(output, [split(file)[0]])
    checked = check_source(file, parameters, Plans(), max_bytes=max_bytes, control=options.project_control(named))
    errors = counts(checked.findings)["errors"]
    xml = None if errors else _xml(checked.loaded.plan, one_line)
    if as_json:
        _show_json(checked.findings, xml)
    else:
        told = [finding for finding in checked.findings if finding.severity != NOTE]
        if told:
            show_findings(told, "full", err=True)
        if xml is not None:
            show_or_write((xml if xml.endswith("\n") else xml + "\n").encode(), output)
    exits.end(found=bool(errors))


def _xml(plan: "Dialplan", one_line: bool) -> str:
    from ivrdsl.xml.compile import to_xml

    return to_xml(plan, indent=not one_line)


def _show_json(findings: list[Finding], xml: str | None) -> None:
    from ivrdsl.findings.render.as_json import as_data

    show_json(as_data(findings) | {"xml": xml})
