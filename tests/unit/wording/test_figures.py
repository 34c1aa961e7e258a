"""Dates and telephone numbers, and arithmetic that is none."""

import pytest

from ivrdsl.wording.figures import DATE, NUMBER, kind


@pytest.mark.parametrize("text", ["2026-11-30", "11/30/2026", "30/11/2026", "1-2-26", "2026/1/2"])
def test_dates(text: str) -> None:
    assert kind(text) == DATE


@pytest.mark.parametrize(
    "text",
    [
        "555-1234",
        "213-555-1234",
        "+12135551234",
        "(213)-555-1234",
        "+1 (213) 555-1234",
        "1-800-555-1234",
        "030/1234567",
    ],
)
def test_numbers(text: str) -> None:
    assert kind(text) == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        *("", "3/4", "12-31", "60 * 5 - 2", "86400 - 3600", "1000000 -1", "2135551234", "1,000", "-5", "12345678.50"),
        *("2026-11-31x", "99-99-9999x", "1-800-FLOWERS", "555.123.4567", "10:30", "${a}-1234567", "٥٥٥-١٢٣٤"),
    ],
)
def test_others(text: str) -> None:
    assert kind(text) == ""
