"""`ivrdsl import FILE.xml`"""

import os.path

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import show_document, show_findings, show_json, write_output
from ivrdsl.errors import LoadError, XmlError


@syntax.command("import")
@syntax.argument("file", plan="each", metavar="FILE.xml")
@syntax.option(
    "-o", "--output", type=syntax.path(dir_okay=False), metavar="FILE.py", help="Write the source to a file."
)
@syntax.option("--force", is_flag=True, help="Overwrite the file of --output.")
@syntax.option("--name", default="dialplan", show_default=True, help="The plan's name in the source.")
@options.as_json
@options.max_bytes
def command(file: str, output: str | None, force: bool, name: str, as_json: bool, max_bytes: int) -> None:
    """Write a dialplan as Python source.

    Nothing of FILE.xml is lost: compiling the source gives the same dialplan. What the language does not know is kept
    as it is, with a comment; `ivrdsl check` says more.
    """
    source = _source(file, name, max_bytes)
    if source is not None and output is not None:
        _write(source, output, file, force)
    if as_json:
        show_json({"version": 1, "file": file, "source": source})
    elif source is not None and output is None:
        show_document(source.encode())
    exits.end(found=source is None)


def _source(file: str, name: str, max_bytes: int) -> str | None:
    """The source of a plan; None, after saying why, for a file that is no dialplan."""
    from ivrdsl.files.load import Plans
    from ivrdsl.files.names import is_python, split
    from ivrdsl.source.module import to_python

    if is_python(split(file)[0]):
        raise LoadError(f"{file} is Python already; expected a dialplan in XML", usage=True)
    try:
        plan = Plans().load(file, {}, max_bytes=max_bytes).plan
    except XmlError as error:
        _show_why(file, max_bytes, error)
        return None
    return to_python(plan, name=name, made_from=os.path.basename(file))


def _show_why(file: str, max_bytes: int, error: XmlError) -> None:
    """Show why a file cannot be read, in the words of the check, which finds the same."""
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.load import Plans

    findings = check_source(file, {}, Plans(), max_bytes=max_bytes).findings
    if not findings:
        raise error
    show_findings(findings, "full", err=True)


def _write(source: str, output: str, file: str, force: bool) -> None:
    if os.path.exists(output) and os.path.samefile(file, output):
        raise LoadError(f"{output} is the file that is imported; name another one", usage=True)
    if os.path.lexists(output) and not force:
        raise LoadError(f"{output} exists; --force overwrites it", usage=True)
    write_output(source.encode(), output)
