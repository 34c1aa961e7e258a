"""The platform's own names: the clock, the columns, and the sorted tuple that holds variables."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ivrsim.core.platform import Platform
from ivrsim.core.variables import canonical, having, of_clock, without

NAMES = [
    "global.date",
    "global.date.month",
    "global.date.day",
    "global.date.year",
    "global.date.dayOfWeek",
    "global.time",
    "global.time.hour",
    "global.time.hour.military",
]


def at(*moment: int) -> list[str | None]:
    now_ms = round(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]
    return [of_clock(name, now_ms) for name in NAMES]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ((2026, 3, 1, 0, 0, 0), "3/1/2026 3 1 2026 1 0:0:0 12 0"),  # a Sunday, midnight
        ((2026, 3, 2, 12, 0, 0), "3/2/2026 3 2 2026 2 12:0:0 12 12"),  # a Monday, noon
        ((2026, 3, 7, 23, 59, 59), "3/7/2026 3 7 2026 7 23:59:59 11 23"),  # a Saturday, its last second
        ((2026, 12, 31, 1, 2, 3), "12/31/2026 12 31 2026 5 1:2:3 1 1"),
        ((2027, 1, 1, 13, 0, 0), "1/1/2027 1 1 2027 6 13:0:0 1 13"),
        ((2028, 2, 29, 11, 30, 0), "2/29/2028 2 29 2028 3 11:30:0 11 11"),  # a leap day
    ],
)
def test_the_clock(moment: tuple[int, ...], expected: str) -> None:
    assert at(*moment) == expected.split()


def test_the_clock_is_utc() -> None:
    there = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert of_clock("global.date", round(there.timestamp() * 1000)) == "3/2/2026"


def test_a_fraction_of_a_second_does_not_count() -> None:
    assert of_clock("global.time", 999) == "0:0:0"
    assert of_clock("global.time", 1000) == "0:0:1"


@pytest.mark.parametrize(
    "name", ["global", "global.", "global.Date", "global.date.week", "global.time.minute", "call.id"]
)
def test_there_is_no_such_clock(name: str) -> None:
    assert of_clock(name, 0) is None


@pytest.mark.parametrize(
    ("name", "kept", "quirk"),
    [
        ("x", "x", ""),
        ("contact.A", "contact.A", ""),
        ("contact.ZZ", "contact.ZZ", ""),
        ("contact.a", "contact.A", "contact_column_case_insensitive"),
        ("contact.aB", "contact.AB", "contact_column_case_insensitive"),
        ("contact.firstName", "contact.firstName", ""),
        ("contact.abc", "contact.abc", ""),
        ("contact.A1", "contact.A1", ""),
        ("call.field.b", "contact.B", "undocumented_variables"),
        ("call.field.AB", "contact.AB", "undocumented_variables"),
        ("call.lastTransfer", "call.lastTransfer", "undocumented_variables"),
        ("call.lasttransfer", "call.lasttransfer", ""),
        ("call.lastinput", "call.lastinput", ""),
    ],
)
def test_columns(name: str, kept: str, quirk: str) -> None:
    assert canonical(name, Platform()) == (kept, quirk)


def test_columns_where_letter_case_counts() -> None:
    platform = Platform(contact_column_case_insensitive=False)
    assert canonical("contact.a", platform) == ("contact.a", "contact_column_case_insensitive")
    assert canonical("contact.A", platform) == ("contact.A", "")


def test_variables_are_sorted_and_each_there_once() -> None:
    variables: tuple[tuple[str, str], ...] = ()
    for name, value in [("b", "1"), ("a", "2"), ("c", "3"), ("b", "4"), ("", "5"), ("ab", "6")]:
        variables = having(variables, name, value)
    assert variables == (("", "5"), ("a", "2"), ("ab", "6"), ("b", "4"), ("c", "3"))
    assert without(variables, "b") == (("", "5"), ("a", "2"), ("ab", "6"), ("c", "3"))
    assert without(variables, "never") == variables


def test_the_order_of_setting_does_not_matter() -> None:
    one = having(having((), "a", "1"), "b", "2")
    assert one == having(having((), "b", "2"), "a", "1")
