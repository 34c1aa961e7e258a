"""Ways through an exploration that reach every goal: from the ringing phone, each to the end of its call.

Theory of operation. A call goes on to the nearest open goal that does not end it, as long as it is not too long. Then
it goes to the nearest one that does, because every goal that ends a call needs a call of its own anyway. If there is
none, it goes to the end of the call in silence. Near are few actions of the callee, then few interruptions, then little
time. Keys that are lost come first in a wait, in the order of their moments, since the wait goes on after them. To keep
a search short it looks at some thousand states. What is further away is come to by the shortest way from the ringing
phone, which is worked out once.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import add
from typing import Final

from ivrsim.graph.search import tree
from ivrsim.proofs.beginnings import Total
from ivrsim.proofs.paths import Path, PathStep, actions, by_callee, is_ignored, is_reply, price
from ivrsim.search.bounds import Watch
from ivrsim.search.explore import Exploration, Move
from ivrsim.tours.goals import Goal, Goals, edges
from ivrsim.tours.nearest import FRESH, Kind, Nearest, Rooted, WalkPosition

MOST_ACTIONS: Final = 12
"""Actions of the callee after which a call looks for its end."""
_KEPT: Final = 10_000
"""Positions of which it is kept what can be done there."""

Step = tuple[int, Move]
"""A state, and a move that is made in it."""


class Walker:
    """Walks calls until no goal is open that a call comes to.

    Args:
        found: the exploration.
        goals: what is to be reached; goals that a way reaches are closed.
        watch: is told of the progress before each way, and may end the walk.

    Attributes:
        stopped: why `watch` has ended the walk; "" if it has not.
    """

    def __init__(self, found: Exploration, goals: Goals, watch: Watch | None = None) -> None:
        self._found = found
        self._goals = goals
        self._watch = watch
        self._prices = [price(move, found.plan) + 1 for move in found.moves]
        self._from_start = self._tree()
        self._homes = self._find_homes()
        self._to_end = self._ends()
        reachable = (goal for goal in goals.all if self._homes[goal].state in self._from_start)
        self._reachable = sorted(reachable, reverse=True)
        self._actions = Total(lambda act: actions(act.move, found.plan), add, 0)
        self._onward = lru_cache(_KEPT)(self._ways_on)
        self._done: dict[Kind, set[WalkPosition]] = {_goes_on: set(), _ends: set()}
        self._near_start = self._near(WalkPosition(0))
        self._ways_near = Rooted(self._near_start.before, self._close)
        self._ways_far = Rooted(self._before, self._close)
        self.stopped = ""

    def ways(self) -> Iterator[Path]:
        """Yield ways until no open goal is left, or time is up. Each closes at least one goal."""
        while self._goals.open:
            total = len(self._goals.all)
            if self._watch is not None:
                self.stopped = self._watch(total, total - len(self._goals.open))
            if self.stopped:
                return
            before = len(self._goals.open)
            way = self._way()
            if len(self._goals.open) == before:
                return
            yield way

    def direct(self, goal: Goal, *, stirred: bool = False) -> Path:
        """Return the shortest way to a goal, and from there to the end of the call; an empty one if there is none.

        Args:
            goal: open or not.
            stirred: whether the callee presses a key in the same wait before, which is lost. A call that goes round
                with no act of the callee is ended by the simulator, and such a key is one.
        """
        last = self._homes[goal]
        if last.state not in self._from_start:
            return ()
        acts = self._tree_way(last.state)
        if stirred:
            lost = (move for move, to in self._found.outgoing(last.state) if is_ignored(move) and to == last.state)
            key = next((move for move in lost if not self._goals.refused[move.number]), None)
            if key is None:
                return ()
            acts.append(PathStep(key, last.state, self._goals.moments[key.number][0]))
        return (*acts, last, *self._out(self._after(last)))

    def home(self, goal: Goal) -> PathStep:
        """The first act that reaches a goal; if possible in a state that a script can come to."""
        return self._homes[goal]

    # --- one way ----------------------------------------------------------------------------------------------------

    def _way(self) -> Path:
        path = self._first()
        acts: Sequence[PathStep] = path
        while acts:
            here = self._after(acts[-1])
            acts = ()
            if self._actions.over(path) < MOST_ACTIONS:
                acts = self._nearest(here, _goes_on)
            acts = acts or self._nearest(here, _ends)
            for act in acts:
                self._close(act)
            path = (*path, *acts)
        out = self._out(self._after(path[-1])) if path else []
        for act in out:
            self._close(act)
        return (*path, *out)

    def _close(self, act: PathStep) -> None:
        self._goals.open.difference_update(self._goals.of(act.state, act.move, act.at_ms))

    def _after(self, act: PathStep) -> WalkPosition:
        target = next(to for move, to in self._found.outgoing(act.state) if move is act.move)
        return WalkPosition(target, act.at_ms) if is_ignored(act.move) else WalkPosition(target)

    def _first(self) -> Path:
        """The acts from the ringing phone to the nearest open goal, or to one that is far; none where none is open."""
        for kind in (_goes_on, _ends):
            if (near := self._near_start.find(kind)) is not None:
                number, goal = near
                self._close(goal)
                return (*self._ways_near.way(number), goal)
        far = self._far()
        if far is None:
            return ()
        self._close(far)
        return (*self._ways_far.way(far.state), far)

    def _nearest(self, start: WalkPosition, kind: Kind) -> list[PathStep]:
        """The acts to the nearest open goal of a kind, and that goal; none where none is near."""
        search = self._near(start)
        near = search.find(kind)
        return [] if near is None else [*search.way(near[0]), near[1]]

    def _near(self, start: WalkPosition) -> Nearest:
        return Nearest(start, self._onward, self._open_goal)

    def _open_goal(self, here: WalkPosition, kind: Kind) -> PathStep | None:
        """The best act of a position that reaches an open goal; where there is none, none is looked for any more."""
        done = self._done[kind]
        found = None if here in done else self._best(here, kind)
        if found is None:
            done.add(here)
        return found

    def _best(self, here: WalkPosition, kind: Kind) -> PathStep | None:
        """The best act of a position: keys that are lost first, as they come; else what reaches the most open goals."""
        lost: PathStep | None = None
        best: PathStep | None = None
        gained = 0
        for move, _ in self._found.outgoing(here.state):
            if self._goals.refused[move.number] or self._goals.is_done(move) or not kind(move):
                continue
            for at_ms in self._moments(move, here):
                gain = self._goals.gain(here.state, move, at_ms)
                if is_ignored(move) and gain:
                    lost = PathStep(move, here.state, at_ms) if lost is None or at_ms < lost.at_ms else lost
                    break
                if gain > gained:
                    best, gained = PathStep(move, here.state, at_ms), gain
                if gained == self._goals.most:
                    break
        return lost or best

    def _ways_on(self, here: WalkPosition) -> list[tuple[WalkPosition, int, PathStep]]:
        """What can be done at a position to come elsewhere, at the first moment in which it can be done."""
        found = []
        for move, target in self._found.outgoing(here.state):
            if self._goals.refused[move.number] or (is_ignored(move) and target == here.state):
                continue
            at_ms = next(iter(self._moments(move, here)), None)
            if at_ms is not None:
                following = WalkPosition(target, at_ms if is_ignored(move) else FRESH)
                found.append((following, self._prices[move.number], PathStep(move, here.state, at_ms)))
        return found

    def _moments(self, move: Move, here: WalkPosition) -> Iterator[int]:
        """When a move can still be made in a wait. A reply comes after a key that was lost, and before time is up."""
        if here.since_ms == FRESH or by_callee(move):
            return (at for at in self._goals.moments[move.number] if at >= here.since_ms)
        too_late = is_reply(move) and here.since_ms + 1 >= move.source.timer_ms
        return iter(() if too_late else self._goals.moments[move.number])

    def _out(self, here: WalkPosition) -> list[PathStep]:
        """The acts to the end of the call: in silence, if that ends it."""
        acts: list[PathStep] = []
        while here.state in self._to_end:
            move = self._to_end[here.state]
            if next(self._moments(move, here), None) is None:
                move = self._timer(here.state)  # of a web server that can no longer reply in time
            acts.append(PathStep(move, here.state, next(self._moments(move, here))))
            here = self._after(acts[-1])
        return acts

    def _timer(self, state: int) -> Move:
        return next(move for move, _ in self._found.outgoing(state) if move.event.kind == "timer")

    # --- what is far ------------------------------------------------------------------------------------------------

    def _far(self) -> PathStep | None:
        """An act that reaches an open goal that is not near: the first one in the order of the exploration."""
        while self._reachable and self._reachable[-1] not in self._goals.open:
            self._reachable.pop()
        return self._homes[self._reachable[-1]] if self._reachable else None

    def _find_homes(self) -> dict[Goal, PathStep]:
        """For each goal the first act that reaches it; those in states that a script can come to are preferred."""
        homes: dict[Goal, PathStep] = {}
        others: dict[Goal, PathStep] = {}
        seen: set[int] = set()
        for state, move, _ in edges(self._found):
            if not self._goals.refused[move.number] and move.number not in seen:
                known = homes if state in self._from_start else others
                if known is homes and not self._goals.every_state:
                    seen.add(move.number)
                for at_ms in self._goals.moments[move.number]:
                    for goal in self._goals.of(state, move, at_ms):
                        known.setdefault(goal, PathStep(move, state, at_ms))
        return {**others, **homes}

    def _tree(self) -> dict[int, Step | None]:
        """For each state that a call script can come to, the step by which it is come to first."""
        refused = self._goals.refused
        return tree(
            [0],
            lambda state: ((to, move) for move, to in self._found.outgoing(state) if not refused[move.number]),
        )

    def _tree_way(self, state: int) -> list[PathStep]:
        acts: list[PathStep] = []
        while (step := self._before(state)) is not None:
            state, act = step
            acts.append(act)
        return acts[::-1]

    def _before(self, state: int) -> tuple[int, PathStep] | None:
        """The state before a state, on the way by which it is come to first."""
        step = self._from_start[state]
        return step and (step[0], PathStep(step[1], step[0], self._goals.moments[step[1].number][0]))

    def _ends(self) -> dict[int, Move]:
        """For each state that is not an end, the next move to one."""
        back: list[list[tuple[int, Move]]] = [[] for _ in range(len(self._found))]
        for state, move, target in edges(self._found):
            if not self._goals.refused[move.number] and not is_ignored(move):
                back[target].append((state, move))
        ends = [state for state in range(len(self._found)) if self._found.control(state).state.outcome]
        by_itself = tree(ends, lambda target: ((state, move) for state, move in back[target] if not by_callee(move)))
        steps = tree(sorted(by_itself), lambda target: back[target], by_itself)  # where silence never ends a call
        return {state: step[1] for state, step in steps.items() if step is not None}


def _ends(move: Move) -> bool:
    return bool(move.target.state.outcome)


def _goes_on(move: Move) -> bool:
    return not move.target.state.outcome
