"""How long typed keys take: what the tables of a player add up to is what the voice says."""

import json
from functools import cache

import pytest
import quickjs
from hypothesis import example, given, strategies as st

from ivrsim.automaton.lengths import values_data
from ivrsim.automaton.trial import player_source
from ivrsim.core.events import KEYS
from ivrsim.speech.lengths import spoken

LANGUAGES = ("english", "french", "spanish")


@cache
def player_of(language: str) -> quickjs.Context:
    context = quickjs.Context()
    context.eval(player_source())
    context.eval(f"const values = {json.dumps(values_data(language, 12))};")
    context.eval("globalThis.length = (text) => keysLength(values, text);")
    return context


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.text(alphabet="0123456789", min_size=1, max_size=12))
@example("1900")
@example("0")
@example("00")
@example("1000000")
def test_digits(language: str, digits: str) -> None:
    assert player_of(language).get("length")(digits) == spoken(digits, language).ms


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.text(alphabet="0123456789*", min_size=2, max_size=6))
def test_digits_and_stars(language: str, keys: str) -> None:
    assert player_of(language).get("length")(keys) in (spoken(keys, language).ms, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_key(language: str) -> None:
    assert [player_of(language).get("length")(key) for key in KEYS] == [spoken(key, language).ms for key in KEYS]


def test_what_is_too_long_is_not_known() -> None:
    assert player_of("english").get("length")("1" * 13) is None
