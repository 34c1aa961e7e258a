"""How numbers of a forecast are read: "2 min 05 s", "0.35 USD", "62 %"."""

from math import floor, inf, isfinite, isnan, log10
from typing import Final

from ivrsim.chains.quantity import Between

INFINITE: Final = "without end"
UNKNOWN: Final = "?"
_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_LARGE: Final = 1e15
"""From here on a number is written with an exponent."""


def amount(value: float, unit: str) -> str:
    """A number with its unit.

    Args:
        value: the number; times are in ms.
        unit: "ms", a currency, or "" for counts.
    """
    if isnan(value):
        return UNKNOWN
    if not isfinite(value):
        return INFINITE if value > 0 else f"-{INFINITE}"
    if value < 0:
        return f"-{amount(-value, unit)}"
    if unit == "ms":
        return _time(value)
    return f"{plain(value)} {unit}".rstrip()


def between(number: Between, unit: str) -> str:
    """A number that is known, or its bounds: "12 to 15 s"; "at least 12 s" where the upper one is infinite."""
    if number.high == inf > number.low:
        return f"at least {amount(number.low, unit)}"
    return span(amount(number.low, unit), amount(number.high, unit))


def span(low: str, high: str) -> str:
    """Two numbers with their units as one text, with the unit once where it is the same."""
    if low == high:
        return low
    (first, _, unit), (_, _, other) = low.partition(" "), high.partition(" ")
    alike = unit == other and not any(each.isdigit() for each in unit)  # "1 min 05 s" has two numbers
    return f"{first if alike else low} to {high}"


def percent(share: float) -> str:
    """A share of 1 as people say it; none that is left rounds to all or to nothing."""
    if isnan(share):
        return UNKNOWN
    if 0 < share < 1e-4:
        return "under 0.01 %"
    if 1 - 1e-4 < share < 1:
        return "over 99.99 %"
    digits = 2 if 0 < share < 0.01 or 0.99 < share < 1 else 1
    return f"{_trimmed(f'{share * 100:.{digits}f}')} %"


def percents(number: Between) -> str:
    """A share, or its bounds."""
    return span(percent(number.low), percent(number.high))


def plain(value: float) -> str:
    """A number with as many digits as say something: "1,234", "12.5", "0.0035"."""
    if value == 0:
        return "0"
    size = floor(log10(abs(value)))
    if abs(value) >= _LARGE or size < -9:
        return f"{value:.2e}"
    return _trimmed(f"{value:,.{max(2 - size, 0)}f}")


def _time(ms: float) -> str:
    if ms < _MINUTE:
        seconds = _trimmed(f"{ms / 1000:.{3 if ms < 100 else 1}f}")
        if seconds != "60":
            return f"{seconds} s"
    if ms < _HOUR - 500:
        minutes, seconds_left = divmod(round(ms / 1000), 60)
        return f"{minutes} min {seconds_left:02} s" if seconds_left else f"{minutes} min"
    if ms < _DAY - _MINUTE / 2:
        hours, minutes = divmod(round(ms / _MINUTE), 60)
        return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
    days, hours = divmod(round(ms / _HOUR), 24)
    return f"{plain(days)} d {hours} h" if hours else f"{plain(days)} d"


def _trimmed(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
