"""Prints findings, or writes them to a file; the formats themselves are in `ivrdsl.findings.render`."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

from ivrdsl.errors import IvrError, LoadError
from ivrdsl.model.structs import replace, struct

if TYPE_CHECKING:
    import re

    from ivrdsl.findings.finding import Finding
    from ivrdsl.findings.render.sarif import RuleInfo


class Row(NamedTuple):
    """One call in a summary of many."""

    name: str
    passed: bool
    outcome: str
    duration: str


@struct
class Context:
    """What a format may tell beside the findings.

    Attributes:
        files: all that were checked, those without findings too.
        unread: what could not be checked: the name on the command line, and the reason.
        rules: those that a report explains.
        secrets: what is to be masked beside what looks like a code.
        mends: whether the command has --fix.
        colour: whether a person at a terminal reads it.
        width: of that terminal, in columns; 0 where there is none.
    """

    files: Sequence[str] = ()
    unread: Sequence[tuple[str, str]] = ()
    rules: "Sequence[RuleInfo]" = ()
    secrets: "Sequence[re.Pattern[str]]" = ()
    mends: bool = False
    colour: bool = False
    width: int = 0


def echo(message: str | bytes = "", *, nl: bool = True, err: bool = False, coloured: bool = False) -> None:
    """Print a text, or bytes as they are; whatever is printed comes through here.

    What a terminal would act on is shown as \\x1b; so is what the stream cannot say, such as an umlaut in ASCII.

    Args:
        message: what to print.
        nl: whether the line ends.
        err: on stderr.
        coloured: the text has codes of ours for colours, and is safe already.
    """
    stream = sys.stderr if err else (_reports or sys.stdout)
    encoding = stream.encoding or "utf-8"
    if isinstance(message, str):
        if not coloured:
            message = _safe_lines(message)
        if encoding != "utf-8":
            message = message.encode(encoding, "backslashreplace").decode(encoding)
    if encoding != "utf-8" or os.name == "nt" or coloured or (nl and isinstance(message, bytes)):
        _echo_by_click(message, nl=nl, err=err)  # which takes the codes of colours out where no terminal is
    elif isinstance(message, bytes):
        stream.flush()
        stream.buffer.write(message)
        stream.buffer.flush()
    else:
        stream.write(f"{message}\n" if nl else message)
        stream.flush()


def _safe_lines(text: str) -> str:
    if text.replace("\n", "").isprintable():  # as most texts are
        return text
    from ivrdsl.findings.render.safe import safe_lines

    return safe_lines(text)


def _echo_by_click(message: str | bytes, *, nl: bool, err: bool) -> None:
    import click

    click.echo(message, None if err else _reports, nl=nl, err=err)  # for None it has a stream of its own


_reports: TextIO | None = None


def lead_reports_to(stream: TextIO) -> None:
    """Let this process print its reports there, apart from stdout, which the files of plans may write to."""
    global _reports
    _reports = stream


_NOTHING_MORE: Final = Context()
_MOST_EVIDENCE: Final = 64 * 1024 * 1024
"""Bytes of a file that are read to show the lines of findings."""


def show_findings(
    findings: "Sequence[Finding]", format_: str, *, err: bool = False, context: Context = _NOTHING_MORE
) -> None:
    """Print findings in a format, on stdout or stderr."""
    stream = sys.stderr if err else sys.stdout
    width = terminal_width() if stream.isatty() else 0
    coloured = format_ == "full" and width > 0 and _wants_colour()  # no other format has colours
    text = _RENDER[format_](findings, replace(context, colour=coloured, width=width))
    echo(text, nl=False, err=err, coloured=coloured)


def tell_of_too_many(warnings: int, most: int | None) -> None:
    """Say on stderr that warnings alone fail a run."""
    echo(f"{warnings} warnings are more than the {most} that --max-warnings allows", err=True)


def terminal_width() -> int:
    """The columns of the terminal."""
    import shutil  # only for a person

    return shutil.get_terminal_size().columns


def _wants_colour() -> bool:
    """Whether a terminal, and who sits at it, want colours (the customs NO_COLOR and TERM=dumb)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def require_other(output: str | None, sources: Iterable[str]) -> None:
    """Refuse to write over what is read.

    Raises:
        LoadError: the output is one of the sources.
    """
    for source in sources:
        if (
            output is not None
            and os.path.exists(output)
            and os.path.exists(source)
            and os.path.samefile(output, source)
        ):
            raise LoadError(f"{output} is the plan itself: give another file to write to", usage=True)


