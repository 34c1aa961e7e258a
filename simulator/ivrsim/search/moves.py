"""What an exploration is made of: controls, the moves between them, and how values pass from one to the next."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from ivrdsl.model.structs import field, struct
from ivrsim.core import table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import Event
from ivrsim.core.state import State

Values = tuple[str, ...]


class Move(NamedTuple):
    """What an event does in all states that agree on what the step read.

    Attributes:
        event: what happens.
        chosen: values from outside that the step was the first to read, and that it was tried with.
        timer_ms: until the event `timer` comes next; NO_TIMER or SAME_TIMER.
        effects: what the call did.
        ways: the exits that it took, each with the place it left.
        source: the control that it leaves.
        target: the control that it leads to; `build` makes its values from those before, None where they stay.
        number: of the move, in its exploration.
    """

    event: Event
    chosen: tuple[tuple[str, str], ...]
    timer_ms: int
    effects: tuple[Effect, ...]
    ways: tuple[tuple[int, t.Exit], ...]
    source: "ControlState"
    target: "ControlState"
    build: Callable[[Values], Values] | None
    number: int


@struct(eq=False, frozen=False)
class ControlState:
    """Where a call waits, but for the values of its variables.

    Attributes:
        number: of the control, in its exploration.
        state: the state with no variables in it.
        names: of the variables that are set, in order.
        timer_ms: how long it waits; negative where no timer runs.
        playing: the effect of the prompt that plays, or None.
        index: the number of the state for each combination of values.
        slots: what is known of each event.
    """

    number: int
    state: State
    names: tuple[str, ...]
    timer_ms: int
    playing: Effect | None
    index: dict[Values, int] = field(default_factory=dict)
    slots: "list[Slot] | None" = None


@struct(eq=False, frozen=False)
class Slot:
    """What is known of an event in a control.

    Attributes:
        event: the event.
        places: where the variables stand that steps read so far.
        moves: by their values: one move, or several where a value from outside is chosen.
    """

    event: Event
    places: tuple[int, ...] = ()
    key: Callable[[Values], Any] | None = None
    moves: dict[Any, tuple[Move, ...]] = field(default_factory=dict)


Key = tuple[State, tuple[str, ...], int, Effect | None]
"""What makes a control: a state without variables, their names, the timer, and the prompt that plays."""


def full(control: ControlState, values: Values) -> State:
    """A state with its variables."""
    return control.state._replace(variables=tuple(zip(control.names, values, strict=True)))


def playing_after(plan: t.Plan, state: State, effects: tuple[Effect, ...]) -> Effect | None:
    """The effect of the prompt that plays, for a call that waits in one."""
    if state.outcome or type(plan.table[state.place]) is not t.Play:
        return None
    return next((effect for effect in reversed(effects) if effect[0] == "prompt"), None)


def builder(
    before: tuple[str, ...], after: tuple[str, ...], changed: set[str], values: Mapping[str, str]
) -> Callable[[Values], Values] | None:
    """How the values after a step are made from those before it: copied, or what the step set; None if they stay."""
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
