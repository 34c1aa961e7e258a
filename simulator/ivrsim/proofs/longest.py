"""The longest call of a plan, and a short one that takes longer than some time."""

from collections.abc import Callable
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.instructions.base import RECORDING
from ivrsim.core.lengths import length_of
from ivrsim.core.run import SAME_TIMER
from ivrsim.proofs.gaps import unknown_pieces
from ivrsim.proofs.paths import Path, PathStep, actions, anything, is_reply, takes_ms
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.explore import Move


class Longest(NamedTuple):
    """The longest call.

    Attributes:
        ms: how long it takes, in ms; None if there is no longest.
        path: the call; where there is no longest, one that can be made longer by going round once more.
        apart: whether time that the callee controls, by talking or into a recording, comes on top.
    """

    ms: int | None
    path: Path
    apart: bool


def most_ms(move: Move, plan: t.Plan) -> int:
    """How long a callee, or a web server, can make the call wait before a move, in ms.

    Talk and recordings are as long as people speak, and are left out; an ignored key leaves the timer running, whose
    time is counted when it fires. The slowest reply comes just before the platform gives up.
    """
    if not _counts(move, plan):
        return 0
    return max(move.source.timer_ms - is_reply(move), 0)


def _counts(move: Move, plan: t.Plan) -> bool:
    """Whether the time before a move counts."""
    if move.timer_ms == SAME_TIMER or move.event.kind in ("answered", "unanswered", "talk ends"):
        return False
    return plan.table[move.source.state.place].awaits != RECORDING


_MOST_ROUNDS: Final = 10_000
_MOST_LOOKED_AT: Final = 2_000_000


MoveTime = Callable[[Move], int]
"""How long a move takes at the most, in ms."""


def with_long_values(subject: PlanCalls) -> MoveTime:
    """How long a callee can make the call wait before a move, where each value that nobody knows takes its longest.

    The search says something in the place of such a value, which takes some time: the longest one comes on top. A sound
    that a value names may be the longest of those whose lengths are known.
    """
    plan = subject.plan
    longest_sound_ms = max([plan.platform.sound_ms, *(ms for _, ms in plan.platform.sounds_ms)])
    unknown = {place: sum(flags) for place, flags in unknown_pieces(subject.found).items()}

    def bound_ms(move: Move) -> int:
        ms, place, playing = most_ms(move, plan), move.source.state.place, move.source.playing
        if playing is None or not unknown.get(place) or not _counts(move, plan):
            return ms
        if playing.source != "tts":
            return max(ms, longest_sound_ms)
        return ms + unknown[place] * plan.platform.longest_value_ms

    return bound_ms


def with_short_values(subject: PlanCalls) -> MoveTime:
    """How long silence makes the call wait before a move at the least, in ms. A value that nobody knows may be empty,
    and a web server may reply at once.
    """
    plan, unknown = subject.plan, unknown_pieces(subject.found)

    def bound_ms(move: Move) -> int:
        playing, flags = move.source.playing, unknown.get(move.source.state.place, [])
        if playing is None or not any(flags):
            return 0 if is_reply(move) else takes_ms(move)
        if playing.source != "tts" or len(flags) != len(playing.pieces):
            return 0
        pieces = tuple([piece for piece, is_gap in zip(playing.pieces, flags, strict=True) if not is_gap])
        known = " ".join("".join(pieces).split())
        return min(length_of(plan.platform, playing.source, playing.voice).ms(known, pieces), takes_ms(move))

    return bound_ms


def longest(subject: PlanCalls, takes: MoveTime | None = None) -> Longest:
    """Return the longest call that a person can have, or that there is none because something goes round.

    Args:
        takes: how long each move takes; without it, with the values that were tried.
    """
    found, plan = subject.found, subject.plan
    groups, group_of = subject.groups, subject.group_of
    weight = [takes(move) if takes else most_ms(move, plan) for move in found.moves]
    apart = any(plan.table[c.state.place].awaits == RECORDING or c.state.phase == "talk" for c in found.controls)
    endless = _endless(subject, weight)
    if endless is not None:
        return Longest(None, endless, apart)
    best = [0] * len(groups)  # from every state of a group: what goes round in it costs no time
    ways: list[_Way | None] = [None] * len(groups)
    for number, members in enumerate(groups):  # what a group leads to comes before it
        longest_ms = -1
        for state in members:
            for label, target in subject.search.states.steps(state):
                onward = group_of[target]
                if onward != number and (ms := weight[label] + best[onward]) > longest_ms:
                    longest_ms = best[number] = ms
                    ways[number] = _Way(state, label, target)
    return Longest(best[group_of[0]], _walk(subject, ways), apart)


