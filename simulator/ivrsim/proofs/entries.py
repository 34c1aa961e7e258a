"""What predicates of users are asked about: entries of a transcript, of which a search does not know everything.

Theory of operation. A move of a search stands for many calls. What it tells is alike in all of them, but
for details that nobody knows: a contact field that is put in, an input of several keys, a time. A predicate that
asks for such a detail has no answer for all of these calls. Then it is neither satisfied nor not. Which details may be
asked is a list; all others of a tag into which something unknown is put are held back.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from ivrsim.core.effects import Effect
from ivrsim.core.memo import Move
from ivrsim.play.transcript import Entry
from ivrsim.proofs.gaps import gaps, known_parts, unknown_names
from ivrsim.search.explore import Exploration

_SAFE: Final[Mapping[str, frozenset[str]]] = {
    "prompt": frozenset(("source", "voice")),
    "condition": frozenset(("result",)),
    "set": frozenset(("variable",)),
    "stash": frozenset(("variable",)),
    "http": frozenset(("method",)),
    "reply": frozenset(("variable",)),
    "no reply": frozenset(("variable", "reason")),
    "transfer": frozenset(("mode", "timeout_ms")),
    "error": frozenset(("error",)),
    "assume": frozenset(("quirk", "value")),
    "undefined": frozenset(("variable",)),
}
"""The details that are known of a tag into which something unknown is put, by the kind of the entry."""

_NEVER_KNOWN: Final[Mapping[str, frozenset[str]]] = {"reply": frozenset(("value",))}
"""The details that are known of no tag."""


class Unknown(BaseException):  # a predicate may catch every Exception, and must not catch this
    """A predicate asks for what a search does not know."""


class _Details(Mapping[str, Any]):
    """The details of an entry; some are held back."""

    def __init__(self, known: dict[str, Any], held_back: frozenset[str]) -> None:
        self._known = known
        self._held_back = held_back

    def __getitem__(self, name: str) -> Any:
        if name in self._held_back:
            raise Unknown(name)
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __repr__(self) -> str:
        return repr({name: self[name] for name in self})


class SearchedEntry(Entry):
    """An entry of all calls that a move stands for. It has no time."""

    @property
    def at_ms(self) -> int:
        raise Unknown("at_ms")

    def __repr__(self) -> str:
        return f"Entry(kind={self.kind!r}, element={self.element!r}, details={self.details!r})"

    def says(self, text: str) -> bool:
        details: Any = self.details
        return details.says(text) if isinstance(details, _Spoken) else Entry.says(self, text)


class _Spoken(_Details):
    """The details of a prompt with gaps."""

    def __init__(self, known: dict[str, Any], held_back: frozenset[str], parts: list[str]) -> None:
        super().__init__(known, held_back)
        self._parts = parts

    def says(self, text: str) -> bool:
        if any(text in part for part in self._parts):
            return True
        raise Unknown("text")


class Entries:
    """What the moves of a search tell.

    Args:
        found: the search.
    """

    def __init__(self, found: Exploration) -> None:
        self._found = found

    def of(self, move: Move, *, as_tried: bool = False) -> Iterator[Entry]:
        """Yield what a move tells.

        Args:
            move: the move.
            as_tried: whether with the values that were tried, as if no others were.
        """
        for effect in move.effects:
            held_back = frozenset() if as_tried else self._held_back(effect)
            if effect.kind == "prompt" and "text" in held_back:
                details: Any = _Spoken(effect.details, held_back, self._parts(effect))
            else:
                details = _Details(effect.details, held_back) if held_back else effect.details
            yield SearchedEntry(0, effect.kind, effect.element, details)

    def _held_back(self, effect: Effect) -> frozenset[str]:
        details = frozenset(effect.details)
        if effect.kind in ("input", "no match"):
            return frozenset(("digits",)) if len(effect.details["digits"]) > 1 else frozenset()
        if effect.element in self._unsure:
            return details - _SAFE.get(effect.kind, frozenset())
        return _NEVER_KNOWN.get(effect.kind, frozenset())

    @cached_property
    def _unsure(self) -> frozenset[int]:
        """The tags into which something is put that nobody knows."""
        found = self._found
        return frozenset(found.plan.table[place].element for place in {*found.filled, *found.told, *found.asked})

    @cached_property
    def _unknown_names(self) -> dict[int, set[str]]:
        return unknown_names(self._found)

    def _parts(self, effect: Any) -> list[str]:
        """What is known of a prompt."""
        places = [place for place, each in enumerate(self._found.plan.table) if each.element == effect.element]
        for place in places:
            flags = gaps(self._found.plan, place, self._unknown_names.get(place, ()))
            if flags:
                return known_parts(effect, flags) if any(flags) else []
        return []
