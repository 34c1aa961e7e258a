"""What a screen of Textual shows, as lines of text: from its picture, which is what it gives out of itself."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from ivrdsl.phone.app import PhoneApp
from ivrdsl.phone.pace import REAL
from tests.phone.callers import Clock, switchboard

_TEXT = re.compile(r'<text class="[^"]*-r\d+" x="([\d.]+)" [^>]*clip-path="url\(#[^)]*-line-(\d+)\)">([^<]*)</text>')
_CELL = 12.2
"""How wide a cell of the picture is."""


def phone(path: Path, pace: str = REAL, begin: Sequence[str] = (), clock: Clock | None = None) -> PhoneApp:
    """A phone whose time only a test moves."""
    return PhoneApp(switchboard(path, begin), clock=clock or Clock(), pace=pace, by_itself=False)


def shown(app: PhoneApp) -> str:
    """What the screen shows, a line each."""
    rows: dict[int, str] = {}
    for x, line, text in _TEXT.findall(app.export_screenshot()):
        row, column = int(line), round(float(x) / _CELL)
        rows[row] = rows.get(row, "").ljust(column) + unescape(text).replace("\xa0", " ")
    return "\n".join(rows.get(row, "").rstrip() for row in range(max(rows, default=-1) + 1)) + "\n"