class _Way(NamedTuple):
    """How a group of states is left: from which of them, by which move, and to where."""

    source: int
    label: int
    target: int


def _endless(subject: PlanCalls, weight: list[int]) -> Path | None:
    """The cheapest way to something that takes time and goes round, and once round; None where nothing does."""
    steps, group_of = subject.search.states.steps, subject.group_of
    around = {
        state
        for state, group in enumerate(group_of)
        for label, target in steps(state)
        if weight[label] > 0 and group_of[target] == group
    }
    path = subject.search.to_state(around) if around else None
    return None if path is None else path + subject.search.round_trip(subject.after(path), anything)


def _walk(subject: PlanCalls, ways: list[_Way | None]) -> Path:
    """The longest call, act by act: each as late as can be."""
    acts: list[PathStep] = []
    state = 0
    while (way := ways[subject.group_of[state]]) is not None:
        if state != way.source:
            acts += subject.search.to_state({way.source}, at=state) or ()
        acts.append(_late(PathStep(subject.found.moves[way.label], way.source, 0), subject))
        state = way.target
    return tuple(acts)


def long_enough(subject: PlanCalls, found: Longest, limit_ms: int) -> Path:
    """A call that takes longer than it may, with the fewest actions: going round until it does."""
    path = _fewest(subject, limit_ms)
    if path is not None or found.ms is not None:
        return path or found.path
    start = subject.after(found.path)
    states = [act.state for act in found.path]
    begin = states.index(start) if start in states else 0
    head, round_ = found.path[:begin], tuple(_late(act, subject) for act in found.path[begin:])
    each_ms = sum(act.at_ms for act in round_) or 1
    return head + round_ * min(limit_ms // each_ms + 1, _MOST_ROUNDS)


def _late(act: PathStep, subject: PlanCalls) -> PathStep:
    """An act as late as can be."""
    return act._replace(at_ms=max(takes_ms(act.move), most_ms(act.move, subject.plan)))


def _fewest(subject: PlanCalls, limit_ms: int) -> Path | None:
    """The call with the fewest actions that takes longer than it may; None where that was not found.

    Layer by layer, one more action each: the longest time in which each state can be come to. What comes to a state
    later than fewer actions did is of no use.
    """
    search = _Layers(subject, limit_ms)
    for layer in range(_MOST_ROUNDS):
        goal = search.spread(layer)
        if goal is not None:
            return search.back(layer, goal)
        if not search.following or search.looked_at > _MOST_LOOKED_AT:
            return None
    return None


class _Layers:
    """The longest times in which states can be come to, by how many actions."""

    def __init__(self, subject: PlanCalls, limit_ms: int) -> None:
        self._subject = subject
        self._limit_ms = limit_ms
        self._takes_ms = [most_ms(move, subject.plan) for move in subject.found.moves]
        self._actions = [actions(move, subject.plan) for move in subject.found.moves]
        self._best: dict[int, int] = {}
        self._came: dict[tuple[int, int], tuple[int, int, int]] = {}
        """For a layer and a state: the ones before, and the move."""
        self.following: dict[int, int] = {0: 0}
        self.looked_at = 0

    def spread(self, layer: int) -> int | None:
        """Let the call run on without actions; returns a state in which it takes too long, if there is one."""
        todo = [state for state, ms in self.following.items() if ms > self._best.get(state, -1)]
        self._best.update({state: self.following[state] for state in todo})
        self.following = {}
        for state in todo:
            self.looked_at += 1
            if self._best[state] > self._limit_ms:
                return state
            if self.looked_at > _MOST_LOOKED_AT:
                return None
            for label, target in self._subject.search.states.steps(state):
                ms, costs = self._best[state] + self._takes_ms[label], self._actions[label]
                known = max(self._best.get(target, -1), self.following.get(target, -1) if costs else -1)
                if ms > known:
                    (self.following if costs else self._best)[target] = ms
                    self._came[layer + costs, target] = layer, state, label
                    if not costs:
                        todo.append(target)
        return None

    def back(self, layer: int, state: int) -> Path | None:
        acts: list[PathStep] = []
        while (layer, state) in self._came and len(acts) <= self.looked_at:
            layer, state, label = self._came[layer, state]
            acts.append(_late(PathStep(self._subject.found.moves[label], state, 0), self._subject))
        return tuple(reversed(acts)) if (layer, state) == (0, 0) else None
