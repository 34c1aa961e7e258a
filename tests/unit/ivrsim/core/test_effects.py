"""What a call does: one class a kind, with a name that no other has, and its details in order."""

import re
from inspect import getmembers, isclass
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ivrdsl.model.structs import fields
from ivrsim.core import effects as did
from ivrsim.core.effects import KINDS, Effect, details_of, names_of
from ivrsim.play.entry import entry_of
from tests.unit.ivrsim.core import entries_page

CLASSES = [each for _, each in getmembers(did, isclass) if issubclass(each, Effect) and each is not Effect]


def test_kinds_has_every_class_by_a_name_that_no_other_has() -> None:
    assert set(KINDS.values()) == set(CLASSES) == set(Effect.__subclasses__())
    assert len(KINDS) == len(CLASSES) == len({each.kind for each in CLASSES})
    assert all(KINDS[each.kind] is each for each in CLASSES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_words(kind: str) -> None:
    assert re.fullmatch(r"[a-z]+( [a-z]+)*", kind)


def test_what_is_no_kind_has_no_name() -> None:
    assert (Effect.kind, "" in KINDS) == ("", False)


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.kind)
def test_details_are_the_fields_in_order_without_the_element(each: type[Effect]) -> None:
    names = [field.name for field in fields(each)]  # type: ignore[arg-type]  # a record is a dataclass
    assert names == ["element", *details_of(each), *each.untold]
    values = [f"value of {name}" for name in details_of(each)]
    effect: Any = each(7, *values)
    assert effect.element == 7
    assert list(effect.details.items()) == list(zip(details_of(each), values, strict=True))
    assert entry_of(200, effect) == (200, each.kind, 7, effect.details)


def test_the_details_of_some_kinds() -> None:
    assert details_of(did.Prompt) == ("text", "secrets", "source", "voice", "duration_ms")
    assert details_of(did.Condition) == ("expression", "result")
    assert details_of(did.HungUp) == ()
    assert did.TonesSent(3, "1w", 2000).details == {"tones": "1w", "duration_ms": 2000}


@given(st.sampled_from(CLASSES), st.sampled_from(CLASSES), st.integers(0, 2), st.integers(0, 2))
def test_effects_are_equal_that_are_of_one_kind_and_say_the_same(
    one: type[Any], other: type[Any], first: int, second: int
) -> None:
    left, right = one(first, *details_of(one)), other(second, *details_of(other))
    assert (left == right) is (one is other and first == second)
    if left == right:
        assert hash(left) == hash(right)


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.kind)
def test_an_effect_holds_nothing_beside_its_fields(each: type[Any]) -> None:
    effect = each(0, *details_of(each))
    assert not hasattr(effect, "__dict__")
    with pytest.raises(AttributeError):
        effect.kind = "another"


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.kind)
def test_a_class_says_what_its_kind_and_each_of_its_details_means(each: type[Effect]) -> None:
    summary, meanings = entries_page.meanings_of(each)
    assert summary.endswith(".")
    assert set(meanings) == {*names_of(each), *each.untold}
    assert all(text.endswith(".") for text in meanings.values())


def test_the_page_is_made_from_the_classes(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        entries_page.PAGE.write_text(entries_page.page(), encoding="utf-8")
    assert entries_page.PAGE.read_text(encoding="utf-8") == entries_page.page()
