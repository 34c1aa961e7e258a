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
from ivrsim.proofs.gaps import gaps, known_parts, prompt_places, unknown_names
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
    "undefined": frozenset(("variable",)),
}
"""The details that are known of a tag into which something unknown is put, by the kind of the entry."""

_NEVER_KNOWN: Final[Mapping[str, frozenset[str]]] = {"reply": frozenset(("value",))}
"""The details that are known of no tag."""


class Unknown(BaseException):  # a predicate may catch every Exception, and must not catch this
    """A predicate asks for what a search does not know."""


class _Unasked:
    """What stands in place of a detail that is held back: whoever looks at it, in any way, is told that it is unknown.

    Args:
        name: of the detail.
        asked: notes that somebody looked, because a predicate may catch what it is told.
    """

    def __init__(self, name: str, asked: list[str]) -> None:
        object.__setattr__(self, "_told", (name, asked))

    def __getattribute__(self, name: str) -> Any:
        detail, asked = object.__getattribute__(self, "_told")
        asked.append(detail)
        raise Unknown(detail)


def _asks(self: _Unasked, *others: object) -> Any:
    """What every operator does: it looks at the detail."""
    return self.value  # it has no attributes


_OPERATORS: Final = (
    *("eq", "ne", "lt", "le", "gt", "ge", "hash", "bool", "str", "repr", "format", "bytes", "fspath", "len", "iter"),
    *("contains", "getitem", "reversed", "add", "radd", "sub", "rsub", "mul", "rmul", "mod", "rmod", "and", "or"),
    *("xor", "int", "float", "index", "neg", "pos", "abs", "round", "call"),
)
for _operator in _OPERATORS:
    setattr(_Unasked, f"__{_operator}__", _asks)


class SearchedEntry(Entry):
    """An entry of all calls that a move stands for. It has no time.

    Attributes:
        asked: the details that were asked for and are not known.
        parts: what is known of a prompt of which not all is; None where all is.
    """

    asked: list[str]
    parts: list[str] | None

    def says(self, text: str) -> bool:
        if self.parts is None:
            return Entry.says(self, text)
        if any(text in part for part in self.parts):
            return True
        self.asked.append("text")
        raise Unknown("text")


class Entries:
    """What the moves of a search tell.

    Args:
        found: the search.
    """

    def __init__(self, found: Exploration) -> None:
        self._found = found

    def of(self, move: Move, *, as_tried: bool = False) -> Iterator[SearchedEntry]:
        """Yield what a move tells.

        Args:
            move: the move.
            as_tried: whether with the values that were tried, as if no others were.
        """
        for effect in move.effects:
            held_back = frozenset() if as_tried else self._held_back(effect)
            asked: list[str] = []
            details = {
                name: _Unasked(name, asked) if name in held_back else value for name, value in effect.details.items()
            }
            time: Any = _Unasked("at_ms", asked)
            entry = SearchedEntry(time, effect.kind, effect.element, details)
            entry.asked = asked
            entry.parts = self._parts(effect) if effect.kind == "prompt" and "text" in held_back else None
            yield entry

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
    def _prompt_places(self) -> dict[int, int]:
        return prompt_places(self._found.plan)

    @cached_property
    def _unknown_names(self) -> dict[int, set[str]]:
        return unknown_names(self._found)

    def _parts(self, effect: Any) -> list[str]:
        """What is known of a prompt."""
        place = self._prompt_places[effect.element]
        flags = gaps(self._found.plan, place, self._unknown_names.get(place, ()))
        return known_parts(effect, flags) if any(flags) else []
