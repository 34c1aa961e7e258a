"""What a repair would change in a file, as a unified diff that is safe to print."""

import re
from collections.abc import Iterator

from ivrdsl.findings.render.safe import safe

_LINE = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"
_NO_END = "\\ No newline at end of file\n"


def unified(old: str, new: str, file: str) -> str:
    """A unified diff; empty if nothing changes.

    Line ends are not shown where all lines of both texts have the same; where they differ, a carriage return is shown
    as \\r. Other control characters are always shown; tabs stay tabs.

    Args:
        old, new: the texts, decoded; a byte-order mark may be in them.
        file: its name, for the first lines.
    """
    import difflib  # slow to import, and most runs show no diff

    before, after = re.findall(_LINE, old), re.findall(_LINE, new)
    name = safe(file).lstrip("/")
    found = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="\n")
    mixed = len({_end(line) for line in (*before, *after)} - {""}) > 1
    return "".join(_printable_lines(found, mixed))


def _printable_lines(lines: Iterator[str], mixed: bool) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number < 2 or line.startswith("@@"):  # a line of the file begins with a blank, + or -
            yield line
            continue
        end = _end(line)
        body = line.removesuffix(end)
        yield "\t".join(map(safe, body.split("\t"))) + (safe(end.replace("\n", "")) if mixed else "") + "\n"
        if not end:
            yield _NO_END


def _end(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else line[-1:] if line[-1:] in ("\r", "\n") else ""
