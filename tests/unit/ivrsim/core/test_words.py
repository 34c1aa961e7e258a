"""When the words of a prompt are heard, and what was heard until a moment."""

import pytest
from hypothesis import given, strategies as st

from ivrsim.core.effects import Prompt
from ivrsim.core.lengths import Hidden, length_of
from ivrsim.core.platform import Platform
from ivrsim.core.words import heard_until, said_ms, words_of
from tests.platforms import CHARACTERS

TEXTS = st.text(alphabet="abe IX,.1 2\t\u00e9\u4f60\U0001f600", max_size=40)
PLATFORM = Platform()


def prompt(text: str, *, platform: Platform = PLATFORM, pieces: tuple[str, ...] = (), voice: str = "") -> Prompt:
    return Prompt(1, text, (), "tts", voice, length_of(platform, "tts", voice).ms(text, pieces), pieces)


@given(TEXTS, st.sampled_from([PLATFORM, CHARACTERS, Platform(voice_factors=(("", 1.7),))]))
def test_words_end_in_order_within_the_prompt(text: str, platform: Platform) -> None:
    said = prompt(text, platform=platform)
    words = words_of(said, platform)
    assert [word.text for word in words] == text.split()
    assert [text[word.start : word.end] for word in words] == text.split()
    ends = [word.end_ms for word in words]
    assert ends == sorted(ends)
    assert all(0 <= end <= said.duration_ms for end in ends)


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_pieces_make_words_of_the_whole(pieces: list[str]) -> None:
    said = prompt("".join(pieces), pieces=tuple(piece for piece in pieces if piece and not piece.isspace()))
    words = words_of(said, PLATFORM)
    assert [word.text for word in words] == said.text.split()
    ends = [word.end_ms for word in words]
    assert ends == sorted(ends)
    assert all(end <= said.duration_ms for end in ends)


def test_a_word_that_two_pieces_make_ends_with_the_second() -> None:
    said = prompt("Room A12 is free", pieces=("Room A", "12", " is free"))
    room, number, *_ = words_of(said, PLATFORM)
    alone = words_of(prompt("Room A", pieces=("Room A",)), PLATFORM)
    assert room.end_ms == alone[0].end_ms
    assert number.end_ms > alone[1].end_ms


def test_a_sound_has_no_words() -> None:
    assert words_of(Prompt(1, "332122", (), "callfireid", "", 5000), PLATFORM) == []


def test_the_last_word_before_a_place_decides_when_it_has_been_said() -> None:
    said = prompt("Your code is 2 5, bye.")
    words = words_of(said, PLATFORM)
    ends = {word.text: word.end_ms for word in words}
    assert said_ms(said, PLATFORM, said.text.index("2")) == ends["is"]
    assert said_ms(said, PLATFORM, said.text.index(",")) == ends["5,"]
    assert said_ms(said, PLATFORM, 0) == 0


def test_what_was_heard_until_a_moment() -> None:
    said = prompt("Your code is 2 5, bye.")
    first, *_, last = words_of(said, PLATFORM)
    assert heard_until(said, PLATFORM, 0) == ""
    assert heard_until(said, PLATFORM, first.end_ms - 1) == ""
    assert heard_until(said, PLATFORM, first.end_ms) == "Your"
    assert heard_until(said, PLATFORM, last.end_ms - 1) == "Your code is 2 5,"
    assert heard_until(said, PLATFORM, said.duration_ms) == said.text


@pytest.mark.parametrize("at", range(0, 4000, 50))
def test_what_was_heard_of_a_secret_is_masked_from_its_first_word_on(at: int) -> None:
    said = prompt("Your code is 2 5, bye.", pieces=("Your code is ", Hidden("2 5"), ", bye."))
    heard = heard_until(said, PLATFORM, at)
    assert not set("25") & set(heard)
    assert "Your code is [secret], bye.".startswith(heard)
