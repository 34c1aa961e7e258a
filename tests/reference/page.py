"""What a page of docs/reference/ is, and how pages are written as Markdown."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class ReferencePage(NamedTuple):
    """A page that `ivrdsl explain` prints.

    Attributes:
        kind: one of `pages.KINDS`; also the folder.
        name: of what is explained, as people write it.
        summary: a sentence, for lists.
        text: the page below its title.
        words: what else people look it up by: tags, attributes, fields.
    """

    kind: str
    name: str
    summary: str
    text: str
    words: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Where the page is, below docs/reference/."""
        plain = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in self.name)
        return f"{self.kind}/{plain}.md"

    @property
    def whole(self) -> str:
        """The page."""
        return f"# {self.name}\n\n{self.text.strip()}\n"


def section(title: str, *parts: str) -> str:
    """A part of a page; nothing, where it has no text."""
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return f"\n\n## {title}\n\n{text}" if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing, where it has no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def fence(kind: str, text: str) -> str:
    return f"```{kind}\n{text.strip(chr(10))}\n```"


def codes(names: Iterable[str]) -> str:
    """Names as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names)
