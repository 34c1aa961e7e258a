"""`ivrdsl import FILE.xml`"""

import os.path
import sys

import click

from ivrdsl.cli import FOUND, options
from ivrdsl.cli.output import show_findings
from ivrdsl.errors import IvrError, LoadError, XmlError


@click.command("import")
@click.argument("file", metavar="FILE.xml")
@click.option("-o", "--output", type=click.Path(dir_okay=False), metavar="FILE.py", help="Write the source to a file.")
@click.option("--force", is_flag=True, help="Overwrite the file of --output.")
@click.option("--name", default="dialplan", show_default=True, help="The plan's name in the source.")
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
        _show_json(file, source)
    elif source is not None and output is None:
        click.echo(source.encode(), nl=False)
    sys.exit(FOUND if source is None else 0)


def _source(file: str, name: str, max_bytes: int) -> str | None:
    """The source of a plan; None, after saying why, for a file that is no dialplan."""
    from ivrdsl.files.names import is_python, read_bytes, require_file, split
    from ivrdsl.source.module import to_python
    from ivrdsl.xml.parse import from_xml

    if is_python(split(file)[0]):
        raise LoadError(f"{file} is Python already; expected a dialplan in XML", usage=True)
    require_file(file)
    data = read_bytes(file, max_bytes)
    try:
        plan = from_xml(data, max_bytes=max_bytes)
    except XmlError as error:
        _show_why(data, file, max_bytes, error)
        return None
    return to_python(plan, name=name, made_from=os.path.basename(file))


def _show_why(data: bytes, file: str, max_bytes: int, error: XmlError) -> None:
    """Show why a file cannot be read, in the words of the check, which finds the same."""
    from ivrdsl.checking import check_bytes

    findings = check_bytes(data, file, max_bytes=max_bytes)
    if not findings:
        raise error
    show_findings(findings, "full", err=True)


def _write(source: str, output: str, file: str, force: bool) -> None:
    if os.path.exists(output) and os.path.samefile(file, output):
        raise LoadError(f"{output} is the file that is imported; name another one", usage=True)
    try:
        with open(output, "wb" if force else "xb") as target:
            target.write(source.encode())
    except FileExistsError:
        raise LoadError(f"{output} exists; --force overwrites it", usage=True) from None
    except OSError as error:
        raise IvrError(f"{output} cannot be written: {error.strerror}") from None


def _show_json(file: str, source: str | None) -> None:
    import json

    click.echo(json.dumps({"version": 1, "file": file, "source": source}, indent=2))
