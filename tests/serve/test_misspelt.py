"""A name that is misspelt by one letter is refused with the right name, in every object of the API."""

import string

import pytest
from hypothesis import assume, given, strategies as st

from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.shapes import Shape
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.validation import validated

FIELDS = [(shape, field.name) for shape in SHAPES.values() for field in shape.fields]


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[Shape, str, str]:
    """A shape, a name of it, and that name with a letter too few, too many, another one, or two changed about."""
    shape, name = draw(st.sampled_from(FIELDS))
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(string.ascii_letters))
    before, here, after = name[:at], name[at], name[at + 1 :]
    ways = [before + after, before + letter + here + after, before + letter + after]
    if after:
        ways.append(before + after[0] + here + after[1:])
    return shape, name, draw(st.sampled_from(ways))


@given(misspelt())
def test_one_letter_is_seen_through(found: tuple[Shape, str, str]) -> None:
    shape, name, wrong = found
    assume(len(name) > 2)  # names of two letters are like too many others: `id`, which requests do not set
    assume(wrong not in {field.name for field in shape.fields})
    with pytest.raises(BadRequestError) as caught:
        validated({wrong: "x"}, shape, "recipient 1", [])
    assert caught.value.message == f'recipient 1: there is no field "{wrong}"' or wrong == "dialPlanXml"
    assert f'"{name}"' in caught.value.todo or f"write {name}" in caught.value.todo


def test_what_is_like_nothing_is_passed_over_and_noted() -> None:
    notes: list[str] = []
    assert validated({"colour": "red"}, SHAPES["TextRecipient"], "recipient 1", notes) == {}
    assert notes == ['recipient 1: the API has no field "colour"; it was passed over']
