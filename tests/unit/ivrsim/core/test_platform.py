"""A platform refuses readings that there are not, and says which there are."""

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.model.structs import fields
from ivrsim.core.platform import Platform


@pytest.mark.parametrize(
    ("quirks", "words"),
    [
        ({"no_match": "repeat"}, ["no_match is 'repeat'", "fallthrough or replay or end"]),
        ({"no_match": True}, ["no_match is True", "fallthrough or replay or end"]),
        ({"no_match": None}, ["no_match is None"]),
        ({"barge_in": "true"}, ["barge_in is 'true'", "true or false"]),
        ({"barge_in": 1}, ["barge_in is 1", "true or false"]),
        ({"interdigit": -1}, ["interdigit is -1", "same or a whole number"]),
        ({"interdigit": "never"}, ["interdigit is 'never'", "same or a whole number"]),
        ({"interdigit": 2.5}, ["interdigit is 2.5"]),
        ({"interdigit": True}, ["interdigit is True"]),
        ({"default_menu_timeout_ms": "5000"}, ["default_menu_timeout_ms is '5000'", "a whole number"]),
        ({"default_menu_timeout_ms": -5}, ["default_menu_timeout_ms is -5"]),
        ({"ms_per_character": -65}, ["ms_per_character is -65"]),
        ({"timeout_1000": 1000}, ["timeout_1000 is 1000", "s or ms"]),
        ({"js_error": False}, ["js_error is False", "false or end_call"]),
        ({"max_duration_ms": 3_599_999}, ["max_duration_ms is 3599999", "3600000 or more"]),
        ({"max_steps": 0}, ["max_steps is 0"]),
        ({"no_macth": "end"}, ["no quirk 'no_macth'", "no_match"]),
        ({"_cached_kinds": "end"}, ["no quirk '_cached_kinds'"]),
    ],
)
def test_a_bad_quirk_is_refused(quirks: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(IvrError) as error:
        Platform().with_quirks(**quirks)
    assert all(word in str(error.value) for word in words), str(error.value)


def test_max_digits_of_zero_is_refused() -> None:
    with pytest.raises(IvrError, match="default_max_digits"):
        Platform(default_max_digits=0)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("voice_rates", (("female1", -5),)),
        ("voice_rates", (("female1", "slow"),)),
        ("voice_rates", (("female1", 1.5),)),
        ("voice_rates", "fast"),
        ("voice_factors", (("female1", 0),)),
        ("voice_factors", (("female1", True),)),
        ("voice_factors", (("female1", float("nan")),)),
        ("voice_factors", (("female1", float("inf")),)),
        ("voice_factors", (("female1",),)),
        ("sounds_ms", ((332122, 4),)),
        ("sounds_ms", (("332122", 4.2),)),
        ("sounds_ms", [("332122", 4)]),
        ("measured", (("female1", 4),)),
        ("measured", (("female1", "text", -4),)),
        ("measured", (("female1", None, 4),)),
    ],
)
def test_bad_tables_are_refused(table: str, rows: Any) -> None:
    with pytest.raises(IvrError, match=table):
        Platform(**{table: rows})


def test_the_constructor_checks_too() -> None:
    with pytest.raises(IvrError, match="no_match"):
        Platform(no_match="repeat")  # type: ignore[arg-type]


def test_another_platform_leaves_the_first_as_it_was() -> None:
    first = Platform()
    second = first.with_quirks(no_match="replay", interdigit=700)
    assert (first.no_match, second.no_match, second.interdigit) == ("fallthrough", "replay", 700)
    assert first == Platform()
    assert hash(second) != hash(first)
    with pytest.raises(FrozenInstanceError):
        second.no_match = "end"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "text"),
    [("barge_in", "true"), ("no_match", "fallthrough"), ("default_menu_timeout_ms", "5000"), ("interdigit", "same")],
)
def test_readings_as_text(key: str, text: str) -> None:
    assert Platform().value(key) == text


def test_every_reading_can_be_written_down() -> None:
    assert all(isinstance(Platform().value(field.name), str) for field in fields(Platform))


def test_rates_of_voices() -> None:
    platform = Platform(voice_rates=(("female1", 50), ("male1", 90)))
    assert [platform.speaking_rate(voice) for voice in ("female1", "male1", "female2", None)] == [50, 90, 65, 65]
