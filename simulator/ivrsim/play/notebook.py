"""A call as notebooks show it: its story as a small HTML table, secrets masked."""

from html import escape
from typing import Final

from ivrdsl.findings.render.safe import safe
from ivrdsl.wording.mask import Mask
from ivrsim.play.entry import Entry
from ivrsim.play.stand_in import with_stand_ins
from ivrsim.play.story import mask_of, own_text, place_of, sentence, story, told_entries
from ivrsim.play.transcript import Transcript

_BESIDE: Final = ("ending", "other side", "silent", "assumed")
"""Lines of a story that are about the whole call."""


def call_as_html(transcript: Transcript) -> str:
    """Return a call as a table: a row an entry, as `ivrdsl simulate` tells it, then what is about the whole call."""
    mask = mask_of(transcript)
    told = with_stand_ins(transcript, mask).transcript
    rows = [
        _row(f"{entry.at_ms / 1000:.3f} s", _words(entry, mask), mask.masked(place_of(told, entry)))
        for entry in told_entries(told)
    ]
    rows += [_row("", mask.masked(line.strip()), "") for kind, line in story(told) if kind in _BESIDE]
    head = "".join([f'<th style="{style}">{name}</th>' for style, name in _COLUMNS])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


_COLUMNS: Final = (
    ("text-align: right; white-space: nowrap", "time"),
    ("text-align: left", "what happens"),
    ("text-align: left; white-space: nowrap", "where"),
)


def _words(entry: Entry, mask: Mask) -> str:
    """What an entry says, its own secrets masked: even a single digit that is one."""
    details = entry.details
    if "secrets" in details:
        details = {**details, "text": own_text(entry, mask)}
    return mask.masked(sentence(str(entry.kind), details))


def _row(*cells: str) -> str:
    """A row; each text is an island for the direction of writing."""
    told = [
        f'<td style="{style}"><bdi>{escape(safe(text))}</bdi></td>'
        for (style, _), text in zip(_COLUMNS, cells, strict=True)
    ]
    return f"<tr>{''.join(told)}</tr>"
