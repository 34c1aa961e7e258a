"""The variables of a call: a sorted tuple of names and values, and what the platform's own names mean."""

import re
from bisect import bisect_left
from datetime import UTC, datetime
from typing import Final

from ivrdsl.model.system import OLD_COLUMN, SYSTEM, is_documented, is_observed
from ivrsim.core.platform import Platform
from ivrsim.core.state import Variables

LAST_INPUT: Final = "call.lastinput"
GIVEN: Final = ("call.", "contact.", "attribute.")
"""How the names of variables begin that may be given before a call."""
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

    `call.field.x` is the old spelling of the sheet's column X, if the platform is assumed to know it (quirk
    `undocumented_variables`). Columns are read in either letter case if it is assumed to do so (quirk
    `contact_column_case_insensitive`).
    """
    if is_observed(name):
        there = name.startswith(OLD_COLUMN) and platform.undocumented_variables == "there"
        return (f"contact.{name.removeprefix(OLD_COLUMN).upper()}" if there else name), "undocumented_variables"
    if _is_lower(name):
        quirk = "contact_column_case_insensitive"
        return (f"contact.{name[8:].upper()}" if platform.contact_column_case_insensitive else name), quirk
    return name, ""


def _is_lower(name: str) -> bool:
    """Whether it is a sheet's column, not written in capitals."""
    return _COLUMN.fullmatch(name) is not None and not name[8:].isupper()


def given_by_platform(name: str) -> bool:
    """Return whether the platform or the contact gives a variable its value, if there is such a variable."""
    return name.startswith(("call.", "contact.")) and name != LAST_INPUT


def is_there(name: str, platform: Platform) -> bool:
    """Return whether a variable from outside is one that calls have, by the name under which it is kept.

    Of the platform's these are the ones that the vendor documents, and what plans have besides if the platform is
    assumed to know it (`undocumented_variables`, `contact_column_case_insensitive`).
    """
    if not name.startswith(("call.", "contact.")):
        return True
    if is_documented(name):
        return not _is_lower(name)  # under which none is kept, but where it is another variable
    return is_observed(name) and platform.undocumented_variables == "there"


HOURS: Final = frozenset(("global.time.hour", "global.time.hour.military"))
WEEKDAY: Final = "global.date.dayOfWeek"
"""What of the clock has few values, so that all of them can be tried."""


def is_other_time(name: str) -> bool:
    """Return whether a variable tells the time in another way, whose values are many."""
    return name.startswith("global.") and name not in (*HOURS, WEEKDAY)


def moments(*, days: bool, hours: bool) -> list[int]:
    """Return a moment of each day of the week, and of each hour of these, in ms since 1970-01-01 UTC.

    Args:
        days: whether all days are wanted, or one.
        hours: whether all hours are, or one.
    """
    wanted = [(day, hour) for day in range(7 if days else 1) for hour in (range(24) if hours else (12,))]
    return [round(datetime(2026, 1, 4 + day, hour, 30, tzinfo=UTC).timestamp() * 1000) for day, hour in wanted]


def may_be_given(name: str) -> bool:
    """Return whether a name is that of a variable that may be given before a call."""
    return name.startswith(GIVEN) and not name.endswith(".")


def near_given(name: str, *others: str) -> str:
    """A question that offers what somebody may have meant by a name that cannot be given, or nothing."""
    from ivrdsl.findings.words import Speller, did_you_mean  # only for a mistake

    area, dot, rest = name.partition(".")
    if dot and rest and (near := Speller(each.rstrip(".") for each in GIVEN).near(area)):
        return did_you_mean([f"{near[0]}.{rest}"])
    known = {each.rpartition(".")[2]: each for each in (*others, *sorted(SYSTEM)) if not each.startswith("global.")}
    return did_you_mean([known[each] for each in Speller(known).near(name)])


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
