"""A field that is written nearly as one of the API's is refused, and the answer names the right one."""

from collections.abc import Iterator

import pytest

from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.shapes import Shape
from ivrdsl.serve.http.errors import BadRequestError
from ivrdsl.serve.http.validation import validated


def slips(name: str) -> Iterator[str]:
    """A name with a letter left out, doubled, swapped with the next one, or in the other case."""
    for at, letter in enumerate(name):
        rest = name[at + 1 :]
        yield name[:at] + rest
        yield name[:at] + letter + letter + rest
        yield name[:at] + letter.swapcase() + rest
        if rest:
            yield name[:at] + rest[0] + letter + rest[1:]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_slip_of_one_letter_is_told_with_what_was_meant(shape: Shape) -> None:
    known = {field.name for field in shape.fields}
    wrong: list[str] = []
    for name in known - {"id"}:  # which is too short to be known again, and passed over wherever it is sent
        for slip in {*slips(name)} - known:
            with pytest.raises(BadRequestError) as caught:
                validated({slip: "x"}, shape, "recipient 1", [])
            error = caught.value
            if error.message.startswith("recipient 1: ") and slip in error.message and name in error.todo:
                continue
            wrong.append(f"{slip}: {error.message}; {error.todo}")
    assert wrong == []
