"""Steps that were taken before, remembered by where the call was and by the values that they read.

Theory of operation. A control is a state without the values of its variables. What a step does depends on the control,
the event, and the values that it read, which `step` tells. So a move, once taken, holds for all states of its control
that agree on those values. Its effects are theirs, and the values after it are made from theirs (`pick`). A plan grows
into a graph of controls as its calls run. A call that goes where others went does one look-up an event, and hashes no
state. Calls and searches share this; a search has moves of its own for values that it chooses.
"""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Mapping
from operator import itemgetter
from typing import Any, Final

from ivrdsl.model.structs import replace
from ivrsim.core.effects import Effect, Prompt
from ivrsim.core.events import TIMER, Event
from ivrsim.core.kinds import EffectKind
from ivrsim.core.prompts import LastSaid, PromptFiller, filler
from ivrsim.core.record import record
from ivrsim.core.run import EVERYTHING, NO_TIMER, NOTHING, Given
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, Ways, step
from ivrsim.core.table import Finish, Instruction, Plan
from ivrsim.core.variables import canonical

MAX_MOVES: Final = 100_000
"""Moves that a plan's calls remember; then the oldest is forgotten, which costs time and nothing else."""

MAX_CHARACTERS: Final = 4096
"""Characters that the values of a state may have for its steps to be remembered: texts may grow."""

_MOST_OPENINGS: Final = 1000
"""Sets of names whose beginnings are remembered: a list of recipients has the same names for all of them."""

_MOST_EXPANDED: Final = 10_000
"""Moves whose effects are kept as a transcript tells them."""

Values = tuple[str, ...]

Expanded = tuple[tuple[Effect, ...], list[tuple[str, int, dict[str, Any]]]]
"""Effects, and of each the kind, the element and the details."""

_NOWHERE: Final = Finish(0, "")

_NONE: Final[dict[Any, Any]] = {}
"""Nothing is ever put into it: most controls hold one move, and need one dictionary of their own."""


class ControlState:
    """Where a call waits, but for the values of its variables.

    Attributes:
        state: the state with no variables in it.
        names: of the variables that are set, in order.
        moves: what is known of events that read no variable.
        slots: what is known of those that do; in a search, of all.
        acts: what is known of what a callee does that takes several events.
        waiting: in a call, the instruction at which it waits; filler: what says the prompt that plays there.
        timer_ms: in a search, how long it waits; negative where no timer runs.
        playing: likewise, the prompt that plays, or None.
        number: likewise, of the control; index: the number of the state for each combination of values.
    """

    __slots__ = (
        "acts", "filler", "index", "moves", "names", "number", "playing", "slots", "state", "timer_ms", "waiting",
    )  # fmt: skip

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
        self.moves: dict[Event, Move] = {}
        self.slots: dict[Event, Slot] = _NONE
        self.acts: dict[Hashable, Act | None] = _NONE
        self.index: dict[Values, int] = _NONE
        self.waiting: Instruction = _NOWHERE
        self.filler: PromptFiller | None = None

    def __getstate__(self) -> tuple[Any, ...]:
        """What another process, or a copy, is told: where it is, and not what calls did from here."""
        return self.state, self.names, self.timer_ms, self.playing, self.number, self.waiting

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        *where, waiting = state
        self.__init__(*where)  # type: ignore[misc]
        self.waiting = waiting

    def full(self, values: Values) -> State:
        """A state of this control, with its variables."""
        return self.state.having(tuple(zip(self.names, values, strict=True))) if values else self.state


@record
class Move:
    """What an event does in all states of a control that agree on what the step read.

    Attributes:
        event: what happens.
        timer_ms: until the event `timer` comes next; NO_TIMER or SAME_TIMER.
        effects: what the call did.
        source: the control that it leaves.
        target: the control that it leads to.
        pick: picks the values there from those before, with `added` behind them; None where they stay.
        added: what the step set.
        ways: the exits that it took, each with the place that it left.
        asked: whether it was told the time.
        chosen: in a search, values from outside that the step was the first to read, and that it was tried with.
        number: likewise, of the move.
        unforeseen: whether JavaScript asked for the time in it, or drew lots: another time it may lead elsewhere.
        says: in a call, what says the prompt with which the move ends, for the values there; then `effects` and
            `timer_ms` are without it. None for a move whose effects are all told.
    """

    event: Event
    timer_ms: int
    effects: tuple[Effect, ...]
    source: ControlState
    target: ControlState
    pick: Callable[[Values], Values] | None
    added: Values
    ways: Ways
    asked: bool = False
    chosen: tuple[tuple[str, str], ...] = ()
    number: int = 0
    unforeseen: bool = False
    says: PromptFiller | None = None

    def after(self, values: Values) -> Values:
        """The values after it, of those before."""
        return values if self.pick is None else self.pick(values + self.added)

    def told(self, values: Values) -> tuple[tuple[Effect, ...], int] | None:
        """The effects and the timer, for the values after it; None where the move does not hold for these."""
        if self.says is None:
            return self.effects, self.timer_ms
        prompt = self.says(values)
        return None if prompt is None else ((*self.effects, prompt), prompt.duration_ms)


