"""Whether a model of callers can be one, and whether it speaks of what a plan has."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ivrdsl.errors import CallersError
from ivrdsl.findings.arguments import shown
from ivrdsl.findings.words import meant, nearest_word, quoted
from ivrsim.callers.model import (
    Callers,
    Keys,
    Mailbox,
    Person,
    Price,
    Receptionist,
    Replies,
    Screening,
    Transfers,
    Verdicts,
)
from ivrsim.callers.notation import numbers as all_numbers
from ivrsim.callers.notation.names import Name, dotted
from ivrsim.callers.notation.numbers import find, numbers_of
from ivrsim.callers.notation.ranges import refuse, require_word
from ivrsim.callers.notation.shares import require_source
from ivrsim.core.parties import PARTIES

_SECTIONS: Final = {
    "mailbox": Mailbox,
    "screening": Screening,
    "receptionist": Receptionist,
    "person": Person,
    "price": Price,
}
_TABLES: Final = {
    "reach": object,
    "rings_ms": object,
    "parties": object,
    "detector": Verdicts,
    "transfers": Transfers,
    "replies": Replies,
    "values": object,
    "letters": object,
    "at": object,
    "sources": str,
}
"""The fields of a model that are tables, and what these hold."""


class Stranger(NamedTuple):
    """A name of which a model of callers speaks, and that the plan does not have.

    Attributes:
        name: as a file of callers has it.
        message: what is wrong, with the nearest name.
    """

    name: Name
    message: str


def require_callers(callers: Callers) -> None:
    """Refuse what is no model of callers.

    Raises:
        CallersError: it is none; the text names the number, what it is and what was expected.
    """
    _require_shape(callers)
    numbers = numbers_of(callers)
    for name, value in numbers.items():
        for word in name:
            require_word(name[:1], word)
        number = find(name)
        if number is None:
            words = all_numbers.following(name[:-1]) or ()
            refuse(name, f"is no number of a model of callers; {meant(name[-1], words)}")
        number.notation.require(name, value)
    _require_whole_tables(callers)
    _require_sources(callers, {dotted(name) for name in numbers})


def unknown_names(
    callers: Callers, menus: Iterable[str], transfers: Iterable[str], variables: Iterable[str]
) -> list[Stranger]:
    """The names of menus, transfers and variables that callers speak of, and that a plan does not have.

    Args:
        callers: the model.
        menus: the names of the plan's menus.
        transfers: the names of its transfers.
        variables: the names of its variables, as ${...} has them.
    """
    asked = (
        ("menu", "menus", callers.person.menus, set(menus)),
        ("transfer", "transfers", callers.transfers, set(transfers)),
        ("variable", "values", callers.values, named := set(variables)),
        ("variable", "letters", callers.letters, named),
    )
    return [
        Stranger(
            (section, name), f"{dotted((section, name))}: the plan has no {kind} {quoted(name)}; {_near(name, known)}"
        )
        for kind, section, names, known in asked
        for name in names
        if name and name not in known
    ]


def _near(name: str, known: set[str]) -> str:
    return meant(name, sorted(known)) if known else "it has none"


def _require_shape(callers: object) -> None:
    """Refuse what is not made of the values that a model is made of."""
    if not isinstance(callers, Callers):
        raise CallersError(f"callers is {shown(callers)}; expected Callers, such as usual_callers(Platform())")
    for field, kind in _SECTIONS.items():
        value = getattr(callers, field)
        if not isinstance(value, kind):
            refuse((field,), f"is {shown(value)}; expected a {kind.__name__}")
    for field, kind in _TABLES.items():
        _require_table((field,), getattr(callers, field), kind)
    _require_table(("person", "menus"), callers.person.menus, Keys)
    for party, verdicts in callers.detector.items():
        _require_table(("detector", party, "after_ms"), verdicts.after_ms, object)
    if not isinstance(callers.assumed, tuple):
        refuse(("assumed",), f"is {shown(callers.assumed)}; expected a tuple of names")


def _require_table(name: Name, table: object, kind: type) -> None:
    if not isinstance(table, Mapping):
        refuse(name, f"is {shown(table)}; expected a dict")
    for key, value in table.items():
        require_word(name, key)
        if not isinstance(value, kind):
            refuse((*name, key), f"is {shown(value)}; expected a {kind.__name__}")


def _require_whole_tables(callers: Callers) -> None:
    """Refuse tables that lack what every model has."""
    tables: tuple[tuple[Name, Mapping[str, Any], Iterable[str]], ...] = (
        (("rings_s",), callers.rings_ms, all_numbers.REACH),
        (("detector",), callers.detector, PARTIES),
        (("person", "menus"), callers.person.menus, [""]),
        (("transfers",), callers.transfers, [""]),
    )
    for name, table, needed in tables:
        for word in needed:
            if word not in table:
                refuse(name, f"lacks {quoted(word)}")


def _require_sources(callers: Callers, names: set[str]) -> None:
    for name in (*callers.sources, *callers.assumed):
        if name not in names and name != "":
            near = nearest_word(name, sorted(names)) if isinstance(name, str) else ""
            hint = near or "expected names such as person.early"
            refuse(("sources",), f"has {shown(name)}, which is no number of these callers; {hint}")
    for name, source in callers.sources.items():
        require_word(("sources", name), source)
        require_source(("sources", name), source)
