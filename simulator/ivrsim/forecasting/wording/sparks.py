"""Laws, and what goes on over time, as small pictures of letters: for a terminal, at most 80 columns wide."""

import unicodedata
from collections.abc import Sequence
from math import isfinite
from typing import Final

from ivrdsl.findings.render.safe import safe
from ivrsim.chains.quantity import SLACK, Quantity
from ivrsim.forecasting.wording.amounts import amount, between, percent
from ivrsim.forecasting.wording.bins import bins_of, thinned

WIDTH: Final = 40
"""Columns of a spark."""
_NAME: Final = 14
"""Columns of the name before it, with the gap."""
_BESIDE: Final = 80 - _NAME - WIDTH - 2
_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_SIGNS: Final = "_.:-=+*#"
_ODD: Final = "?"


def has_blocks(encoding: str | None) -> bool:
    """Whether a stream can take the letters of a spark.

    Args:
        encoding: of the stream; None for one that does not say it.
    """
    try:
        _BLOCKS.encode(encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def spark(values: Sequence[float], *, blocks: bool = True) -> str:
    """One letter a value: the greater it is, the higher the letter; " " for nothing, "?" for what is no number.

    Args:
        values: none below 0.
        blocks: whether the stream takes Unicode's blocks; else letters of ASCII stand for them.
    """
    signs = _BLOCKS if blocks else _SIGNS
    most = max([each for each in values if isfinite(each)], default=0.0)
    return "".join([_sign(each, most, signs) for each in values])


def _sign(value: float, most: float, signs: str) -> str:
    if not isfinite(value):
        return _ODD
    if value <= 0 or most <= 0:
        return " "
    return signs[min(int(value / most * len(signs)), len(signs) - 1)]


def law_lines(quantity: Quantity, *, blocks: bool = True) -> list[str]:
    """A law: a spark with its quantiles beside it, and the ends of its axis below; two sparks where it has bounds.

    Args:
        quantity: whose law it is.
        blocks: see `spark`.
    """
    if not quantity.law:
        return [f"{_fitted(quantity.name, _NAME - 2)}no law"]
    bins = bins_of(quantity, WIDTH)
    unit = quantity.unit
    left, right = amount(bins.start, unit), amount(bins.start + bins.width * WIDTH, unit)
    if quantity.law[0][0] == quantity.law[-1][0] and not quantity.high_law:
        right = ""
    told = [_row(quantity.name, spark(bins.shares, blocks=blocks), f"p50 {between(quantity.quantile(0.5), unit)}")]
    if quantity.high_law:
        high = quantity._replace(law=quantity.high_law, beyond=quantity.high_beyond, high_law=quantity.law)
        told.append(_row("  at most", spark(bins_of(high, WIDTH).shares, blocks=blocks), ""))
    further = f"{percent(bins.beyond)} have more" if bins.beyond > SLACK else ""
    told.append(_row("", _ends(left, right), f"p99 {between(quantity.quantile(0.99), unit)}"))
    return [*told, _row("", "", further)] if further else told


def series_lines(
    name: str, values: Sequence[float], ends: tuple[str, str], unit: str = "", *, blocks: bool = True
) -> list[str]:
    """What goes on over time: a spark of the greatest values in each of its parts, and the ends of its axis below.

    Args:
        name: of what is counted.
        values: at moments that are equally far from each other; none below 0.
        ends: how the first and the last moment are called.
        unit: of the values.
        blocks: see `spark`.
    """
    if not values:
        return [f"{_fitted(name, _NAME - 2)}nothing"]
    most = max([each for each in values if isfinite(each)], default=0.0)
    drawn = spark(thinned(values, WIDTH), blocks=blocks)
    return [_row(name, drawn, f"at most {amount(most, unit)}"), _row("", _ends(*ends), "")]


def _row(name: str, drawn: str, beside: str) -> str:
    padded = f"{_fitted(name, _NAME - 2)}{drawn}{' ' * (WIDTH - len(drawn))}"
    return f"{padded}  {_cut(beside, _BESIDE)}".rstrip()


def _ends(left: str, right: str) -> str:
    left = _cut(left, WIDTH // 2 - 1)
    right = _cut(right, WIDTH // 2 - 1)
    return f"{left}{' ' * (WIDTH - _columns(left) - _columns(right))}{right}"


def _fitted(text: str, columns: int) -> str:
    """A text in so many columns, and a gap of two."""
    text = _cut(text, columns)
    return f"{text}{' ' * (columns - _columns(text))}  "


def _cut(text: str, columns: int) -> str:
    text = safe(text)
    if _columns(text) <= columns:
        return text
    while text and _columns(text) > columns - 3:
        text = text[:-1]
    return f"{text}..."


def _columns(text: str) -> int:
    return sum(map(_wide, text))


def _wide(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
