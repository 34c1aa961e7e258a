"""The ways that no call takes, each with the reason, and the branches among them by what keeps calls from them.

A reason says what the states of a search tell by themselves, and no more: they are all that calls come to.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.effects import CatchTaken
from ivrsim.core.instructions.base import DETECTION, GONE, HANGS_UP, INBOUND, KEY, KEYS, LIVE, MACHINE, PARTY, SILENCE
from ivrsim.graph.barriers import Unreached, behind_way, first_head, why_forbidden, why_not_led_to
from ivrsim.graph.flow import Edge, Flow
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.graph.search import followed
from ivrsim.proofs.reasons.conditions import why_never
from ivrsim.search.explore import Exploration

_BY: Final = (
    (LIVE | MACHINE | INBOUND, "no answer of the phone leads there"),
    (KEY, "no key that may be pressed there leads there"),
    (SILENCE, "no silence leads there"),
    (PARTY, "nothing that comes of the transfer leads there"),
    (HANGS_UP, "nobody hangs up where this catch takes the call"),
    (GONE, "nobody has hung up when a call comes to it"),
)
"""Why a way is not taken that only these take; the first that fits."""
_NO_STATE: Final = "no state leads there"


class Untaken(NamedTuple):
    """A way that no call takes.

    Attributes:
        place: that it leaves.
        exit: the way.
        reason: why.
    """

    place: int
    exit: t.Exit
    reason: Reason


class Root(NamedTuple):
    """What keeps calls from a place: a way that none takes, or a place to which nothing leads.

    Attributes:
        place: that the way leaves, or the place.
        exit: the way; None where there is none.
    """

    place: int
    exit: t.Exit | None


class UntakenWays:
    """The ways of a plan that no call takes.

    Args:
        found: a search that has found all states.
        telling: whether reasons may tell texts and values of the plan.
    """

    def __init__(self, found: Exploration, *, telling: bool = True) -> None:
        self._found = found
        self._telling = telling
        self._plan = found.plan
        self._flow = Flow(found.plan)
        self._taken = found.ways
        self._places = found.places

    def all(self) -> Iterator[Untaken]:
        """Yield them, by place."""
        for place in range(len(self._plan.table)):
            for way in dict.fromkeys(edge.exit for edge in self._flow.edges(place)):
                if (place, way) not in self._taken:
                    yield Untaken(place, way, self.why(place, way))

    def why(self, place: int, way: t.Exit) -> Reason:
        """Return why no call takes a way."""
        if place not in self._places:
            why = self.why_not_reached(place)
            return why._replace(parts=("no call comes to it: ", *why.parts))
        edges = [edge for edge in self._flow.edges(place) if edge.exit == way]
        return self._why_not_taken(place, edges)

    def why_not_reached(self, place: int) -> Reason:
        """Return why no call comes to a place."""
        root = self.root(place)
        if root.exit is None:
            return self.why_root(root)
        return behind_way(self._plan, root.place, root.exit, self.why_root(root))

    def root(self, place: int) -> Root:
        """Return what keeps calls from a place to which none comes."""
        before = self._unreached.before(place)
        if before.ways:
            edge = min(before.ways, key=lambda edge: (edge.source, edge.number))
            return Root(edge.source, edge.exit)
        return Root(first_head(self._plan, before), None)

    def why_root(self, root: Root) -> Reason:
        """Return the reason for what keeps calls from places."""
        if root.exit is None:
            return why_not_led_to(self._plan, root.place)
        return self.why(root.place, root.exit)

    @cached_property
    def _unreached(self) -> Unreached:
        return Unreached(self._plan, self._places)

    # --- of places that calls come to -------------------------------------------------------------------------------

    def _why_not_taken(self, place: int, edges: list[Edge]) -> Reason:
        instruction, first = self._plan.table[place], edges[0]
        element, who = instruction.element, 0
        for edge in edges:
            who |= edge.who
        if not who:
            return reason("the platform has nobody take it", element=element)
        if first.catch is None and any(edge.forbidden for edge in edges):
            return why_forbidden(self._plan, place, first.exit)
        if instruction.asks and first.catch is None:
            if not self._telling:
                return reason(f"the condition was never {first.label} in any state", element=element)
            return why_never(self._found, place, first.label == "true")
        if first.catch is None and instruction.passed_by and not who & GONE and place not in self._on_the_line:
            return reason("calls come to ", element, " only after the callee has hung up")
        special = None
        if instruction.awaits == DETECTION:
            special = self._why_not_detected(place, first.exit)
        elif instruction.awaits == KEYS and first.catch is None:
            special = self._why_not_pressed(place, first.exit)
        words = next((words for takers, words in _BY if not who & ~takers), _NO_STATE)
        return special or reason(words, element=element)

    def _why_not_detected(self, place: int, way: t.Exit) -> Reason | None:
        """Why nobody of a kind is detected: an amd before has led all of them elsewhere."""
        kind = "a machine" if way.label == "machine" else "a person"
        for before, each in enumerate(self._plan.table):
            if type(each) is t.Detect and before != place and before in self._places:
                other = each.live if way.label == "machine" else each.machine
                if not self._leads_to(place, without=(before, other)):
                    return reason(f"{kind} never comes to it: ", each.element, " leads it elsewhere")
        return None

    def _leads_to(self, goal: int, without: tuple[int, t.Exit]) -> bool:
        """Whether the ways that calls take lead to a place, if one of them is left out."""

        def onward(place: int) -> Iterator[int]:
            return (way.to for way in self._ways_from.get(place, ()) if (place, way) != without)

        return goal in followed([0], onward)

    @cached_property
    def _ways_from(self) -> dict[int, list[t.Exit]]:
        found: dict[int, list[t.Exit]] = {}
        for place, way in self._taken:
            found.setdefault(place, []).append(way)
        return found

    def _why_not_pressed(self, place: int, way: t.Exit) -> Reason | None:
        """Why no key takes a way of a menu that listens."""
        menu = self._plan.menu_at(place)
        assert menu is not None
        if way is menu.no_match:
            return reason("each input of ", menu.element, " is taken by a branch of its own, or by a catch")
        caught = {
            effect.element
            for move in self._found.moves
            if move.source.state.place == place and move.event.kind == "key" and way.label.startswith(move.event.value)
            for effect in move.effects
            if isinstance(effect, CatchTaken)
        }
        return reason(*listed(sorted(caught)), f" takes key {way.label} first") if caught else None

    @cached_property
    def _on_the_line(self) -> frozenset[int]:
        """The places to which calls come while nobody has hung up."""
        hanging_up = {id(each.exit) for each in self._plan.every_handler.values() if each.event == "hangup"}
        found = {control.state.place for control in self._found.controls if not control.state.hung_up}
        for move in self._found.moves:
            gone = bool(move.source.state.hung_up) or move.event.kind == "hang up"
            for place, way in move.ways:
                gone |= id(way) in hanging_up
                if not gone:
                    found |= {place, way.to}
        return frozenset(found)
