"""Steps that were taken before, remembered by where the call was and by the values that they read.

Theory of operation. A control is a state without the values of its variables. What a step does depends on the control,
the event, and the values that it read, which `step` tells. So a move, once taken, holds for all states of its control
that agree on those values: its effects are theirs, and the values after it are made from theirs (`build`). A plan grows
into a graph of controls as its calls run. A call that goes where others went does one look-up an event, and hashes no
state. Calls and searches share this; a search has moves of its own for values that it chooses.
"""

from collections import deque
from collections.abc import Callable, Collection, Mapping
from operator import itemgetter
from typing import Any, Final, NamedTuple

from ivrsim.core.effects import Effect, Prompt
from ivrsim.core.events import Event
from ivrsim.core.run import EVERYTHING, NO_TIMER, NOTHING, Given
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, Ways, step
from ivrsim.core.table import Plan

MAX_MOVES: Final = 100000
"""Moves that a plan's calls remember; then the oldest is forgotten, which costs time and nothing else."""

MAX_CHARACTERS: Final = 4096
"""Characters that the values of a state may have for its steps to be remembered; texts that grow would fill the memory.
"""

Values = tuple[str, ...]


class ControlState:
    """Where a call waits, but for the values of its variables.

    Attributes:
        state: the state with no variables in it.
        names: of the variables that are set, in order.
        slots: what is known of each event.
        timer_ms: in a search, how long it waits; negative where no timer runs.
        playing: likewise, the prompt that plays, or None.
        number: likewise, of the control; index: the number of the state for each combination of values.
    """

    __slots__ = ("index", "names", "number", "playing", "slots", "state", "timer_ms")

    def __init__(
        self,
        state: State,
        names: tuple[str, ...],
        timer_ms: int = NO_TIMER,
        playing: Prompt | None = None,
        number: int = 0,
    ) -> None:
        self.state = state
        self.names = names
        self.timer_ms = timer_ms
        self.playing = playing
        self.number = number
        self.slots: dict[Event, Slot] = {}
        self.index: dict[Values, int] = {}

    def full(self, values: Values) -> State:
        """A state of this control, with its variables."""
        return self.state._replace(variables=tuple(zip(self.names, values, strict=True))) if values else self.state


class Move(NamedTuple):
    """What an event does in all states of a control that agree on what the step read.

    Attributes:
        event: what happens.
        timer_ms: until the event `timer` comes next; NO_TIMER or SAME_TIMER.
        effects: what the call did.
        source: the control that it leaves.
        target: the control that it leads to.
        build: makes the values there from those before; None where they stay.
        ways: the exits that it took, each with the place that it left.
        asked: whether it was told the time.
        chosen: in a search, values from outside that the step was the first to read, and that it was tried with.
        number: likewise, of the move.
    """

    event: Event
    timer_ms: int
    effects: tuple[Effect, ...]
    source: ControlState
    target: ControlState
    build: Callable[[Values], Values] | None
    ways: Ways
    asked: bool = False
    chosen: tuple[tuple[str, str], ...] = ()
    number: int = 0


class Slot:
    """What is known of an event in a control.

    Attributes:
        places: where the variables stand that steps read so far.
        key: picks their values; None while none was read.
        moves: what was found, by these values.
    """

    __slots__ = ("key", "moves", "places")

    def __init__(self) -> None:
        self.places: tuple[int, ...] = ()
        self.key: Callable[[Values], Any] | None = None
        self.moves: dict[Any, Any] = {}

    def learn(self, read: Collection[int], values: Values, found: object) -> Any:
        """Remember what was found, and return the key under which it is; `read`: the places of what was read."""
        if not set(read) <= set(self.places):
            self.places = tuple(sorted({*self.places, *read}))
            self.key = itemgetter(*self.places)
            self.moves.clear()
        key = () if self.key is None else self.key(values)
        self.moves[key] = found
        return key


