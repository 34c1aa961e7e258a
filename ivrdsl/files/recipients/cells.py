"""The cells of a line of CSV, or why it has none. A row is a line: no cell goes over two."""

import csv
from typing import Final

LONGEST_LINE: Final = 1 << 16
"""Bytes of a line; the rest of a longer one is skipped, and it is a bad row."""
BAD_QUOTES: Final = "a quote that its line does not close"
BAD_BREAK: Final = "a carriage return within the line"
BAD_ENCODING: Final = "not UTF-8"
WITH_NUL: Final = "a NUL character"
TOO_LONG: Final = "a line or cell that is too long"


def cells_of_bytes(line: bytes, delimiter: str) -> list[str] | str:
    """Return the cells of a line, without its end; or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return TOO_LONG
    if b"\0" in line:
        return WITH_NUL
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return BAD_ENCODING
    return cells_of(text, delimiter)


def cells_of(text: str, delimiter: str) -> list[str] | str:
    """Return the cells of a line that is text; or what is wrong with it."""
    if "\r" in text:
        return BAD_BREAK
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True))
    except csv.Error:
        return BAD_QUOTES
