"""How shares are written in a file of callers: 0.85, "85 %", "0.85..0.95", and "rest" in a table."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ivrdsl.findings.arguments import shown
from ivrsim.callers.model import Interval, Share
from ivrsim.callers.notation.names import Name, dotted, key_of, key_told, quoted_text
from ivrsim.callers.notation.ranges import SHARE_TOLD, refuse, require_share
from ivrsim.chains.quantity import SLACK

REST: Final = "rest"
_REST_DIGITS: Final = 12
"""Of what "rest" is: far below the slack that tables of shares have."""
_NUMBER: Final = r"([0-9]{1,20}(?:\.[0-9]{1,20})?(?:e[+-]?[0-9]{1,3})?)[ ]*(%?)"
_SHARE: Final = re.compile(rf"{_NUMBER}(?:[ ]*\.\.[ ]*{_NUMBER})?")


def require_source(name: Name, source: str) -> None:
    """Refuse a source that says nothing, or is a share: of a value that is called "source", perhaps.

    Raises:
        CallersError: it is one.
    """
    if not source.strip() or _SHARE.fullmatch(source.strip()):
        refuse(name, f"is {shown(source)}; expected where numbers are from, in words")


def read_share(name: Name, value: Any) -> Any:
    """What a value of a file means as a share. Whether it may be one is not looked at.

    Raises:
        CallersError: it is a text that is none.
    """
    if isinstance(value, tuple) and len(value) == 2:
        return Interval(*value)
    if not isinstance(value, str):
        return value
    found = _SHARE.fullmatch(value.strip())
    if found is None:
        refuse(name, f"is {shown(value)}; expected {SHARE_TOLD}")
    low = _number(found[1], found[2])
    return low if found[3] is None else Interval(low, _number(found[3], found[4]))


def write_share(share: Share) -> str:
    """A share as a file has it."""
    return f'"{float(share.low)!r}..{float(share.high)!r}"' if isinstance(share, Interval) else repr(float(share))


def read_shares(name: Name, value: Any) -> Any:
    """What a table of a file means as shares, by its words. One that is "rest" gets what the others leave.

    Raises:
        CallersError: it is no table, a share in it is a text that is none, two are "rest", or nothing is left.
    """
    if not isinstance(value, Mapping):
        refuse(name, f"is {shown(value)}; expected a table of shares")
    _refuse_nested(name, value)
    rests = [word for word, each in value.items() if each == REST]
    shares = {word: read_share((*name, key_told(word)), each) for word, each in value.items() if each != REST}
    if not rests:
        return shares
    if len(rests) > 1:
        refuse(name, f'has "rest" for {" and ".join(map(quoted_text, map(key_told, rests)))}; only one can have it')
    for word, each in shares.items():
        require_share((*name, key_told(word)), each)
    rest = _rest(name, shares)
    return {word: shares.get(word, rest) for word in value}


def write_shares(shares: Mapping[str, Share]) -> list[str]:
    """The lines of a table of shares."""
    return [f"{key_of(word)} = {write_share(share)}" for word, share in shares.items()]


def _number(text: str, percent: str) -> float:
    from decimal import Decimal  # few models are read

    return float(Decimal(text) / 100) if percent else float(text)


def _refuse_nested(name: Name, table: Mapping[Any, Any]) -> None:
    """Refuse a table in a table of shares: a name with a dot in it that is not in quotes."""
    for word, each in table.items():
        if isinstance(each, Mapping):
            inner = dotted((*name[:1], ".".join((*name[1:], key_told(word)))))
            hint = f"; a name with a dot is written [{inner}]" if name[0] in ("values", "letters") else ""
            refuse(name, f"has a table {quoted_text(key_told(word))}; expected {SHARE_TOLD}{hint}")


def _rest(name: Name, shares: Mapping[Any, Share]) -> Share:
    bounds = [each if isinstance(each, Interval) else Interval(each, each) for each in shares.values()]
    most, least = _left([each.low for each in bounds]), _left([each.high for each in bounds])
    if most < -SLACK:
        refuse(name, f'has nothing left for "rest": the others add up to {1 - most:.10g}')
    if most == least:
        return max(most, 0.0)
    return Interval(max(least, 0.0), max(most, 0.0))


def _left(shares: Sequence[float]) -> float:
    """What shares leave of 1, without the noise of binary fractions: 0.04 of 0.55, 0.35 and 0.06."""
    return round(1 - sum(shares), _REST_DIGITS)
