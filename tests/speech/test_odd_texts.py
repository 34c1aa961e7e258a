"""Every text has a length, whatever it is, and twice the text takes twice the work."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ivrsim.speech.lengths import Spoken, spoken, spoken_ms, stand_in
from tests.sizes import draws

LANGUAGES = ["en", "es", "fr", "xx"]
ODD = {
    "nothing": "",
    "white space": " \t\n\u00a0\u2028\x1c",
    "only signs": "... ?! -- ,;: ()",
    "a thousand digits": "1" * 1000,
    "a thousand digits of money": "$" + "1" * 1000 + ".50",
    "a thousand digits in groups": "1,000" + ",000" * 300,
    "a thousand digits with an ending": "1" * 1000 + "th " + "1" * 1000 + "º " + "1" * 1000 + "e",
    "five thousand digits": "7" * 5000,
    "zeros": "0" * 100 + " 00,000",
    "other digits": "٣ ٣th ०1 $٣ (٣٣٣) \u0661:\u0662",
    "raised digits": "m² ²nd (²²²)",
    "fractions and Roman signs": "½ Ⅷ ⅷth ①st",
    "mixed scripts": "日本語 привет مرحبا hello",
    "letters that change their length": "İ ßẞ ǅ ﬁ",
    "emoji": "😀 👩\u200d👩\u200d👧 🇺🇸 👍🏽",
    "markup": '<speak>Hi <break time="1s"/> &amp; bye &#5;</speak>',
    "variables": "${name} ${ x} }{",
    "control characters": "\x00\x01 a\x85b \x7f",
    "signs without a look": "\u200b \u200d \ufeff",
    "combining marks alone": "\u0301 \u0301\u0301 a\u0301",
    "surrogates": "\ud800 \udfff a\ud83d",
    "signs at the ends of words": "-5- (-5) -$ $- '’ ’a’ ¿-5 $$5$ ..5 5..5 5.,5",
    "endings alone": "e es ed s d le ly fully ment less every some ing gh y",
    "a word of one vowel": "e" * 1000,
    "a word of one consonant": "h" * 1000,
}
SIGNS = "01259.,-–$%/:;!?'’\"()<>ab eEgGhsStTdDnNrRyª1º²½٣\u0301\ud800😀日é\n\t&@#+€"


def assert_sound(said: Spoken, text: str) -> None:
    """Whole numbers, none below 0, one for each word, in order."""
    assert type(said.ms) is int
    assert len(said.ends) == len(text.split())
    moments = [0, *said.ends, said.ms]
    assert all(type(moment) is int for moment in moments)
    assert moments == sorted(moments)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_have_a_length(text: str, language: str) -> None:
    assert_sound(spoken(text, language), text)
    assert_sound(stand_in(text, language), text)
    assert spoken_ms(text, language) == spoken(text, language).ms


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_takes_no_time(language: str) -> None:
    for text in ("", " ", "\n\t", "?!", "\u200b"):
        assert spoken(text, language).ms == 0


@draws(300)
@given(text=st.text(st.characters(exclude_categories=())), language=st.sampled_from(LANGUAGES))
def test_any_text_has_a_length(text: str, language: str) -> None:
    assert_sound(spoken(text, language), text)
    assert spoken_ms(text, language) == spoken(text, language).ms
    assert_sound(stand_in(text, language), text)


@draws(500)
@given(text=st.text(st.sampled_from(SIGNS), max_size=20), language=st.sampled_from(LANGUAGES))
def test_any_text_of_telling_signs_has_a_length(text: str, language: str) -> None:
    assert_sound(spoken(text, language), text)
    assert_sound(stand_in(text, language), text)


def calls_of(work: Callable[[], object]) -> int:
    """How many functions it calls, those that are written in C too."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit", ["code ", "e", "7", "1,000,", "a.", "(5) ", "😀", "\u0301", "800-555-0123 ", "$1.50 ", "-"]
)
def test_twice_the_text_is_twice_the_work(unit: str, language: str) -> None:
    text, blanks = unit * 500, " " * 5000  # so long that it is not remembered
    spoken(text + blanks, language)  # what is made once is made
    once = calls_of(lambda: spoken(text + blanks, language))
    twice = calls_of(lambda: spoken(2 * text + blanks, language))
    assert twice <= 2.1 * once + 20


@pytest.mark.parametrize(
    ("unit", "language"),
    [("hello ", "en"), ("hello", "en"), ("7", "en"), (".", "en"), ("s", "fr"), ("é", "fr"), ("x'", "fr"), ("i", "es")],
)
def test_a_million_signs_have_a_length(unit: str, language: str) -> None:
    """What is quadratic inside of a pattern would not end here."""
    text = "a" + unit * (1_000_000 // len(unit)) + "a"
    assert_sound(spoken(text, language), text)


def test_a_text_that_was_seen_is_looked_up() -> None:
    text = "Your code is 2 5 1 7, and it works for ten minutes."
    first = spoken(text, "en")
    again = []
    assert calls_of(lambda: again.append(spoken(text, "en"))) < 8
    assert again == [first]