@record
class Act:
    """What comes of something that a callee does, where no value decides it: moves in a row, as one.

    Attributes:
        steps: what each move but the last does: when, in ms after the first, its effects, and the move.
        changes: those of them that change values.
        last: the last move; later_ms: when it comes, in ms after the first.
        fires: how many timers fire; where the first move is one, it comes when the timer that runs is due.
    """

    steps: tuple[tuple[int, tuple[Effect, ...], Move], ...]
    changes: tuple[Move, ...]
    last: Move
    later_ms: int
    fires: int


class Slot:
    """What is known of an event in a control.

    Attributes:
        event: the event.
        places: where the variables stand that steps read so far.
        key: picks their values; None while none was read.
        moves: what was found, by these values.
    """

    __slots__ = ("event", "key", "moves", "places")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.places: tuple[int, ...] = ()
        self.key: Callable[[Values], Any] | None = None
        self.moves: dict[Any, Any] = {}

    def learn(self, read: Collection[int], values: Values, found: object) -> Any:
        """Remember what was found, and return the key under which it is; `read`: the places of what was read."""
        pick, moves = self.key, self.moves
        if not set(read) <= set(self.places):
            self.places = tuple(sorted({*self.places, *read}))
            self.key = pick = itemgetter(*self.places)
            self.moves = moves = {}
        key = () if pick is None else pick(values)
        moves[key] = found
        return key


def places_read(names: tuple[str, ...], reads: frozenset[str]) -> set[int]:
    """Where the variables stand that a step read."""
    return {place for place, name in enumerate(names) if name in reads or EVERYTHING in reads}


def picker(
    before: tuple[str, ...], after: tuple[str, ...], changed: Collection[str], values: Values
) -> tuple[Callable[[Values], Values] | None, Values]:
    """How the values after a step are made from those before it: what picks them, and from what else; see `Move`.

    Args:
        before, after: the names that have values.
        changed: those that the step set or forgot; any others are as before.
        values: those after the step, of which what it set is taken.
    """
    places = {name: place for place, name in enumerate(before) if name not in changed}
    if len(places) == len(before) and before == after:
        return None, ()
    added = tuple([value for name, value in zip(after, values, strict=True) if name not in places])
    count = iter(range(len(before), len(before) + len(added)))
    picked = [places[name] if name in places else next(count) for name in after]
    if len(picked) > 1:
        return itemgetter(*picked), added
    start = picked[0] if picked else 0
    return itemgetter(slice(start, start + len(picked))), added  # of one item it is a tuple, too


