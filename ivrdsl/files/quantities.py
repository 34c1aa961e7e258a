"""What people write for a size, a time, or the name of a value that is given: on command lines and in settings."""

import re
from typing import Final

from ivrdsl.errors import IvrError

_BYTES: Final = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
_MS: Final = {"ms": 1, "s": 1000, "m": 60_000}
GIVEN: Final = ("call.", "contact.", "attribute.")
"""How the names of values begin that may be given before a call."""


def size(text: str) -> int:
    """A size such as 500MB or 2.5GB, in bytes.

    Raises:
        IvrError: it is none.
    """
    number, unit = text[:-2].strip(), text[-2:].upper()
    plain = number.isascii() and number.replace(".", "", 1).isdigit() and len(number) < 10
    found = round(float(number) * _BYTES.get(unit, 0)) if plain else 0
    if not found:
        raise IvrError(f"{text!r} is no size such as 500MB or 2.5GB")
    return found


def duration_ms(text: str) -> int:
    """A time such as 90s, 2.5s or 3m, in ms.

    Raises:
        IvrError: it is none.
    """
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m)", text.strip())
    if not found:
        raise IvrError(f"{text!r} is no time such as 90s, 2.5s or 3m")
    return round(float(found[1]) * _MS[found[2]])


def expression(text: str) -> re.Pattern[str]:
    """A regular expression.

    Raises:
        IvrError: it is none.
    """
    try:
        return re.compile(text)
    except re.error as error:
        raise IvrError(f"{text!r} is no regular expression: {error}") from None
    except (OverflowError, RecursionError) as error:
        raise IvrError(f"a regular expression is too large: {error}") from None


def given_name(name: str) -> str:
    """The name of a value that is given before a call: call.NAME, contact.NAME or attribute.NAME.

    Raises:
        IvrError: it is none.
    """
    if not name.startswith(GIVEN):
        raise IvrError(f"{name!r} is not call.NAME, contact.NAME or attribute.NAME")
    return name
