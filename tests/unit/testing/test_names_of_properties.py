"""The names by which `assert_proved` and `explain` know a property, and words that a page speaks of."""

from pathlib import Path

import pytest

from ivrdsl.cli.reference import meant_by
from ivrdsl.errors import IvrError
from ivrdsl.testing import assert_proved

PLAN = '<dialplan name="Root"><menu name="m" maxDigits="1"><play type="tts">Press 1.</play></menu><hangup/></dialplan>'


@pytest.mark.parametrize("name", ["at-most-5-plays", "at-most-N-plays"])
def test_a_property_is_known_as_verify_prints_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(PLAN, encoding="utf-8")
    assert assert_proved(str(tmp_path / "plan.xml"), name, strict=False).name == "at-most-5-plays"


def test_another_number_than_that_of_the_options_is_not_proved(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(PLAN, encoding="utf-8")
    with pytest.raises(IvrError, match="what the options ask for is at-most-5-plays"):
        assert_proved(str(tmp_path / "plan.xml"), "at-most-3-plays", strict=False)


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("at-most-5-plays", "at-most-plays"),
        ("spell", "Say"),
        ("Secret", "person-hears-secret"),
        ("lastinput", "call.lastinput"),
        ("inbound", "answer"),
        ("CALL", "call.callerid"),
        ("CONTACT", "contact.A"),
        ("hangs", "hangup"),
        ("repeat", "secret-can-be-repeated"),
        ("silence", "silence-never-acts"),
        ("answering machine", "Amd"),
    ],
)
def test_a_word_without_a_page_leads_to_the_one_that_speaks_of_it(word: str, page: str) -> None:
    assert meant_by(word)[0].name == page
