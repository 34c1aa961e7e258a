"""How long prompts take on a platform: by words and pieces, by characters, as measured."""

import pytest
from hypothesis import given, strategies as st

from ivrsim.core.lengths import ByCharacters, ByTable, ByWords, Fixed, Hidden, length_of
from ivrsim.core.platform import Platform
from ivrsim.speech.lengths import prompt_ms, spoken
from tests.platforms import CHARACTERS

WORDS = st.text(alphabet="abcdeiouy ABC.,0123456789", max_size=40)


def tts_ms(text: str, platform: Platform | None = None, voice: str = "", pieces: tuple[str, ...] = ()) -> int:
    return length_of(platform or Platform(), "tts", voice).ms(text, pieces)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_prompt_is_the_sum_of_its_pieces(pieces: list[str]) -> None:
    total_ms = tts_ms("".join(pieces), pieces=tuple(pieces))
    assert total_ms == prompt_ms("en") + sum(spoken(piece, "en").ms for piece in pieces)


def test_a_code_takes_as_long_as_its_digits_and_not_as_its_characters() -> None:
    assert tts_ms("Your code is 2517") > 2000 > tts_ms("Your code is 2517", CHARACTERS)
    assert tts_ms("2517") > tts_ms("2 5 1 7") > tts_ms("2 5")


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("", "en"),
        ("female1", "en"),
        ("SPANISH1", "es"),
        ("spanish1", "es"),
        ("frenchcanadian1", "fr"),
        ("nobody", "en"),
    ],
)
def test_a_voice_reads_in_its_language(voice: str, language: str) -> None:
    assert tts_ms("10 100", voice=voice) == prompt_ms(language) + spoken("10 100", language).ms


def test_a_factor_is_that_of_one_voice() -> None:
    slow = Platform(voice_factors=(("male1", 1.5), ("male2", 2)))
    usual_ms = tts_ms("Hello there.")
    assert tts_ms("Hello there.", slow, "male1") == round(usual_ms * 1.5)
    assert tts_ms("Hello there.", slow, "male2") == 2 * usual_ms
    assert tts_ms("Hello there.", slow, "female1") == usual_ms


def test_what_was_measured_counts_for_its_voice_and_its_text() -> None:
    measured = Platform(measured=(("male1", "Hello.", 777),))
    assert tts_ms("Hello.", measured, "male1") == 777
    assert tts_ms("Hello.", measured, "female1") == tts_ms("Hello.")
    assert tts_ms("Hello", measured, "male1") == tts_ms("Hello")
    assert measured.value("speech") == "measured: espeak-ng"


def test_what_was_measured_is_not_told_of_a_secret() -> None:
    measured = Platform(measured=(("", "Code 2 5.", 777),))
    hidden_ms = tts_ms("Code 2 5.", measured, pieces=("Code ", Hidden("2 5"), "."))
    assert hidden_ms == tts_ms("Code 1 9.", measured, pieces=("Code ", Hidden("1 9"), "."))
    assert hidden_ms != 777


@pytest.mark.parametrize(
    ("source", "text", "ms"),
    [
        ("callfireid", "332122", 4200),
        ("callfireid", "332123", 5000),
        ("url", "http://a.example/b/welcome.mp3", 1250),
        ("url", "http://a.example/b/welcome.mp3?v=2", 1250),
        ("url", "http://a.example/welcome.mp3/other.mp3", 5000),
        ("url", "welcome.mp3", 1250),
        ("url", "http://a.example/332122", 4200),
    ],
)
def test_sounds_of_known_length(source: str, text: str, ms: int) -> None:
    platform = Platform(sounds_ms=(("332122", 4200), ("welcome.mp3", 1250)))
    assert length_of(platform, source, "").ms(text, ()) == ms


def test_the_kinds() -> None:
    assert length_of(CHARACTERS, "tts", "male1") == ByCharacters(65)
    assert length_of(Platform(voice_rates=(("male1", 80),)), "tts", "male1") == ByCharacters(80)
    assert length_of(Platform(), "url", "") == Fixed(5000)
    assert length_of(Platform(), "tts", "male1") == ByWords("en", 1.0)
    assert isinstance(length_of(Platform(measured=(("", "x", 1),)), "tts", ""), ByTable)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_hidden_piece_tells_its_shape_and_nothing_else(one: int, other: int) -> None:
    first, second = f"{one:04}", f"{other:04}"
    assert tts_ms(first, pieces=("x ", Hidden(first))) == tts_ms(second, pieces=("x ", Hidden(second)))
    spaced, also = " ".join(first), " ".join(second)
    assert tts_ms(spaced, pieces=(Hidden(spaced),)) == tts_ms(also, pieces=(Hidden(also),))