class Memory:
    """The moves that the calls of a plan have made.

    Args:
        plan: the plan.
        max_moves: how many are remembered.

    Attributes:
        ringing: where every call begins that is given no variables.
        expanded: the effects of moves as a transcript tells them, by the identity of the tuple, which stays as it is
            while it is kept here.
    """

    def __init__(self, plan: Plan, max_moves: int = MAX_MOVES) -> None:
        self._plan = plan
        self._max_moves = max_moves
        self._controls: dict[tuple[State, tuple[str, ...]], ControlState] = {}
        self._kept: deque[tuple[dict[Any, Any], Any]] = deque()
        self._order: deque[tuple[State, tuple[str, ...]]] = deque()
        self._openings: dict[tuple[str, ...], tuple[ControlState, list[str] | None]] = {}
        self.expanded: dict[int, Expanded] = {}
        self._said: dict[int, LastSaid] = {}
        self.ringing = self._control(RINGING, ())

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy, or another process, begins with the plan's memory there."""
        return memory_of, (self._plan,)

    def enter(self, state: State) -> tuple[ControlState, Values]:
        """The control and the values of a state."""
        names, values = _apart(state)
        return self._control(state, names), values

    def opening(self, variables: Mapping[str, str]) -> tuple[ControlState, Values]:
        """Where a call begins that is given variables, by the platform's names; of two for one variable the last."""
        given = tuple(variables)
        found = self._openings.get(given)
        if found is None:
            kept = {canonical(name, self._plan.platform)[0]: name for name in given}
            names = tuple(sorted(kept))
            order = [kept[name] for name in names]
            found = self._control(RINGING, names), None if order == list(given) else order
            if len(self._openings) < _MOST_OPENINGS:
                self._openings[given] = found
        control, ordered = found
        return control, tuple(variables.values() if ordered is None else map(variables.__getitem__, ordered))

    def find(self, control: ControlState, values: Values, event: Event) -> Move | None:
        """The move that is known of an event; None if there is none."""
        move = control.moves.get(event)
        if move is None and (slot := control.slots.get(event)) is not None and slot.key is not None:
            move = slot.moves.get(slot.key(values))
        return move

    def take(self, control: ControlState, values: Values, event: Event, given: Given = NOTHING) -> Move:
        """Take a step that is not known, and remember it.

        Not one that was told the time, of which there are too many, nor one that leans on a limit of time.

        Raises:
            Needs: the step must be told something.
        """
        made = step(self._plan, control.full(values) if values else control.state, event, given)
        move = self._move(control, event, made, asked=given is not NOTHING)
        if given is NOTHING and event.kind != "reply" and _is_short(values, made) and not made.fleeting:
            self._remember(control, values, move, made)
        return move

    def _remember(self, control: ControlState, values: Values, move: Move, made: Step) -> None:
        decided = made.reads
        if made.spoken and (says := self._filler(move.target)) is not None:
            decided -= made.spoken
            move = replace(move, effects=move.effects[:-1], says=says)
        read = places_read(control.names, decided) if decided else ()
        if not read and move.event not in control.slots:
            moves, key = control.moves, move.event
            moves[key] = move
        else:
            if move.event not in control.slots:
                control.slots = control.slots | {move.event: Slot(move.event)}
                control.moves.pop(move.event, None)
            slot = control.slots[move.event]
            key, moves = slot.learn(read, values, move), slot.moves
        self._kept.append((moves, key))
        if len(self._kept) > self._max_moves:
            forgotten, oldest = self._kept.popleft()
            forgotten.pop(oldest, None)

    def remember_act(self, control: ControlState, name: Hashable, log: list[Any]) -> None:
        """Remember by which moves an act of a callee went, if any call that waits there goes by them.

        It is done the second time: what happens once is not worth it.

        Args:
            control: where it began.
            name: of the act.
            log: what happened, as a line keeps it.
        """
        if name not in control.acts:
            control.acts = control.acts | {name: None}
            return
        moves: list[Move | None] = log[2::3]
        known = [move for move in moves if move is not None and move.source.moves.get(move.event) is move]
        if not known or len(known) < len(moves) or any(map(_asks, known)):
            return  # where it went depends on values, on the time, or on what web servers say
        if any(move.says is not None for move in known[:-1]):
            return  # when it went on depends on how long a text is
        changes = tuple([move for move in known[:-1] if move.pick is not None])
        steps = tuple([(log[at] - log[0], log[at + 1], log[at + 2]) for at in range(0, len(log) - 3, 3)])
        fires = sum(move.event == TIMER for move in known)
        control.acts[name] = Act(steps, changes, known[-1], log[-3] - log[0], fires)

    def _filler(self, control: ControlState) -> PromptFiller | None:
        """What says the prompt that plays there; the calls that come there by different moves share it."""
        if control.filler is None:
            last = self._said.setdefault(control.state.place, [(None, None)])
            play: Any = control.waiting
            control.filler = filler(play, self._plan.platform, control.names, last)
        return control.filler

    def expand(self, effects: tuple[Effect, ...]) -> Expanded:
        """Expand the effects of a move, and keep that: they are read for many calls."""
        found: Expanded = effects, [(EffectKind(effect.kind), effect.element, effect.details) for effect in effects]
        if sum(len(str(each)) for _, _, details in found[1] for each in details.values()) <= MAX_CHARACTERS:
            if len(self.expanded) >= _MOST_EXPANDED:
                self.expanded.clear()
            self.expanded[id(effects)] = found
        return found

    def _move(self, control: ControlState, event: Event, made: Step, *, asked: bool) -> Move:
        names, pick = control.names, None
        added: Values = ()
        if made.writes:
            names, values = _apart(made.state)
            pick, added = picker(control.names, names, made.writes, values)
        target = self._control(made.state, names)
        told = event, made.timer_ms, made.effects, control, target, pick, added, made.ways
        return Move(*told, asked, unforeseen=made.unforeseen)

    def _control(self, state: State, names: tuple[str, ...]) -> ControlState:
        bare = state.having(()) if names else state
        key = bare, names
        control = self._controls.get(key)
        if control is None:
            control = ControlState(bare, names)
            control.waiting = self._plan.table[bare.place]
            if len(bare.digits) + len(bare.ahead) + sum(map(len, names)) <= MAX_CHARACTERS:
                self._controls[key] = control
                self._order.append(key)
            if len(self._order) > self._max_moves:
                self._controls.pop(self._order.popleft(), None)
        return control


def memory_of(plan: Plan) -> Memory:
    """What the calls of a plan remember; all of them share it."""
    if not plan.memory:
        plan.memory.append(Memory(plan))
    found: Memory = plan.memory[0]
    return found


def _asks(move: Move) -> bool:
    """Whether it begins or ends a wait for a web server."""
    return "http" in (move.source.state.phase, move.target.state.phase)


def _apart(state: State) -> tuple[tuple[str, ...], Values]:
    """The names and the values of a state's variables."""
    if not state.variables:
        return (), ()
    names, values = zip(*state.variables, strict=True)
    return names, values


def _is_short(values: Values, made: Step) -> bool:
    """Whether what a step began with and led to is short enough to be remembered."""
    after = made.state
    kept = len(after.digits) + len(after.ahead)
    if made.writes:
        kept += sum([len(value) for _, value in after.variables])
    return kept <= MAX_CHARACTERS and (not values or sum(map(len, values)) <= MAX_CHARACTERS)
