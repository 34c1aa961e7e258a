"""What predicates of users are asked about: entries of a transcript, of which a search does not know everything.

Theory of operation. A move of a search stands for many calls. What it tells is alike in all of them, but
for details that nobody knows: a contact field that is put in, an input of several keys, a time. A predicate that
asks for such a detail has no answer for all of these calls. Then it is neither satisfied nor not. Which details may be
asked is a list; all others of a tag into which something unknown is put are held back.

A predicate that asks for a kind or a detail that there is not would be true of nothing, and prove anything. It is told
so, and what it is told is noted.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from ivrsim.core.effects import Effect
from ivrsim.core.kinds import EffectKind, KindError
from ivrsim.core.memo import Move
from ivrsim.graph.spoken import prompt_places
from ivrsim.play.entry import DetailError, Details, Entry
from ivrsim.proofs.bytecode import looked_up_in
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
    "undefined": frozenset(("variable",)),
}
"""The details that are known of a tag into which something unknown is put, by the kind of the entry."""

_NEVER_KNOWN: Final[Mapping[str, frozenset[str]]] = {"reply": frozenset(("value",))}
"""The details that are known of no tag."""


class Unknown(BaseException):  # a predicate may catch every Exception, and must not catch this
    """A predicate asks for what a search does not know."""


class Notes:
    """What a predicate has done with an entry. It is told so at once, and may catch what it is told.

    Attributes:
        asked: the details that it asked for and that are not known.
        mistakes: what it was told of kinds and details that there are not.
    """

    __slots__ = ("asked", "mistakes")

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.mistakes: list[BaseException] = []


class _Unasked:
    """What stands in place of a detail that is held back: whoever looks at it, in any way, is told that it is unknown.

    Args:
        name: of the detail.
        notes: where it is noted that somebody looked.
    """

    def __init__(self, name: str, notes: Notes) -> None:
        object.__setattr__(self, "_told", (name, notes))

    def __getattribute__(self, name: str) -> Any:
        detail, notes = object.__getattribute__(self, "_told")
        notes.asked.append(detail)
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


class _AskedKind(EffectKind):
    """The kind of an entry that a predicate is asked about: a mistake in a comparison is noted.

    A set and a dictionary compare nothing where no text in them is the same. So what they hold is looked at.
    """

    __slots__ = ("_notes",)
    _notes: Notes

    def __new__(cls, name: str, notes: Notes) -> "_AskedKind":
        made = str.__new__(cls, name)
        made._notes = notes
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return EffectKind, (str(self),)

    def __eq__(self, other: object) -> bool:
        try:
            return EffectKind.__eq__(self, other)
        except KindError as error:
            self._notes.mistakes.append(error)
            raise

    def __hash__(self) -> int:
        names = looked_up_in(sys._getframe(1))
        if names is None:
            self._notes.mistakes.append(error := KindError(_LOOKED_UP))
            raise error
        for name in names:
            self == name  # noqa: B015  # it is told of one that is no kind
        return str.__hash__(self)


_LOOKED_UP: Final = (
    "it looks a kind up in a set or a dictionary, where nobody would notice one that is misspelt; compare it by == or "
    'in ("prompt", "sms"), or look up str(entry.kind), which is a text like any other'
)


class _AskedDetails(Details):
    """The details of an entry that a predicate is asked about: reading what no entry has is noted.

    Whoever takes a detail that is held back is told so at once: of what he then does with it, such as asking for its
    type, nobody might be told.
    """

    __slots__ = ("_notes", "kind")
    _notes: Notes
    kind: str  # type: ignore[misc]  # of each

    def __getitem__(self, name: str) -> Any:
        return _known(dict.__getitem__(self, name))  # what is missing comes from `__missing__`

    def get(self, name: str, default: Any = None) -> Any:
        return _known(Details.get(self, name, default))

    def __iter__(self) -> Iterator[str]:
        return dict.__iter__(self)  # so that dict() and ** take one after the other, by `[...]`

    def values(self) -> Any:
        return {name: self[name] for name in self}.values()

    def items(self) -> Any:
        return {name: self[name] for name in self}.items()

    def copy(self) -> dict[str, Any]:
        return {name: self[name] for name in self}

    def no(self, name: object) -> DetailError:
        error = Details.no(self, name)
        if not error.is_anywhere:
            self._notes.mistakes.append(error)
        return error


def _known(value: Any) -> Any:
    """A detail, if it is not held back."""
    return value.value if type(value) is _Unasked else value  # which it has not, and tells


class AskedEntry(Entry):
    """An entry as one predicate is asked about it, once.

    Attributes:
        notes: what the predicate did.
        parts: what is known of a prompt of which not all is; None where all is.
    """

    notes: Notes
    parts: list[str] | None

    @property
    def at_ms(self) -> Any:
        return _known(self[0])

    def says(self, text: str) -> bool:
        if self.parts is None:
            return Entry.says(self, text)
        if any(text in part for part in self.parts):
            return True
        self.notes.asked.append("text")
        raise Unknown("text")


class Told(NamedTuple):
    """What predicates are asked about: something that a call tells, or all calls that a move stands for.

    Attributes:
        at_ms: when; None where it is not known.
        kind, element, details: as of an `Entry`.
        held_back: the details that are not known.
        parts: see `AskedEntry`.
    """

    at_ms: int | None
    kind: str
    element: int
    details: Mapping[str, Any]
    held_back: frozenset[str] = frozenset()
    parts: list[str] | None = None

    def entry(self) -> AskedEntry:
        """An entry of its own for each predicate: it may do with it what it likes."""
        notes = Notes()
        details = _AskedDetails(self.details)
        details._notes, details.kind = notes, self.kind
        for name in self.held_back:
            details[name] = _Unasked(name, notes)
        time: Any = _Unasked("at_ms", notes) if self.at_ms is None else self.at_ms
        made = AskedEntry(time, _AskedKind(self.kind, notes), self.element, details)
        made.notes, made.parts = notes, self.parts
        return made


def told_in(entry: Entry) -> Told:
    """An entry of a call that was played, of which all is known."""
    return Told(entry.at_ms, entry.kind, entry.element, entry.details)


class Entries:
    """What the moves of a search tell.

    Args:
        found: the search.
    """

    def __init__(self, found: Exploration) -> None:
        self._found = found

    def of(self, move: Move, *, as_tried: bool = False) -> Iterator[Told]:
        """Yield what a move tells.

        Args:
            move: the move.
            as_tried: whether with the values that were tried, as if no others were.
        """
        for effect in move.effects:
            held_back = frozenset() if as_tried else self._held_back(effect)
            parts = self._parts(effect) if effect.kind == "prompt" and "text" in held_back else None
            noted = held_back.union(effect.noted)
            yield Told(None, effect.kind, effect.element, effect.details, noted, parts)

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
