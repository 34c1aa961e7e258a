"""The variables of a call: a sorted tuple of names and values, and what the platform's own names mean."""

import re
from bisect import bisect_left
from datetime import UTC, datetime
from typing import Final

from ivrsim.core.platform import Platform
from ivrsim.core.state import Variables

LAST_INPUT: Final = "call.lastinput"
_COLUMN: Final = re.compile(r"contact\.[A-Za-z]{1,2}")


def having(variables: Variables, name: str, value: str) -> Variables:
    """The variables with one of them set."""
    position = bisect_left(variables, (name,))
    found = position < len(variables) and variables[position][0] == name
    return (*variables[:position], (name, value), *variables[position + found :])


def without(variables: Variables, name: str) -> Variables:
    """The variables with one of them never set."""
    return tuple(pair for pair in variables if pair[0] != name)


def canonical(name: str, platform: Platform) -> tuple[str, str]:
    """The name under which a variable is kept, and the quirk that this leans on, or "" [3, 14.5].

    `call.field.x` is the old spelling of the sheet's column X; columns are read in either letter case if the platform
    is assumed to (`contact_column_case_insensitive`).
    """
    if name.startswith("call.field."):
        return f"contact.{name.removeprefix('call.field.').upper()}", ""
    if _COLUMN.fullmatch(name) and not name[8:].isupper():
        quirk = "contact_column_case_insensitive"
        return (f"contact.{name[8:].upper()}" if platform.contact_column_case_insensitive else name), quirk
    return name, ""


def of_clock(name: str, now_ms: int) -> str | None:
    """The value of a `global.` variable, in UTC, without leading zeros [3, 14.6]; None for a name there is not."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    values = {
        "global.date": f"{now.month}/{now.day}/{now.year}",
        "global.date.day": now.day,
        "global.date.month": now.month,
        "global.date.year": now.year,
        "global.date.dayOfWeek": now.isoweekday() % 7 + 1,  # 1 is Sunday
        "global.time": f"{now.hour}:{now.minute}:{now.second}",
        "global.time.hour": (now.hour + 11) % 12 + 1,
        "global.time.hour.military": now.hour,
    }
    value = values.get(name)
    return None if value is None else str(value)
