"""Holds a JSON value against a shape of the API, and says what to do where it does not fit."""

from typing import Any, Final

from ivrdsl.findings.words import Speller, did_you_mean, nearest_word, one_of, quoted
from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.shapes import Field, Shape
from ivrdsl.serve.http.errors import BadRequestError

Json = dict[str, Any]

_RANGES: Final = {"int32": 2**31, "int64": 2**63}
_WORDS: Final = {
    "string": "a text in quotes",
    "enum": "a text in quotes",
    "boolean": "true or false",
    "int32": "a whole number",
    "int64": "a whole number",
    "number": "a number",
    "map": "an object of names and texts",
    "object": "an object",
    "list": "a list",
    "strings": "a list of texts",
}
_LARGEST: Final = 10**300
"""No number that a client has is larger."""
_LONGEST: Final = 100_000
"""Characters of a text, but for a dialplan, which has a limit of its own."""


def validated(value: Any, shape: Shape, where: str, notes: list[str]) -> Json:
    """Return an object with the fields of a shape that it may set.

    Args:
        value: what the request holds.
        shape: what is expected.
        where: what messages call the value: "recipient 3".
        notes: gets a sentence for each field that the API does not have and that nothing like it has.

    Raises:
        BadRequestError: it is no object, a field has a wrong type or value, or a name is nearly one of the API's.
    """
    if type(value) is not dict:
        raise BadRequestError(f"{where} is {_value_text(value)}; expected an object")
    known = _FIELDS[shape.name]
    found: Json = {}
    for name, each in value.items():
        field = known.get(name)
        if field is None:
            notes.append(_unknown_field(name, shape, where))
        elif not field.read_only:
            found[name] = _field(each, field, f"{where}: {name}", notes)
    return found


_FIELDS: Final = {shape.name: {field.name: field for field in shape.fields} for shape in SHAPES.values()}


def _unknown_field(name: str, shape: Shape, where: str) -> str:
    """A note about a name that the API does not have.

    Raises:
        BadRequestError: it is nearly a name of the API.
    """
    if name == "dialPlanXml" and "dialplanXml" in _FIELDS[shape.name]:
        raise BadRequestError(
            f"{where}: dialPlanXml is not a field of the API: the platform passes it over and the call has no plan",
            "write dialplanXml, with a small p (two of the vendor's own samples have it wrong)",
        )
    meant = dict(shape.mistakes).get(name)
    near = [meant] if meant in _FIELDS[shape.name] else Speller(_FIELDS[shape.name]).near(name)
    if near:
        raise BadRequestError(
            f"{where}: there is no field {quoted(name)}", did_you_mean([each for each in near if each])
        )
    return f"{where}: the API has no field {quoted(name)}; it was passed over"


def _field(value: Any, field: Field, where: str, notes: list[str]) -> Any:
    match field.kind:
        case "string" if type(value) is str and (len(value) <= _LONGEST or field.name == "dialplanXml"):
            return value
        case "enum" if type(value) is str:
            return _enum(value, field, where)
        case "boolean" if type(value) is bool:
            return value
        case "int32" | "int64" if type(value) is int and -_RANGES[field.kind] <= value < _RANGES[field.kind]:
            return value
        case "number" if type(value) in (int, float):
            return value
        case "map" if type(value) is dict:
            return {name: _attribute(each, f"{where}.{name}", notes) for name, each in value.items()}
        case "object":
            return validated(value, SHAPES[field.of], where, notes)
        case "list" if type(value) is list:
            return [validated(each, SHAPES[field.of], f"{where} {at}", notes) for at, each in enumerate(value, 1)]
        case "strings" if type(value) is list and all(type(each) is str for each in value):
            return [_enum(each, field, where) if field.values else each for each in value]
    raise _wrong(value, field, where)


def _wrong(value: Any, field: Field, where: str) -> BadRequestError:
    expected = _WORDS[field.kind]
    if value is None:
        return BadRequestError(f"{where} is null; expected {expected}", "leave the field out where it has no value")
    if type(value) is str and field.kind == "string":
        return BadRequestError(f"{where} has {len(value):,} characters", f"at most {_LONGEST:,} are taken")
    todo = f'write "{value}"' if type(value) in (int, float) and field.kind == "string" else f"write {expected}"
    return BadRequestError(f"{where} is {_value_text(value)}; expected {expected}", todo)


def _enum(value: str, field: Field, where: str) -> str:
    if value in field.values:
        return value
    near = nearest_word(value, field.values)
    raise BadRequestError(f"{where} is {quoted(value)}; expected {one_of(field.values)}", near)


def _attribute(value: Any, where: str, notes: list[str]) -> str:
    """An attribute's value. The document says text; a vendor's sample sends a number, which is taken as its text."""
    if type(value) is str and len(value) <= _LONGEST:
        return value
    if type(value) is float or (type(value) is int and abs(value) < _LARGEST):
        notes.append(f"{where} is a number; the API's document says text, and the vendor's Python client refuses it")
        return str(value)
    raise _wrong(value, Field(where), where)


def _value_text(value: Any) -> str:
    """A value in a message."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return quoted(value)
        case _:
            return str(value)[:40]
