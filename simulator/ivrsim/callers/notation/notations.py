"""Kinds of numbers in a model of callers: how a file has them, and what they may be."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import shown
from ivrdsl.findings.words import nearest_word, one_of
from ivrsim.callers.notation import ranges
from ivrsim.callers.notation.laws import (
    LAW_TOLD,
    LETTERS,
    SECONDS,
    Scale,
    read_law,
    read_point,
    write_law,
    write_point,
)
from ivrsim.callers.notation.names import Name, quoted_text
from ivrsim.callers.notation.ranges import refuse
from ivrsim.callers.notation.shares import read_share, read_shares, write_share, write_shares


class Notation(NamedTuple):
    """A kind of numbers.

    Attributes:
        told: how a file has them, in words.
        require: refuses what is none, by its name.
        read: makes one of what a file has, at its name, in a model of so many ms a step.
        write: the text that a file has for one, in a model of so many ms a step.
        is_table: whether it is a table of shares, the lines of which a file has in a section.
        words: the words of such a table; () where any text can be one.
    """

    told: str
    require: Callable[[Name, Any], None]
    read: Callable[[Name, Any, int], Any]
    write: Callable[[Any, int], str]
    is_table: bool = False
    words: tuple[str, ...] = ()


def shares_of(*words: str) -> Notation:
    """Shares of a few words."""

    def require(name: Name, word: object) -> None:
        ranges.require_one_of(name, word, words)

    return _shares(f"shares of {', '.join(words)}", require, words)


def _shares(told: str, require: Callable[[Name, object], None], words: tuple[str, ...] = ()) -> Notation:
    return Notation(
        told,
        lambda name, value: ranges.require_shares(name, value, require),
        lambda name, value, _: read_shares(name, value),
        lambda value, _: f"{{ {', '.join(write_shares(value))} }}",
        is_table=True,
        words=words,
    )


def _law(told: str, scale: Scale, require: Callable[[Name, object], None], none: str = "") -> Notation:
    """Laws of a scale; `none` is the word of a file for no law at all, which is {}."""

    def require_law(name: Name, value: Any) -> None:
        if not none or value != {}:
            ranges.require_law(name, value, require, lambda point: write_point(point, scale))

    def read(name: Name, value: Any, step_ms: int) -> Any:
        return {} if none and value == none else read_law(name, value, scale, step_ms)

    def write(value: Any, step_ms: int) -> str:
        return write_law(value, scale, step_ms) if value else quoted_text(none)

    return Notation(f"{told}{none and f', or {quoted_text(none)}'}", require_law, read, write)


def _plain(told: str, require: Callable[[Name, Any], None], write: Callable[[Any], str]) -> Notation:
    """Numbers that a file has as they are."""
    return Notation(told, require, lambda name, value, _: value, lambda value, _: write(value))


KEY_WORDS: Final = ("silence", "wrong", "offered", "repeat")
"""What people may do at a menu beside typing keys."""

_KEYS: Final = re.compile(r"[0-9*#]{1,32}")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2})")


def _require_keys(name: Name, word: object) -> None:
    if word not in KEY_WORDS and not (isinstance(word, str) and _KEYS.fullmatch(word)):
        near = nearest_word(word, KEY_WORDS) if isinstance(word, str) else ""
        what = f'keys such as "1" or "2517", {one_of(KEY_WORDS)}'
        refuse(name, f"has {shown(word)}; expected {what}{near and f'; {near}'}")


def _require_moment(name: Name, word: object) -> None:
    from datetime import datetime  # few models have one

    try:
        if isinstance(word, str) and _MOMENT.fullmatch(word):
            datetime.fromisoformat(word)
            return
    except ValueError:
        pass
    refuse(name, f'has {shown(word)}; expected a date and a time, such as "2026-01-05 12:00"')


def _require_moments(name: Name, value: Any) -> None:
    ranges.require_shares(name, value, _require_moment)
    for word, share in value.items():
        ranges.require_chance((*name, word), share)


def _require_currency(name: Name, value: Any) -> None:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value.strip()) <= 20:
        refuse(name, f'is {shown(value)}; expected 1 to 20 letters, such as "USD"')


_MONEY: Final = f"an amount from 0 to {ranges.MOST_MONEY:.0f}"
_STEP: Final = "whole ms, from 1 to 10000"
_BILLED: Final = "whole seconds, from 0 (the exact time) to 3600"

SHARE: Final = Notation(
    ranges.SHARE_TOLD,
    ranges.require_share,
    lambda name, value, _: read_share(name, value),
    lambda value, _: write_share(value),
)
CHANCE: Final = Notation(
    "a share that is known",
    ranges.require_chance,
    lambda name, value, _: read_share(name, value),
    lambda value, _: write_share(value),
)
TIME: Final = Notation(
    "seconds",
    ranges.require_ms,
    lambda name, value, _: read_point(name, value, SECONDS),
    lambda value, _: write_point(value, SECONDS),
)
LAW: Final = _law(f"seconds: {LAW_TOLD}", SECONDS, ranges.require_ms)
LAW_OR_NEVER: Final = _law("seconds", SECONDS, ranges.require_ms, "never")
LAW_OR_PLATFORM: Final = _law("seconds", SECONDS, ranges.require_ms, "platform")
LENGTHS: Final = _law("letters", LETTERS, ranges.require_letters)
KEY_SHARES: Final = _shares(f'shares of keys ("1", "2517"), and of {", ".join(KEY_WORDS)}', _require_keys)
TEXT_SHARES: Final = _shares("shares of texts", ranges.require_word)
MOMENTS: Final = _shares('shares of moments: "2026-01-05 12:00"', _require_moment)._replace(require=_require_moments)
MONEY: Final = _plain(
    _MONEY,
    lambda name, value: ranges.require_number(name, value, ranges.MOST_MONEY, _MONEY),
    lambda value: repr(float(value)),
)
STEP_MS: Final = _plain(_STEP, lambda name, value: ranges.require_whole(name, value, 1, 10_000, _STEP), str)
BILLED_S: Final = _plain(_BILLED, lambda name, value: ranges.require_whole(name, value, 0, 3600, _BILLED), str)
CURRENCY: Final = _plain("1 to 20 letters", _require_currency, quoted_text)
