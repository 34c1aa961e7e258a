"""Entries of a transcript: one thing that happened each. Its kind and its details know which names there are."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import Speller, did_you_mean, one_of, quoted
from ivrsim.core.effects import KINDS, Effect, names_of
from ivrsim.core.kinds import EffectKind


class DetailError(IvrError, KeyError):
    """A detail was read that an entry does not have; the text names the nearest of its kind.

    Attributes:
        is_anywhere: whether entries of another kind have it.
    """

    __str__ = Exception.__str__  # that of KeyError puts the text between quotes

    def __init__(self, message: str, *, is_anywhere: bool = False) -> None:
        super().__init__(message)
        self.is_anywhere = is_anywhere


class Details(dict[str, Any]):
    """The details of an entry, by name. Those of each kind have a class of their own, see `details_class`.

    Attributes:
        kind: of the entry.

    Raises:
        DetailError: of `details[name]`, where this entry has no such detail; of `details.get(name)` and
            `name in details`, where no entry of any kind has.
    """

    __slots__ = ()
    kind: ClassVar[str] = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return _details, (self.kind, dict(self))

    def __missing__(self, name: object) -> Any:
        raise self.no(name)

    def get(self, name: str, default: Any = None) -> Any:
        return dict.get(self, name, default) if name in self else default

    def __contains__(self, name: object) -> bool:
        found = dict.__contains__(self, name)
        if not found and name not in all_names():
            raise self.no(name)
        return found

    def no(self, name: object) -> DetailError:
        """The error that says that there is no such detail."""
        own = names_of(KINDS[self.kind]) if self.kind in KINDS else ()
        is_anywhere = name in all_names()
        near = Speller(own).near(str(name)) or ([] if is_anywhere else Speller(sorted(all_names())).near(str(name)))
        hint = did_you_mean(near) or f"it has {one_of(map(quoted, own)) if own else 'none'}"
        kinds = "; look at entry.kind first" if is_anywhere else ""
        return DetailError(
            f"an entry {quoted(self.kind)} has no detail {quoted(str(name))}; {hint}{kinds}", is_anywhere=is_anywhere
        )


def _details(kind: str, details: Mapping[str, Any]) -> Details:
    return details_class(kind)(details)


@cache
def details_class(kind: str) -> type[Details]:
    """The class of the details of a kind: they are made for each thing that happens, so that must cost little."""
    return type("Details", (Details,), {"__slots__": (), "kind": kind})


@cache
def all_names() -> frozenset[str]:
    """The names of the details of all kinds."""
    return frozenset(name for kind in KINDS.values() for name in names_of(kind))


class Entry(NamedTuple):
    """One thing that happened. docs/entries.md lists the kinds, and the details of each.

    Attributes:
        at_ms: when, in ms since the call began to ring.
        kind: what; see `ivrsim.core.kinds.EffectKind` for what comparing it with a text means.
        element: number of the tag, in document order.
        details: what the kind has; see `Details`.
    """

    at_ms: int
    kind: str
    element: int
    details: dict[str, Any]

    def says(self, text: str) -> bool:
        """Whether a prompt or a message has some words in it.

        Where a property asks, and the words may be part of a value that nobody knows, the property is undecided.
        """
        return text in self.details.get("text", "")


NEW_ENTRY: Final = tuple.__new__
"""What Entry(...) does, at half the price."""


def entry_of(at_ms: int, effect: Effect) -> Entry:
    """Return an effect as an entry."""
    return Entry(at_ms, EffectKind(effect.kind), effect.element, details_class(effect.kind)(effect.details))
