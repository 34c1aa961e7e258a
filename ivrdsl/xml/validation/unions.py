"""Where libxml2's words are too thin: "'0' is not a valid value of the union type 'count'" names no reason.

A union (a number or a variable, a known voice or a variable) fails because every one of its members fails, and libxml2
does not say how. `xmlschema` does, so it is imported here, for such a value only: never for a valid document by itself.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

from ivrdsl.xml.validation.xsd import schema_path

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

_UNIONS: Final = frozenset({"count", "seconds", "tones", "voice"})
_MOST: Final = 25
"""How many values are explained in one document; xmlschema is fifty times slower than libxml2."""


@cache
def full_schema() -> "XMLSchema10":
    """The schema as xmlschema has it, read once."""
    from xmlschema import XMLSchema10

    return XMLSchema10(schema_path())


_LOOKED_AT: Final = 100
"""How many characters of a value are looked at: a pattern may take long over a text made to make it."""
_LATER: Final = f"its first {_LOOKED_AT} characters would do, what follows would not"
_TAKEN: Final = "not written with the digits 0 to 9 alone"
"""Of a number that libxml2 refuses and xmlschema takes, because Python does: with digits or blanks of another script,
with blanks or underscores inside. tests/properties/second_opinion.py lists them."""


class Unions:
    """Says why no member of a union takes a value; each value is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def why(self, type_name: str, text: str) -> str:
        """` (as positiveInteger: value must be positive; as has-variable: ...)`, or nothing for other types."""
        key = (type_name, text[: _LOOKED_AT + 1])
        if type_name not in _UNIONS or (key not in self._known and len(self._known) >= _MOST):
            return ""
        if key not in self._known:
            self._known[key] = _reasons(*key)
        return self._known[key]


def _reasons(type_name: str, text: str) -> str:
    members = getattr(full_schema().types[type_name], "member_types", [])
    reasons = []
    fits = _LATER if len(text) > _LOOKED_AT else _TAKEN
    for member in members:
        error = next(iter(member.iter_errors(text[:_LOOKED_AT])), None)
        reason = _reason(member.local_name, str(error.reason)) if error is not None else fits
        reasons.append(f"as {member.local_name}: {reason}")
    return f" ({'; '.join(reasons)})" if reasons else ""


def _reason(member: str, reason: str) -> str:
    """xmlschema's reason; where it speaks of Python or of a long pattern, what it means."""
    if member == "has-variable":
        return "no ${...} in it"
    return "not a whole number" if reason.startswith("invalid literal") else reason
