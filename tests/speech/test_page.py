"""docs/speech.md says the numbers of the code, and how good they are."""

from pathlib import Path

import pytest

from ivrsim.speech.languages import language
from tests.speech.fit import LANGUAGES, held_out, quantiles
from tests.speech.references import references

PAGE = Path(__file__).resolve().parents[2] / "docs" / "speech.md"
NAMES = ["English", "Spanish", "French"]


def table(first: str) -> list[list[str]]:
    """The rows of the page's table that begins with a cell, without its head."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n| {first}")
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_page_has_the_rates_of_the_code() -> None:
    columns = zip(*(language(name).rates for name in LANGUAGES), strict=True)
    assert [cells for _, *cells in table("ms for each")] == [[f"{rate:.1f}" for rate in column] for column in columns]


@pytest.mark.parametrize(("name", "title"), [*zip(LANGUAGES, NAMES, strict=True)], ids=NAMES)
def test_the_page_says_how_good_the_rates_are(name: str, title: str) -> None:
    measured = [f"{error:.1%}".replace("%", " %") for error in quantiles(held_out(name))]
    (said,) = [cells for first, *cells in table("| texts") if first == title]
    assert said == [str(len(references(name))), *measured]


def test_the_page_is_short() -> None:
    assert len(PAGE.read_text(encoding="utf-8").split()) < 720
