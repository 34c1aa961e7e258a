"""Pictures of letters."""

from math import inf, nan
from unicodedata import combining, east_asian_width

import pytest

from ivrsim.forecasting.wording.sparks import has_blocks, law_lines, series_lines, spark
from tests.plots.samples import HOSTILE, bounded, endless, geometric, quantity


def columns(line: str) -> int:
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in line)


def test_a_law() -> None:
    law = [(100 * number, 1 / 80) for number in range(80)]
    assert law_lines(quantity(law=law)) == [
        "duration      ████████████████████████████████████████  p50 3.9 s",
        "              0 s                                7.9 s  p99 7.9 s",
    ]


def test_a_long_law_says_what_it_leaves_out() -> None:
    assert law_lines(quantity("cost", "USD", [(number / 4, 0.98**number / 50) for number in range(2000)])) == [
        "cost          █▇▅▅▄▄▃▃▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  p50 8.5 USD",
        "              0 USD                           85.2 USD  p99 56.8 USD",
        "                                                        0.1 % have more",
    ]


def test_letters_of_ascii() -> None:
    told = law_lines(quantity(law=[(1000 * number, number / 36) for number in range(9)]), blocks=False)
    assert told[0] == "duration      .    :     -     =    +     *     #    #  p50 6 s"
    assert "".join(told).isascii()


def test_bounds_are_two_sparks_on_one_axis() -> None:
    told = law_lines(bounded([(1000, 0.5), (2000, 0.5)], 2000))
    assert len(told) == 3
    assert told[1].startswith("  at most")
    assert told[0].count("█") == told[1].count("█") == 2
    assert told[2].endswith("p99 2 to 4 s")


def test_one_value() -> None:
    assert law_lines(quantity(law=[(12_000, 1)])) == [
        f"duration      █{' ' * 39}  p50 12 s",
        f"              12 s{' ' * 36}  p99 12 s",
    ]


def test_a_law_without_end_and_one_without_values() -> None:
    assert law_lines(endless())[-1].strip() == "50 % have more"
    assert law_lines(endless())[1].endswith("p99 without end")
    assert law_lines(quantity(law=())) == ["duration      no law"]


def test_over_time() -> None:
    assert series_lines("lines", [abs(each - 50) for each in range(100)], ("09:00", "17:30")) == [
        "lines         ███▇▇▇▆▆▅▅▅▄▄▃▃▃▂▂▁▁▁▁▂▂▂▃▃▄▄▄▅▅▆▆▆▇▇███  at most 50",
        "              09:00                              17:30",
    ]
    assert series_lines("lines", [], ("", "")) == ["lines         nothing"]
    assert series_lines("lines", [0, 0], ("a", "b"))[0] == f"lines         {' ' * 40}  at most 0"


def test_what_is_no_number_is_seen() -> None:
    assert spark([1, nan, 2, inf, 0]) == "▅?█? "
    assert spark([]) == ""


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("law", [[(0, 1)], geometric(40_000), [(1e12, 0.5), (1e13, 0.5)]])
def test_no_line_is_wider_than_a_terminal(name: str, law: list[tuple[float, float]]) -> None:
    lines = [
        *law_lines(quantity(name, "Swiss francs and then some", law)),
        *series_lines(name, [value for value, _ in law], (name, name), name),
    ]
    assert max(map(columns, lines)) <= 80
    assert all(line.isprintable() for line in lines)


def test_who_can_take_blocks() -> None:
    assert [has_blocks(each) for each in ("utf-8", "UTF8", None, "ascii", "latin-1", "cp437", "no such")] == [
        True, True, True, False, False, False, False
    ]  # fmt: skip
