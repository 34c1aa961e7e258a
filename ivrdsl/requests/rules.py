"""What a field of a request may hold: each function returns the value to send, or raises a RequestError that helps."""

import re
from collections.abc import Collection, Mapping
from typing import Final, NoReturn

from ivrdsl.errors import RequestError
from ivrdsl.model.checks import kind
from ivrdsl.rest.numbers import read_number

LARGEST_ID: Final = 2**63 - 1
_KEY: Final = re.compile(r"[0-9*#]")
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters, which no UTF-8 holds."""


def refuse(where: str, field: str, value: object, expected: str) -> NoReturn:
    """Raise the error that every wrong field ends in: where, the value with its type, and what was expected."""
    shown = repr(value)
    if len(shown) > 100:
        shown = shown[:97] + "..."
    raise RequestError(f"{where}: {field} is {shown} ({kind(value)}); expected {expected}")


def number(where: str, field: str, value: object, *, short_codes: bool = False) -> str:
    """A phone number: 11 digits, or another country's behind a plus; a plus before the 1 is taken away.

    Raises:
        RequestError: it is no phone number.
    """
    if not isinstance(value, str):
        refuse(where, field, value, "11 digits as text, such as '12135551100'")
    found = read_number(value, short_codes=short_codes)
    if found.problem:
        raise RequestError(f"{where}: {field}: {found.problem}")
    return found.digits if found.digits.startswith("1") else str(value)


def identifier(where: str, field: str, value: object) -> int:
    """The id of something that the platform knows: a contact, a sound, a campaign."""
    if type(value) is not int or not 1 <= value <= LARGEST_ID:
        refuse(where, field, value, "an id, which is a whole number from 1 to 9223372036854775807")
    return value


def text(where: str, field: str, value: object) -> str:
    """Text to be said or sent, kept as it stands."""
    if not isinstance(value, str) or not value.strip():
        refuse(where, field, value, "text that is not empty")
    return sendable(where, field, value)


def sendable(where: str, field: str, value: str) -> str:
    """Return a text that has no characters that cannot be sent.

    Raises:
        RequestError: it has such a character.
    """
    odd = _UNSENDABLE.search(value)
    if odd:
        raise RequestError(f"{where}: {field} has the character U+{ord(odd[0]):04X}, which cannot be sent; take it out")
    return str(value)


def key(where: str, field: str, value: object) -> str:
    """One key of a telephone."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        refuse(where, field, value, "one key as text: 0 to 9, * or #")
    return str(value)


def choice(where: str, field: str, value: object, choices: Collection[str]) -> str:
    """One of the words that the platform knows, in its letter case."""
    if not isinstance(value, str) or value not in choices:
        refuse(where, field, value, "one of " + ", ".join(choices))
    return str(value)


def attributes(where: str, value: object) -> dict[str, str]:
    """Attributes of a recipient, names to texts: a copy.

    Source: the platform's document says that values are text, and its Python client sends nothing else; one sample
    posts a number all the same.
    """
    if not isinstance(value, Mapping):
        refuse(where, "attributes", value, "names with texts, such as {'user_id': '4545'}")
    checked: dict[str, str] = {}
    for name, content in value.items():
        if not isinstance(name, str) or not name.strip():
            refuse(where, "a name of attributes", name, "text that is not empty")
        if not isinstance(content, str):
            refuse(where, f"attribute {name}", content, f"text, such as {str(content)!r}")
        checked[sendable(where, "a name of attributes", name)] = sendable(where, f"attribute {name}", content)
    return checked
