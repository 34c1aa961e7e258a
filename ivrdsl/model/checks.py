"""What a node's attributes may hold: each function returns the normalised value or raises a NodeError that helps."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NoReturn

from ivrdsl.errors import NodeError
from ivrdsl.model.tellers import teller
from ivrdsl.model.text import WHITE_SPACE, legal, squeezed, trimmed
from ivrdsl.model.values import Part, Secret, Var

LARGEST: Final = 999_999_999
"""No number on the platform comes near it; a limit keeps what is written readable for every reader of XML."""


def refuse(
    where: str,
    field: str,
    value: object,
    expected: str,
    fix: str = "",
    *,
    wanted: type = str,
    part: str | int | None = None,
) -> NoReturn:
    """Raise the error that every wrong attribute ends in: the node, the value with its type, and what was expected.

    Args:
        where, field, value: what is wrong.
        expected: in words.
        fix: what to write; without it, what can be made of the value.
        wanted: str, int or bool: the type of the field.
        part: which part of the user's call that is, if not the field.
    """
    at = field if part is None else part
    raise teller("fields").field_error(where, field, value, expected, fix, wanted=wanted, part=at)


def refuse_arguments(
    cls: type[Any], given: Mapping[str, object], excess: tuple[object, ...], unknown: Mapping[str, object]
) -> NoReturn:
    """Raise the error for a call that does not fit a class; see `files.mistakes.arguments`."""
    raise teller("arguments").arguments_error(cls, given, excess, unknown)


def kind(value: object) -> str:
    """What a value is, in a user's words."""
    kinds = {str: "text", bool: "a truth value", int: "a whole number", float: "a number", type(None): "nothing"}
    return kinds.get(type(value), type(value).__name__)


def name(where: str, value: object) -> str:
    """A tag's name: one line of text that is not empty."""
    if not isinstance(value, str):
        refuse(where, "name", value, "text")
    clean = trimmed(plain(value), where)
    if not clean or any(blank in clean for blank in "\t\n\r"):
        refuse(where, "name", value, "one line of text that is not empty")
    return clean


def plain(value: str) -> str:
    """The text itself of any kind of text: a member of a StrEnum would print as no Python source."""
    return value if type(value) is str else str.__str__(value)


def text(where: str, field: str, value: object) -> str:
    """Trimmed text; a Var is written `${name}` and a whole number as its digits."""
    if isinstance(value, Var) or type(value) is int:
        value = str(value)
    if not isinstance(value, str):
        refuse(where, field, value, "text, or a Var")
    return trimmed(plain(value), where)


def filled(where: str, field: str, value: object, expected: str) -> str:
    """Trimmed text that must not be empty."""
    clean = text(where, field, value)
    return clean or refuse(where, field, value, expected)


def attribute(where: str, field: str, value: object) -> str:
    """Text of an XML attribute, kept as it stands."""
    if isinstance(value, Var):
        value = str(value)
    return legal(plain(value), where) if isinstance(value, str) else refuse(where, field, value, "text, or a Var")


def variable(where: str, value: object) -> str:
    """The name of the variable that a node writes to, which is no Var: that would be the variable's value."""
    if isinstance(value, Var):
        expected = f"the name of a variable as text, such as {value.name!r}"
        refuse(where, "variable", value, expected, f'write "{value.name}": it is set, and not read')
    return attribute(where, "variable", value)


def whole(where: str, field: str, value: object, unit: str, low: int = 1, high: int = LARGEST) -> None:
    """A whole number of `unit` between `low` and `high`, both included."""
    if type(value) is not int or not low <= value <= high:
        limits = f"{low} or more" if high == LARGEST else f"{low} to {high}"
        expected = f"a whole number of {unit}, {limits}, such as {field}={max(low, 1)}"
        refuse(where, field, value, expected, wanted=int)


def flag(where: str, field: str, value: object) -> None:
    if type(value) is not bool:
        refuse(where, field, value, "True or False", wanted=bool)


def choice(where: str, field: str, value: object, choices: Collection[str]) -> None:
    if type(value) is not str or value not in choices:
        known = sorted(choices)
        refuse(where, field, value, "one of " + ", ".join(known), teller("fields").choice_mend(field, value, known))


MOST_SECONDS: Final = 1000
"""The platform reads a timeout as seconds up to here, and as ms above (documented for menus, reference section 8)."""


def timeouts(where: str, timeout_ms: object, timeout_s: object) -> None:
    """Check that a timeout is written once, in the unit as which the platform reads it.

    Raises:
        NodeError: both are given, or one is no number that the platform reads in its unit.
    """
    if timeout_ms is not None:
        if timeout_s is not None:
            raise NodeError(f"{where}: timeout_ms and timeout_s are both given; expected one of them", part="timeout_s")
        if type(timeout_ms) is not int or not MOST_SECONDS < timeout_ms <= LARGEST:
            expected = "a whole number of ms above 1000 (the platform reads 1000 and less as seconds: use timeout_s)"
            _refuse_time(where, "timeout_ms", timeout_ms, expected)
    elif timeout_s is not None and (type(timeout_s) is not int or not 1 <= timeout_s <= MOST_SECONDS):
        expected = f"a whole number of seconds, 1 to {MOST_SECONDS}, such as timeout_s=1"
        _refuse_time(where, "timeout_s", timeout_s, expected)


def _refuse_time(where: str, field: str, value: object, expected: str) -> NoReturn:
    refuse(where, field, value, expected, teller("fields").time_mend(field, value), wanted=int)


def parts(where: str, values: tuple[object, ...], *, collapse: bool) -> tuple[Part, ...]:
    """Parts of a text, normalised: neighbours joined, empty ones gone, variables written out, secrets kept apart.

    Args:
        collapse: make runs of white space one blank, as text to speech reads it; else only the ends are trimmed.
    """
    kept: list[Part] = []
    smooth = True
    for position, value in enumerate(values):
        if type(value) is Secret:
            if value.text:
                kept.append(value)
            continue
        if type(value) is not str:
            value = _part(where, value, position)
        if not value.isprintable() or "  " in value:
            value, smooth = legal(value, where), False
        if kept and type(kept[-1]) is str:
            kept[-1], smooth = kept[-1] + value, False
        elif value:
            kept.append(value)
    if collapse and not smooth:
        kept = [squeezed(part) if type(part) is str else part for part in kept]
    return _trim_ends(kept)


def _part(where: str, value: object, position: int) -> str:
    """A part that is no text as it stands."""
    if type(value) is Var:
        return str(value)
    if not isinstance(value, str):
        refuse(where, "a part", value, "text, spell(...), Secret(...) or Var(...)", part=position)
    return plain(value)


def _trim_ends(kept: list[Part]) -> tuple[Part, ...]:
    if kept and type(kept[0]) is str and (clean := kept[0].lstrip(WHITE_SPACE)) is not kept[0]:
        kept[:1] = [clean] if clean else []
    if kept and type(kept[-1]) is str and (clean := kept[-1].rstrip(WHITE_SPACE)) is not kept[-1]:
        kept[-1:] = [clean] if clean else []
    return tuple(kept)