def require_apart(outputs: Iterable[str | None]) -> None:
    """Refuse to write two things into one file.

    Raises:
        LoadError: two of the outputs are one file.
    """
    written: set[str] = set()
    for output in filter(None, outputs):
        if os.path.realpath(output) in written:
            raise LoadError(f"{output} is written twice: give each report a file of its own", usage=True)
        written.add(os.path.realpath(output))


def show_document(data: bytes) -> None:
    """Print a document: to a file or a program byte by byte, to a terminal as a text that is safe there."""
    if sys.stdout.isatty():
        echo(data.decode("utf-8", "surrogateescape"), nl=False)
    else:
        echo(data, nl=False)


def show_or_write(data: bytes, output: str | None) -> None:
    """Print a document, or write it to a file.

    Raises:
        IvrError: the file cannot be written.
    """
    if output is None:
        show_document(data)
    else:
        write_output(data, output)


def write_output(data: bytes, output: str) -> None:
    """Write what a command has made to a file.

    Raises:
        IvrError: the file cannot be written.
    """
    write_in_pieces((data,), output)


def write_in_pieces(pieces: Iterable[bytes], output: str) -> None:
    """Write what a command makes piece by piece to a file; it may be asked for all of them a second time.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrdsl.files.writing import write_pieces

    try:
        write_pieces(output, pieces)
    except OSError as error:
        raise IvrError(f"{output} cannot be written: {error.strerror or error}") from None


def show_json(data: Mapping[str, Any]) -> None:
    """Print a report for machines."""
    import json

    echo(json.dumps(data, indent=2))


def show_lines(lines: Sequence[tuple[str, str]]) -> None:
    """Print the lines of a report, each with what it is: coloured on a terminal, plain otherwise.

    What a terminal would act on is shown.
    """
    from ivrdsl.findings.render.safe import safe

    lines = [(kind, safe(line)) for kind, line in lines]
    if sys.stdout.isatty():
        from ivrdsl.cli.terminal import show_story

        show_story(lines)
    else:
        echo("\n".join(line for _, line in lines))


def write_findings(findings: "Sequence[Finding]", format_: str, output: str, *, context: Context) -> None:
    """Write findings to a file, and a line on stderr that says so.

    Raises:
        IvrError: the file cannot be written.
    """
    from ivrdsl.findings.render.full import summary

    text = _RENDER[format_](findings, context)
    write_output(text.encode("utf-8", "backslashreplace"), output)
    echo(f"{summary(findings, mends=context.mends)}: written to {output}", err=True)


def _full(findings: "Sequence[Finding]", context: Context) -> str:
    if not findings:
        return "nothing found\n"  # without loading what only findings need
    from ivrdsl.findings.render.full import render_full

    return render_full(findings, lines_of=_lines, colour=context.colour, width=context.width, mends=context.mends)


def _concise(findings: "Sequence[Finding]", context: Context) -> str:
    if not findings:
        return ""
    from ivrdsl.findings.render.concise import render_concise

    return render_concise(findings, secrets=context.secrets)


def _json(findings: "Sequence[Finding]", context: Context) -> str:
    from ivrdsl.findings.render.as_json import render_json

    return render_json(findings, secrets=context.secrets)


def _sarif(findings: "Sequence[Finding]", context: Context) -> str:
    from ivrdsl.findings.render.sarif import render_sarif

    told = context
    return render_sarif(findings, root=os.getcwd(), rules=told.rules, unread=told.unread, secrets=told.secrets)


def _junit(findings: "Sequence[Finding]", context: Context) -> str:
    from ivrdsl.findings.render.junit import render_junit

    return render_junit(findings, files=context.files, unread=context.unread, secrets=context.secrets)


def _github(findings: "Sequence[Finding]", context: Context) -> str:
    from ivrdsl.findings.render.github import render_github

    return render_github(findings, root=os.getcwd(), unread=context.unread, secrets=context.secrets)


def _lines(file: str) -> list[str] | None:
    """The lines of a file, to show the evidence; None where it cannot be read as text."""
    from ivrdsl.findings.render.safe import lines_of
    from ivrdsl.xml.encoding import decode

    try:
        with open(file, "rb") as source:
            return lines_of(decode(source.read(_MOST_EVIDENCE)))
    except (OSError, ValueError, IvrError):
        return None


_RENDER: Final[dict[str, "Callable[[Sequence[Finding], Context], str]"]] = {
    "full": _full,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
}
FORMATS: Final = tuple(_RENDER)
TELL_OF_UNREAD: Final = ("sarif", "junit", "github")
"""Formats that say which files could not be checked; of the others, stderr alone does."""