def places_read(names: tuple[str, ...], reads: frozenset[str]) -> set[int]:
    """Where the variables stand that a step read."""
    return {place for place, name in enumerate(names) if name in reads or EVERYTHING in reads} if reads else set()


def builder(
    before: tuple[str, ...], after: tuple[str, ...], changed: Collection[str], values: Mapping[str, str]
) -> Callable[[Values], Values] | None:
    """How the values after a step are made from those before it: copied, or what the step set; None if they stay."""
    if not changed and before == after:
        return None
    places = {name: place for place, name in enumerate(before)}
    constants: list[str] = []
    picked: list[int] = []
    for name in after:
        if name in places and name not in changed:
            picked.append(places[name])
        else:
            picked.append(len(before) + len(constants))
            constants.append(values[name])
    if not constants and picked == list(range(len(before))):
        return None
    added = tuple(constants)
    if not after:
        return lambda _: ()
    if len(after) == 1:
        (one,) = picked
        return lambda known: ((known + added)[one],)
    pick = itemgetter(*picked)
    return lambda known: pick(known + added)


class Memory:
    """The moves that the calls of a plan have made.

    Args:
        plan: the plan.
        max_moves: how many are remembered.

    Attributes:
        ringing: where every call begins that is given no variables.
    """

    def __init__(self, plan: Plan, max_moves: int = MAX_MOVES) -> None:
        self._plan = plan
        self._max_moves = max_moves
        self._controls: dict[tuple[State, tuple[str, ...]], ControlState] = {}
        self._moves: deque[tuple[dict[Any, Any], Any]] = deque()
        self._order: deque[tuple[State, tuple[str, ...]]] = deque()
        self.ringing = self._control(RINGING, ())

    def enter(self, state: State) -> tuple[ControlState, Values]:
        """The control and the values of a state."""
        names = tuple([name for name, _ in state.variables])
        values = tuple([value for _, value in state.variables])
        return self._control(state, names), values

    def take(self, control: ControlState, values: Values, event: Event, given: Given = NOTHING) -> Move:
        """Take a step that is not known, and remember it; not one that was told the time, of which there are too many.

        Raises:
            Needs: the step must be told something.
        """
        made = step(self._plan, control.full(values), event, given)
        move = self._move(control, event, made, asked=given is not NOTHING)
        if given is NOTHING and event.kind != "reply" and _is_short(control, values, made):
            slot = control.slots.get(event)
            if slot is None:
                slot = control.slots[event] = Slot()
            key = slot.learn(places_read(control.names, made.reads), values, move)
            self._moves.append((slot.moves, key))
            if len(self._moves) > self._max_moves:
                moves, oldest = self._moves.popleft()
                moves.pop(oldest, None)
        return move

    def _move(self, control: ControlState, event: Event, made: Step, *, asked: bool) -> Move:
        variables = made.state.variables
        names = tuple([name for name, _ in variables]) if made.writes else control.names
        target = self._control(made.state, names)
        build = builder(control.names, names, made.writes, dict(variables)) if made.writes else None
        return Move(event, made.timer_ms, made.effects, control, target, build, made.ways, asked)

    def _control(self, state: State, names: tuple[str, ...]) -> ControlState:
        bare = state._replace(variables=()) if names else state
        key = bare, names
        control = self._controls.get(key)
        if control is None:
            control = self._controls[key] = ControlState(bare, names)
            self._order.append(key)
            if len(self._order) > self._max_moves:
                del self._controls[self._order.popleft()]
        return control


def memory_of(plan: Plan) -> Memory:
    """What the calls of a plan remember; all of them share it."""
    if not plan.memory:
        plan.memory.append(Memory(plan))
    found: Memory = plan.memory[0]
    return found


def _is_short(control: ControlState, values: Values, made: Step) -> bool:
    before = sum(map(len, values)) if values else 0
    return before + len(made.state.digits) + len(made.state.ahead) <= MAX_CHARACTERS
