"""Reads the escapes of strings and the spellings of numbers as JavaScript does."""

import re
from typing import Final

_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|[\s\S]))"
)
_UNFINISHED: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u\{[0-9A-Fa-f]*|u[0-9A-Fa-f]{0,3}|x[0-9A-Fa-f]?|[0-7]{0,2})\Z")
_SINGLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_LINE_ENDS: Final = frozenset(("\n", "\r", "\r\n", "\u2028", "\u2029"))
_LARGEST_CODE: Final = 0x10FFFF
_EXACT: Final = 2**53


def cooked(written: str) -> str:
    """The characters that a piece of a string literal stands for."""
    if "\\" not in written:
        return written
    text = _ESCAPE.sub(_read_escape, written)
    halves = text.encode("utf-16-le", "surrogatepass")  # two halves of one character, escaped one by one, become one
    return halves.decode("utf-16-le", "surrogatepass")


def ends_in_escape(written: str) -> bool:
    """Whether what follows this piece of a string literal is still part of its last escape."""
    return "\\" in written and _UNFINISHED.search(written) is not None


def _read_escape(match: re.Match[str]) -> str:
    braces, four, two, octal, single = match.groups()
    if single is not None:
        return "" if single in _LINE_ENDS else _SINGLE.get(single, single)
    code = int(octal, 8) if octal else int(braces or four or two, 16)
    return chr(code) if code <= _LARGEST_CODE else match[0]


def number(written: str) -> tuple[int | float, bool] | None:
    """The value of a number literal and whether it is a BigInt, or None when it is no number we can read."""
    plain = written.replace("_", "").lower()
    try:
        if plain.endswith("n"):
            return int(plain[:-1], 0), True
        return _narrow(_value(plain)), False
    except ValueError:
        return None


def _value(plain: str) -> int | float:
    if plain[:2] in ("0x", "0o", "0b"):
        return int(plain, 0)
    if plain.isdigit():
        octal = plain[0] == "0" and len(plain) > 1 and not set(plain) & {"8", "9"}
        return int(plain, 8) if octal else float(plain) if len(plain) > 300 else int(plain)
    return float(plain)


def _narrow(value: int | float) -> int | float:
    """As JavaScript holds it: every number is a double."""
    if isinstance(value, int):
        return value if value < _EXACT else _as_double(value)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")
