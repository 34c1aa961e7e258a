"""What calls go round in and leave again: how often at most, and which variable tells one round from the next.

Theory of operation. Places that lead to each other by some moves are a circle. Where no call goes round for ever, its
states are not: something differs from one round to the next. So the states have a longest way through the circle, and a
variable that differs in each two rounds which can follow each other is what ends it.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ivrsim.core.effects import VariableSet
from ivrsim.core.instructions.base import Exit
from ivrsim.core.variables import canonical
from ivrsim.graph.reason import Part, Reason, listed, reason
from ivrsim.graph.search import circles, components
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.property import PlanCalls, that_count
from ivrsim.search.explore import Move

_MOST_LOOKED_AT: Final = 100_000
"""Steps that are followed to find what tells rounds apart."""


class Round(NamedTuple):
    """A circle that every call leaves.

    Attributes:
        element: the tag that calls come back to.
        times: how often at most, by the moves that it is a circle of.
        counted: what tells the rounds apart, in words; "" where no variable does.
        left_at: the conditions that lead out of it, and nowhere else.
    """

    element: int
    times: int
    counted: str
    left_at: tuple[int, ...]

    def words(self, who: str) -> Reason:
        """Return it in words; `who`: what leads back."""
        parts: list[Part] = [f"{who} back to ", self.element, f" at most {times(self.times)}"]
        if self.counted:
            parts.append(f": {self.counted}")
        if self.counted and self.left_at:
            parts += [", and ", *listed(self.left_at), " leads out of the loop"]
        return reason(*parts)


def times(count: int) -> str:
    """Return a count of times in words."""
    return "once" if count == 1 else f"{count} times"


def rounds(subject: PlanCalls, allows: Allows) -> list[Round]:
    """Return what calls go round in by some moves, in the order of the plan.

    Args:
        subject: calls of which none goes round for ever by these moves.
        allows: the moves.
    """
    found = [each for circle in Circles(subject, allows).all() if (each := circle.round()) is not None]
    return sorted(found)


class Circles:
    """The circles of some moves.

    Args:
        subject: the calls.
        allows: the moves.
    """

    def __init__(self, subject: PlanCalls, allows: Allows) -> None:
        self._subject = subject
        self._allowed = subject.search.facts(that_count(allows))

    def all(self) -> "list[Circle]":
        """All of them, as places that lead to each other."""
        onward: list[list[int]] = [[] for _ in self._subject.plan.table]
        for move in self._subject.found.moves:
            if self._allowed[move.number] and move.ways:  # else the call still waits there
                onward[move.source.state.place].append(move.target.state.place)
        return [
            Circle(self._subject, self._allowed, frozenset(places)) for places in circles(onward, range(len(onward)))
        ]

    def around(self, place: int) -> "Circle | None":
        """The one that a place is in."""
        return next((circle for circle in self.all() if place in circle.places), None)


class Circle:
    """Places that lead to each other.

    Args:
        subject: the calls.
        allowed: for each move, whether it counts.
        places: the places.
    """

    def __init__(self, subject: PlanCalls, allowed: Sequence[int], places: frozenset[int]) -> None:
        self._subject = subject
        self._allowed = allowed
        self.places = places

    def round(self) -> Round | None:
        """The round to the place that calls come back to most often; None where some go round for ever."""
        if any(len(group) > 1 or group[0] in self._onward[group[0]] for group in self._groups):
            return None
        table = self._subject.plan.table
        heads = [place for place in self.places if table[place].decides] or self.places
        counts = {head: self._most_visits(head) for head in heads}
        head = min(counts, key=lambda place: (-counts[place], table[place].element))
        return Round(table[head].element, counts[head], self.counted(head), self.left_at) if counts[head] else None

    # --- states -----------------------------------------------------------------------------------------------------

    @cached_property
    def _place_of(self) -> list[int]:
        """For each state its place."""
        places = [control.state.place for control in self._subject.found.controls]
        return [places[control] for control in self._subject.found.control_of]

    @cached_property
    def _states(self) -> list[int]:
        return [state for state, place in enumerate(self._place_of) if place in self.places]

    @cached_property
    def _onward(self) -> list[Sequence[int]]:
        """Where each state of the circle leads inside it."""
        onward: list[Sequence[int]] = [()] * len(self._place_of)
        for state in self._states:
            onward[state] = [target for _, target in self._steps(state)]
        return onward

    def _steps(self, state: int) -> Iterator[tuple[int, int]]:
        """The moves from a state that stay in the circle, by their numbers, and the states that they lead to."""
        for label, target in self._subject.search.states.steps(state):
            if self._allowed[label] and self._place_of[target] in self.places:
                yield label, target

    def _comes_to(self, head: int, label: int, target: int) -> bool:
        """Whether a move comes to a place, and does not just go on waiting there."""
        return self._place_of[target] == head and bool(self._subject.found.moves[label].ways)

    @cached_property
    def _groups(self) -> list[list[int]]:
        return components(self._onward, self._states)

    def _most_visits(self, head: int) -> int:
        """How often a call comes back to a place at most."""
        best: dict[int, int] = {}
        for (state,) in self._groups:  # what a state leads to comes before it
            ahead = [best[target] + self._comes_to(head, label, target) for label, target in self._steps(state)]
            best[state] = max(ahead, default=0)
        return max((best[state] for state in self._states if self._place_of[state] == head), default=0)

    # --- what tells rounds apart ------------------------------------------------------------------------------------

    def counted(self, head: int) -> str:
        """What differs between each two rounds from one place that can follow each other, in words; "" for nothing."""
        pairs = list(self._pairs(head))
        if not pairs or any(pair is None for pair in pairs):
            return ""
        digits = [[bool(self._subject.found.control(state).state.digits) for state in pair] for pair in pairs if pair]
        if all(before and not after for before, after in digits):
            return "it ends an input that has begun"
        known = {state: dict(self._subject.found.state(state).variables) for pair in pairs if pair for state in pair}
        values = [(known[pair[0]], known[pair[1]]) for pair in pairs if pair]
        differing = [
            {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} for one, other in values
        ]
        each = sorted(set.intersection(*differing))
        for name in each:
            if counts := self._counts(name, [(one.get(name, ""), other.get(name, "")) for one, other in values]):
                return counts
        if each:
            return f"{each[0]} changes in each round"
        return f"{' or '.join(sorted(set.union(*differing)))} changes in each round" if all(differing) else ""

    def _pairs(self, head: int) -> Iterator[tuple[int, int] | None]:
        """The states at a place, each with those in which a call can be when it comes back; None where it is too much
        to look at.
        """
        looked_at = 0
        for start in self._states:
            if self._place_of[start] != head:
                continue
            seen, todo = {start}, [start]
            for state in todo:
                for label, target in self._steps(state):
                    looked_at += 1
                    if self._comes_to(head, label, target):
                        yield start, target
                    elif target not in seen:
                        seen.add(target)
                        todo.append(target)
            if looked_at > _MOST_LOOKED_AT:
                yield None
                return

    def _counts(self, name: str, pairs: Sequence[tuple[str, str]]) -> str:
        """How far a variable counts, if it does; else ""."""
        platform = self._subject.plan.platform
        written = [
            effect.value
            for move in self._moves()
            for effect in move.effects
            if isinstance(effect, VariableSet) and canonical(effect.variable, platform)[0] == name
        ]
        try:
            steps = [float(after) - float(before or "0") for before, after in pairs]
            numbers = {float(value): value for value in [*written, *(after for _, after in pairs)]}
        except ValueError:
            return ""
        if all(step > 0 for step in steps):
            return f"{name} counts up to {numbers[max(numbers)]}"
        return f"{name} counts down to {numbers[min(numbers)]}" if all(step < 0 for step in steps) else ""

    def _moves(self) -> Iterator[Move]:
        """What happens in the circle, and where it is left."""
        return (
            move
            for move in self._subject.found.moves
            if self._allowed[move.number] and move.source.state.place in self.places
        )

    @cached_property
    def left_at(self) -> tuple[int, ...]:
        """The conditions on whose ways the circle is left, if these lead nowhere else."""
        table = self._subject.plan.table
        leaving: set[tuple[int, Exit]] = set()
        staying: set[tuple[int, Exit]] = set()
        for move in self._moves():
            stays = move.target.state.place in self.places
            (staying if stays else leaving).update(way for way in move.ways if table[way[0]].asks)
        return tuple(sorted({table[place].element for place, _ in leaving - staying}))
