"""A prompt is the sum of its pieces, more words take longer, and a stand-in tells a shape only."""

from collections.abc import Iterable

import pytest
from hypothesis import given, strategies as st

from ivrsim.speech.lengths import language_of, prompt_ms, spoken, stand_in
from tests.sizes import draws
from tests.speech.references import references
from tests.speech.test_odd_texts import SIGNS

LANGUAGES = ["en", "es", "fr"]
languages = st.sampled_from(LANGUAGES)

APART = [
    "Hello",
    "Code.",
    "Yes,",
    "Now!",
    "2517",
    "2",
    "$25.50",
    "12/25",
    "(No)",
    "Dr.",
    "KQ7",
    "CAFÉ?",
    "-",
    "555-0142.",
]
"""Words that are read alike whatever stands before them: no small letters, which follow a stop that ends nothing."""


@draws(200)
@given(words=st.lists(st.sampled_from(APART), min_size=1), cuts=st.lists(st.booleans()), language=languages)
def test_pieces_take_together_what_the_whole_takes(words: list[str], cuts: list[bool], language: str) -> None:
    pieces = [""]
    for place, word in enumerate(words):
        pieces[-1] += word if place == len(words) - 1 else f"{word} "
        if place < len(cuts) and cuts[place]:
            pieces.append("")
    whole = spoken("".join(pieces), language)
    assert sum(spoken(piece, language).ms for piece in pieces) == whole.ms


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_can_be_cut_before_any_word(language: str) -> None:
    """But before what is read by what stands before it: am and pm, and a small letter behind a full stop."""
    for each in references(language):
        whole_ms = spoken(each.text, language).ms
        for place in range(1, len(each.text)):
            before, after = each.text[:place], each.text[place:]
            read_apart = before.endswith(" ") and not after.startswith("am.") and not before.endswith("m. ")
            if read_apart:
                assert spoken(before, language).ms + spoken(after, language).ms == whole_ms, (before, after)


def test_a_pause_counts_where_something_can_follow() -> None:
    plain_ms = spoken("Hello", "en").ms
    assert spoken("Hello.", "en").ms == plain_ms
    assert spoken("Hello. ", "en").ms > plain_ms + 300
    assert spoken("Hello, ", "en").ms < spoken("Hello. ", "en").ms
    assert spoken(". Bye", "en").ms == spoken("Hello. Bye", "en").ms - plain_ms


@draws(300)
@given(
    text=st.text(st.sampled_from(SIGNS), max_size=20).map(str.rstrip),
    word=st.text(st.sampled_from(SIGNS), min_size=1, max_size=8).filter(lambda word: len(word.split()) == 1),
    language=languages,
)
def test_another_word_never_shortens(text: str, word: str, language: str) -> None:
    assert spoken(f"{text} {word}", language).ms >= spoken(text, language).ms


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_sentence_makes_it_longer(language: str) -> None:
    for each in references(language):
        words = each.text.split()
        lengths = [spoken(" ".join(words[:count]), language).ms for count in range(len(words) + 1)]
        spelled = [word for word in words if any(sign.isalnum() for sign in word)]
        assert lengths == sorted(lengths)
        assert len(set(lengths)) > len(spelled)


def codes(digits: int) -> list[str]:
    return [f"{number:0{digits}}" for number in range(10**digits)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "values",
    [
        codes(1),
        codes(4),
        [" ".join(code) for code in codes(3)],
        [f"${code[:2]}.{code[2:]}" for code in codes(4)],
        [f"{first}{code[0]}{last}{code[1]}" for code in codes(2) for first in "ABKWXYZ" for last in "AQWX"],
        ["code", "Anna", "KQXZ", "idea", "John", "WWWW", "this"],
        [f"Dear {name}, bye" for name in ("Anna", "John", "Irma", "Xqwz")],
    ],
    ids=["a digit", "four digits", "digits apart", "money", "letters and digits", "a word", "a sentence"],
)
def test_a_stand_in_is_one_for_a_shape_and_as_long_as_what_it_stands_for(values: Iterable[str], language: str) -> None:
    values = list(values)
    lengths = [spoken(value, language).ms for value in values]
    standing = {stand_in(value, language) for value in values}
    assert len(standing) == 1
    assert min(lengths) <= standing.pop().ms <= max(lengths)


@draws(200)
@given(text=st.text(st.sampled_from(SIGNS), max_size=20), data=st.data(), language=languages)
def test_a_stand_in_tells_no_digit_and_no_letter(text: str, data: st.DataObject, language: str) -> None:
    digit, letter = st.sampled_from("0123456789"), st.sampled_from("abcxyzABCXYZéñ")
    other = "".join(
        data.draw(digit) if sign.isdigit() else data.draw(letter) if sign.isalpha() else sign for sign in text
    )
    assert stand_in(other, language) == stand_in(text, language)


def test_shapes_differ() -> None:
    lengths = [stand_in(value, "en").ms for value in ("1", "12", "123", "1 2 3", "1-2-3", "abc")]
    assert len(set(lengths)) == len(lengths)


def test_languages_are_those_of_the_voices() -> None:
    voices = ["male1", "female2", "spanish1", "FemaleSpanish", "frenchCanadian1", "", "robot"]
    assert [language_of(voice) for voice in voices] == ["en", "en", "es", "es", "fr", "en", "en"]


def test_every_prompt_takes_a_while_beside_its_words() -> None:
    assert all(prompt_ms(language) > 100 for language in LANGUAGES)
    assert prompt_ms("de") == prompt_ms("en") != prompt_ms("fr")
