"""A certificate: the states that calls to a plan come to, as data. It is what `ivrsim.search.covers` follows.

Theory of operation. Of a state a checker must know where a call waits, and what each event leads to. So the values of
variables are left out, and so are texts: a certificate names places and exits by their numbers in the compiled plan.
Keys stand for their class, so each control says which key was tried in place of each of the twelve.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrsim.certificates.identity import CertifiedIdentity
from ivrsim.core import table as t
from ivrsim.core.events import KEYS, TOLD_KINDS, Event
from ivrsim.core.memo import ControlState
from ivrsim.core.step import Ways

FORMAT: Final = 1
"""The version of the shape that schemas/certificate.schema.json describes."""

MAKE_ANEW: Final = "make it anew by `ivrdsl verify PLAN --certificate FILE`"
"""What to do about a certificate that is of no use."""

VALUELESS: Final = frozenset(("reply", *TOLD_KINDS))
"""Kinds of events whose values are left out: what was tried stands for any."""


class CertifiedMove(NamedTuple):
    """What happens on an edge; see `ivrsim.search.covers.Happening`."""

    event: Event
    ways: Ways


class Certificate(NamedTuple):
    """The states that calls to a plan come to.

    Attributes:
        identity: of what was searched.
        proves: the names of the verdicts that rest on it.
        controls: where calls wait.
        keys: for each control the key that was tried in place of each of the twelve; "" where none can be pressed.
        moves: what happens on edges.
        states: for each state the number of its control. State 0 rings.
        edges: for each state what can happen: the number of the move, and of the state that it leads to.
    """

    identity: CertifiedIdentity
    proves: Sequence[str]
    controls: Sequence[ControlState]
    keys: Sequence[str]
    moves: Sequence[CertifiedMove]
    states: Sequence[int]
    edges: Sequence[Sequence[Sequence[int]]]

    def control(self, number: int) -> ControlState:
        """Where calls wait in a state."""
        return self.controls[self.states[number]]

    def outgoing(self, number: int) -> Iterator[tuple[CertifiedMove, int]]:
        """What can happen in a state, and the states that it leads to."""
        return ((self.moves[move], target) for move, target in self.edges[number])

    def standing_for(self, number: int, key: str) -> str:
        """The key that was tried in place of another one in a state; "" where none can be pressed."""
        keys = self.keys[self.states[number]]
        return keys[KEYS.index(key)] if keys else ""


def number_of(plan: t.Plan, place: int, way: t.Exit) -> int:
    """Return the number of an exit among those of its place; of a catch's the negative number of the catch."""
    ways = t.exits(plan.table[place])
    if way in ways:
        return ways.index(way)
    return -next(element for element, handler in plan.every_handler.items() if handler.exit == way)


def way_of(plan: t.Plan, place: int, number: int) -> tuple[int, t.Exit]:
    """Return an exit, with the place that it leaves. See `number_of`.

    Raises:
        LookupError: the plan has no such exit.
    """
    if number < 0:
        return place, plan.every_handler[-number].exit
    return place, t.exits(plan.table[place])[number]
