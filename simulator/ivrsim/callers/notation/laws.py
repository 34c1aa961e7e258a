"""How laws are written in a file of callers: 8, "2..20", or a table of points with their shares."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrdsl.findings.arguments import shown
from ivrsim.callers.notation.names import Name, key_told
from ivrsim.callers.notation.ranges import LONGEST_MS, LONGEST_TEXT, MOST_POINTS, refuse
from ivrsim.callers.notation.shares import read_shares, write_share


class Scale(NamedTuple):
    """What the points of a law are, and how a file counts them.

    Attributes:
        unit: how many points are one in a file.
        most: the last point.
        told: what a point is, in words.
        grid: the distance of two points in a law such as "2..20"; 0 for the steps of the model.
    """

    unit: int
    most: int
    told: str
    grid: int = 0


SECONDS: Final = Scale(1000, LONGEST_MS, "a number of seconds from 0 to 3600, in whole ms")
LETTERS: Final = Scale(1, LONGEST_TEXT, f"a number of letters from 0 to {LONGEST_TEXT}", 1)
LAW_TOLD: Final = '8, "2..20" or { "3" = 0.4, "5.5" = 0.6 }'


def read_point(name: Name, value: Any, scale: Scale) -> int:
    """A point of a law: a number, or a text that is one, as keys of files are.

    Raises:
        CallersError: it is none, or out of range.
    """
    from decimal import Decimal, InvalidOperation

    is_number = type(value) in (int, float) and abs(value) <= scale.most
    text = value if isinstance(value, str) else repr(value) if is_number else ""
    try:
        point = Decimal(text[:30]) * scale.unit if text.isascii() and "_" not in text else Decimal("nan")
    except InvalidOperation:
        point = Decimal("nan")
    if not (point.is_finite() and 0 <= point <= scale.most and point == point.to_integral_value()):
        refuse(name, f"is {shown(value)}; expected {scale.told}")
    return int(point)


def write_point(point: int, scale: Scale) -> str:
    """A point as a file has it."""
    if scale.unit == 1 or point % scale.unit == 0:
        return str(point // scale.unit)
    return f"{point // 1000}.{point % 1000:03d}".rstrip("0")


def read_law(name: Name, value: Any, scale: Scale, step_ms: int) -> dict[int, Any]:
    """What a value of a file means as a law.

    Raises:
        CallersError: it is none.
    """
    if isinstance(value, Mapping):
        return _table(name, value, scale)
    if isinstance(value, str) and ".." in value:
        low, _, high = value.partition("..")
        first, last = (read_point(name, each.strip(), scale) for each in (low, high))
        return _uniform(name, first, last, scale.grid or step_ms)
    return {read_point(name, value, scale): 1.0}


def write_law(law: Mapping[int, float], scale: Scale, step_ms: int) -> str:
    """A law as a file has it."""
    points = sorted(law)
    grid = scale.grid or step_ms
    if len(law) == 1 and law[points[0]] == 1:
        return write_point(points[0], scale)
    if law == dict.fromkeys(range(points[0], points[-1] + 1, grid), 1 / len(law)):
        return f'"{write_point(points[0], scale)}..{write_point(points[-1], scale)}"'
    pairs = (f'"{write_point(point, scale)}" = {write_share(law[point])}' for point in points)
    return f"{{ {', '.join(pairs)} }}"


def _table(name: Name, table: Mapping[Any, Any], scale: Scale) -> dict[int, Any]:
    law: dict[int, Any] = {}
    for key, share in read_shares(name, table).items():
        point = read_point((*name, key_told(key)), key, scale)
        if point in law:
            refuse(name, f"has {write_point(point, scale)} twice")
        law[point] = share
    return law


def _uniform(name: Name, first: int, last: int, grid: int) -> dict[int, Any]:
    """A law in which all points of a grid are as likely."""
    if first > last:
        refuse(name, "ends before it begins; expected the lower bound first")
    if (last - first) % grid:
        refuse(name, f"is no number of whole steps long, of {grid} ms each (step_ms)")
    points = range(first, last + 1, grid)
    if len(points) > MOST_POINTS:
        refuse(name, f"has {len(points)} points in steps of {grid} ms; expected at most {MOST_POINTS}")
    return dict.fromkeys(points, 1 / len(points))
