"""Which properties a user means by a name: on a command line, in settings, and in a comment of a plan."""

import re
from collections.abc import Iterable, Sequence

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import meant
from ivrsim.proofs.property import Property


def without_number(name: str) -> str:
    """The name of a property that has a number in its name, without it: at-most-plays, of at-most-N-plays."""
    return name.replace("-N-", "-")


def named(properties: Sequence[Property], name: str) -> list[Property]:
    """Return the properties that a name means: one, or those that begin with it.

    A number in a name may be left out, or be any number.

    Raises:
        IvrError: it means none of them.
    """
    exact = [each for each in properties if _is_called(each, name)]
    found = exact or [each for each in properties if without_number(each.name).startswith(f"{name}-")]
    if not found:
        raise IvrError(f"there is no property {name!r}; {meant(name, names_of(properties))}")
    return found


def names_of(properties: Iterable[Property]) -> list[str]:
    """The names of properties as people write them."""
    return [without_number(each.name) for each in properties]


def _is_called(each: Property, name: str) -> bool:
    with_number = re.escape(each.name).replace("\\-N\\-", "-(?:N-|[0-9]+-)?")
    return re.fullmatch(with_number, name) is not None
