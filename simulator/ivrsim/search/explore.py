"""Every call that a dialplan can have: an exact search over `step`, with one callee for each class of callees.

Theory of operation. Between two events a call waits in a state, and there are finitely many of these once the clock is
left out and what cannot matter is forgotten:

* Time. A waiting state has one timer, and every accepted event starts a new one. So where a call goes on depends on
  which event comes first, never on when. A key in the first millisecond, in the middle and in the last one leads to the
  same state. When matters only for what was heard by then; `ivrsim.proofs.windows` cuts the wait where that changes. An
  ignored key leads back to the same state and leaves the timer running.
* Keys. A menu tells few inputs apart (`search.entry`); one of each class is pressed.
* Values from outside (contact fields, replies, the time). One of each class is tried (`search.domains`), when it is
  first read, and kept as long as it may be read again.
* Variables that are never read again are forgotten (`search.liveness`).

The search goes breadth first. A state is a control (where the call waits, with what input, for how long) and the values
of the variables that are set there. What a step leads to depends on the control, the event and the variables that the
step read, which it tells. So one step is taken for all states that agree on those, and what it set is put into
each of them. That is why a state costs a fraction of a step.

What the search cannot cover it says: `complete` and `bound`, and `escapes` for values that are used in ways that no
list of values covers.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import door, require
from ivrdsl.model.nodes import Dialplan
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, Prompt
from ivrsim.core.events import Event
from ivrsim.core.instructions.base import PROMPT
from ivrsim.core.memo import ControlState, Move, Slot, Values, picker, places_read
from ivrsim.core.run import NO_NAMES, NO_PLACES, NOTHING, SAME_TIMER, Given, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step, step
from ivrsim.core.variables import canonical, given_by_platform, having
from ivrsim.search import memory
from ivrsim.search.bounds import DEFAULT_BOUNDS, ENDED, Bounds, Watch
from ivrsim.search.candidates import NO_CANDIDATES, Candidates
from ivrsim.search.choices import MOST_AHEAD, SOMETHING, Choices
from ivrsim.search.domains import Domains, Escape
from ivrsim.search.forgotten import spoken_of
from ivrsim.search.liveness import CLOCK, DETECTED, live
from ivrsim.search.world import World

__all__ = ["ControlState", "Exploration", "Move", "World", "explore", "told"]

MAX_FORKS: Final = 2_000
"""Ways that one step may go; a step that goes through many tests which nobody knows has too many."""

_WATCHED: Final = 256  # states between two calls of Watch


Chosen = tuple[tuple[str, str], ...]
"""Values from outside that a step is the first to read: names, and what was chosen."""


class Look(NamedTuple):
    """What a move does with variables that no state remembers.

    Attributes:
        reads: those that it reads before it sets them.
        writes: those that it sets.
    """

    reads: frozenset[str]
    writes: frozenset[str]


Key = tuple[State, tuple[str, ...], int, Prompt | None]
"""What makes a control: a state without variables, their names, the timer, and the prompt that plays."""


class Exploration:
    """The states of a plan's calls, numbered as they were found, and how they lead to each other. State 0 rings.

    Attributes:
        plan: the plan.
        world: who may answer, and what is given.
        moves: all that were found, by their numbers.
        controls: likewise.
        complete: whether nothing was left out, but for `escapes`.
        bounds: where the search ends.
        bound: what was left out, in words; "" where nothing was.
        steps: how many were taken; a step that is told the time is one.
        escapes: uses of values from outside, of places that some call comes to, that no list of values covers.
        outside: the variables whose values come from outside; filled: the places into whose texts something is put that
            nobody knows.
        asked: what JavaScript leaned on by itself in some call, by place: the clock, chance, or a limit.
        computed: the variables that hold what the plan made of such values, other than copies; "" for any.
        told: the places of tests and assignments of which the search was told what comes of them.
        forgotten: the variables that no state remembers.
        looks: which of these a move reads before it sets them, and which it sets; by the move's number.
        only_ahead: whether nothing was left out but more keys, pressed before a menu listens.
        asks_again: whether some call asks for the time in two steps, and is told the same time in both.
    """

    def __init__(self, plan: t.Plan, world: World, domains: Domains, forgotten: frozenset[str] = NO_NAMES) -> None:
        self.plan = plan
        self.world = world
        self.moves: list[Move] = []
        self.controls: list[ControlState] = []
        self.bounds = DEFAULT_BOUNDS
        self.bound = ""
        self.steps = 0
        self._longest = 0
        self._held = self._held_values = self._bytes = 0
        self._live = live(plan)
        self._keeps = self._live.keeps
        self._domains = domains
        self._escapes = domains.escapes[0]
        self.outside = domains.outside[0]
        self.filled = domains.filled[0]
        self.computed = domains.computed[0]
        if forgotten:
            spoken = [escape for escape in spoken_of(plan, forgotten) if escape not in self._escapes]
            self._escapes = [*self._escapes, *spoken]
            self.computed |= {escape.name for escape in spoken if not given_by_platform(escape.name)}
        self.asked: dict[int, str] = {}
        self.told = domains.unknown[0]
        self._given = Given(unknown=self.told)
        self.forgotten = forgotten
        self.looks: dict[int, Look] = {}
        self.asks_again = False
        self.only_ahead = False
        self._filled = tuple((name, SOMETHING) for name in sorted(forgotten - {CLOCK}))
        self.choices = Choices(plan, domains, self._live, world.answers)
        self._known: dict[Key, ControlState] = {}
        self._control_of = array("i")
        self._values: list[Values] = []
        self._offsets = array("q", [0])
        self._targets = array("i")
        self._labels = array("i")

    # --- what was found ---------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many states there are."""
        return len(self._values)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self._targets)

    @property
    def bytes(self) -> int:
        """The memory of what was found; see `ivrsim.search.memory`."""
        states = memory.of_states(len(self), self.edges, self._held, self._held_values)
        return states + len(self.controls) * memory.CONTROL + self._bytes

    @property
    def complete(self) -> bool:
        return not self.bound

    def control(self, number: int) -> ControlState:
        """The control of a state."""
        return self.controls[self._control_of[number]]

    def state(self, number: int) -> State:
        """A state, with the variables that still matter in it."""
        control = self.control(number)
        return control.full(self._values[number])

    def outgoing(self, number: int) -> Iterator[tuple[Move, int]]:
        """What can happen in a state: the moves, and the states that they lead to."""
        if number + 1 < len(self._offsets):
            for edge in range(self._offsets[number], self._offsets[number + 1]):
                yield self.moves[self._labels[edge]], self._targets[edge]

    def standing_for(self, number: int, key: str) -> str:
        """The key that was tried in place of another one in a state."""
        return self.choices.standing_for(self.control(number).state, key)

    def values_of(self, name: str) -> list[str]:
        """The values with which a variable from outside is tried, by the name under which it is kept."""
        return self._domains.values(name)

    @property
    def arrays(self) -> "tuple[array[int], array[int], array[int]]":
        """All edges, state by state: where those of each state begin, to which states they lead, and by which moves.

        The first array has one place more, where the last edges end, and none for states that were not looked at.
        """
        return self._offsets, self._targets, self._labels

    @property
    def control_of(self) -> "array[int]":
        """For each state the number of its control."""
        return self._control_of

    @property
    def ways(self) -> frozenset[tuple[int, t.Exit]]:
        """Every exit that some call takes, with the place that it leaves."""
        return frozenset(way for move in self.moves for way in move.ways)

    @property
    def places(self) -> frozenset[int]:
        """Every place that some call comes to."""
        waiting = {control.state.place for control in self.controls}
        passed = {place for move in self.moves for place, _ in move.ways}
        return frozenset(waiting | passed | {way.to for move in self.moves for _, way in move.ways})

    @property
    def escapes(self) -> list[Escape]:
        reached = self.places
        return [escape for escape in self._escapes if escape.place in reached]

    # --- the search -------------------------------------------------------------------------------------------------

    def search(self, bounds: Bounds, watch: Watch | None) -> None:
        """Find all states, breadth first, until there are no more or a bound is hit."""
        self.bounds = bounds
        self._enter(self._begin())
        number = 0
        controls, control_of, values_of = self.controls, self._control_of, self._values
        targets, offsets = self._targets, self._offsets
        add_target, add_label = targets.append, self._labels.append
        while number < len(values_of):
            if number % _WATCHED == 0 and (over := self._ended(number, watch)):
                self.bound = over
                return
            if over := bounds.over(len(values_of), self.steps, longest=self._longest):
                self.bound = over
                return
            control = controls[control_of[number]]
            values = values_of[number]
            for slot in (control.slots or self._slots(control)).values():
                moves = slot.moves.get(() if slot.key is None else slot.key(values))
                for move in self._take(control, slot, values) if moves is None else moves:
                    following = values if move.pick is None else move.pick(values + move.added)
                    known = len(values_of)
                    target = move.target.index.setdefault(following, known)
                    if target == known:
                        values_of.append(following)
                        if following is not values:
                            self._held += 1
                            self._held_values += len(following)
                        control_of.append(move.target.number)
                    add_target(target)
                    add_label(move.number)
            offsets.append(len(targets))
            number += 1
        if not self.choices.complete:
            self.bound = "a menu tells too many different inputs apart"
        elif any(len(control.state.ahead) >= MOST_AHEAD for control in controls):
            self.only_ahead = True
            self.bound = f"more than {MOST_AHEAD} keys may be pressed before a menu listens"

    def _ended(self, number: int, watch: Watch | None) -> str:
        """Why the search ends, as far as that is looked at from time to time; "" where it goes on."""
        if watch is not None and (why := watch(len(self), number)):
            return f"{ENDED} after {len(self):,} states: {why}"
        return self.bounds.over(0, 0, size=self.bytes)

    def _begin(self) -> tuple[ControlState, Values]:
        state = RINGING
        for name, value in self.world.variables.items():
            state = state._replace(variables=having(state.variables, canonical(name, self.plan.platform)[0], value))
        return self._reduce(state, -1, None)

    def _enter(self, start: tuple[ControlState, Values]) -> None:
        control, values = start
        control.index[values] = 0
        self._values.append(values)
        self._control_of.append(control.number)

    def _slots(self, control: ControlState) -> dict[Event, Slot]:
        control.slots = {event: Slot(event) for event in self.choices.at(control.state)}
        return control.slots

    def _take(self, control: ControlState, slot: Slot, values: Values) -> tuple[Move, ...]:
        """Take a step that was not taken before, and remember it for all states that it is the same for."""
        read: set[int] = set()
        moves = tuple(islice(self._moves(control, values, slot.event, (), read), MAX_FORKS))
        if len(moves) == MAX_FORKS:
            self.bound = f"a step may go more than {MAX_FORKS} ways"
        slot.learn(read, values, moves)
        return moves

    def _moves(
        self, control: ControlState, values: Values, event: Event, chosen: Chosen, read: set[int]
    ) -> Iterator[Move]:
        """What an event leads to: once, or for each value of something that is read for the first time."""
        state = control.full(values)
        if self._filled:
            state = state.having(tuple(sorted(state.variables + self._filled)))
        for name, value in chosen:
            state = state._replace(variables=having(state.variables, name, value))
        self.steps += 1
        try:
            made, asked = told(self.plan, state, event, self._given)
        except Needs:
            choices: Sequence[tuple[str, str]] = [(CLOCK, str(moment)) for moment in self.choices.moments.values]
        else:
            read |= places_read(control.names, made.reads)
            self.asked.update(made.asked)
            open_ = sorted(name for name in made.reads if self._is_open(name, state))
            self.asks_again |= asked and all(name != CLOCK for name, _ in chosen)
            if not open_:
                yield self._move(control, event, chosen, made, asked=asked)
                return
            choices = self._choices_of(open_[0])
        for choice in choices:
            yield from self._moves(control, values, event, (*chosen, choice), read)

    def _choices_of(self, name: str) -> Sequence[tuple[str, str]]:
        """The values with which a variable from outside is tried, each with the name under which it is kept."""
        return [(name, value) for value in self._domains.values(name)]

    def _is_open(self, name: str, state: State) -> bool:
        """Whether a variable has a value from outside that was not chosen yet."""
        return self._domains.is_outside(name) and all(known != name for known, _ in state.variables)

    def _move(self, control: ControlState, event: Event, chosen: Chosen, made: Step, *, asked: bool) -> Move:
        following, timer_ms = made.state, made.timer_ms
        waits_ms = control.timer_ms if timer_ms == SAME_TIMER else timer_ms
        playing = control.playing if timer_ms == SAME_TIMER else playing_after(self.plan, following, made.effects)
        target, values = self._reduce(following, waits_ms, playing)
        changed = made.writes.union(name for name, _ in chosen)
        pick, added = picker(control.names, target.names, changed, values)
        self._longest = max(self._longest, *map(len, added), 0)
        number = len(self.moves)
        if self.forgotten:
            self.looks[number] = Look(self.forgotten & made.reads, self.forgotten & made.writes)
        told = event, timer_ms, made.effects, control, target, pick, added, made.ways
        move = Move(*told, asked, chosen, number, made.unforeseen)
        self.moves.append(move)
        self._bytes += memory.of_move(move)
        return move

    def _reduce(self, state: State, timer_ms: int, playing: Prompt | None) -> tuple[ControlState, Values]:
        """The control and the values of a state, without what cannot matter any more."""
        key, values = self._essence(state, timer_ms, playing)
        control = self._known.get(key)
        if control is None:
            control = self._known[key] = ControlState(*key, number=len(self.controls))
            control.index = {}
            self.controls.append(control)
        return control, values

    def _essence(self, state: State, timer_ms: int, playing: Prompt | None) -> tuple[Key, Values]:
        """What makes a control, and the values: what a state is without what cannot matter any more."""
        keeps = self._keeps
        place = state.place
        forgotten = self.forgotten
        variables = (
            ()
            if state.outcome
            else tuple(pair for pair in state.variables if keeps(place, pair[0]) and pair[0] not in forgotten)
        )
        digits = state.digits
        if digits and type(self.plan.table[place]) is t.Collect:
            digits = self.choices.entry(place).representative(digits)
        detected = state.detected if keeps(place, DETECTED) and not state.outcome else ""
        names = tuple(name for name, _ in variables)
        bare = state._replace(digits=digits, variables=(), detected=detected)
        return (bare, names, timer_ms, playing), tuple(value for _, value in variables)


def playing_after(plan: t.Plan, state: State, effects: tuple[Effect, ...]) -> Prompt | None:
    """The prompt that plays, for a call that waits in one."""
    if state.outcome or plan.table[state.place].awaits != PROMPT:
        return None
    return next((effect for effect in reversed(effects) if isinstance(effect, Prompt)), None)


def told(plan: t.Plan, state: State, event: Event, given: Given = NOTHING) -> tuple[Step, bool]:
    """Take a step, and tell it the time if it asks and the time was chosen; whether it was.

    Raises:
        Needs: it asks, and the time was not chosen.
    """
    try:
        return step(plan, state, event, given), False
    except Needs:
        known = dict(state.variables).get(CLOCK)
        if known is None:
            raise
    made = step(plan, state, event, given._replace(now_ms=int(known)))
    return made._replace(reads=made.reads | {CLOCK}), True


def kept_names(plan: t.Plan, world: World) -> frozenset[str]:
    """Return the variables of a world that a search remembers in any case: what is given, and what recipients have."""
    names = (*world.variables, *world.attributes)
    return frozenset(canonical(name.removeprefix("attribute."), plan.platform)[0] for name in names)


def domains_of(
    plan: t.Plan,
    world: World,
    *,
    forks: bool = False,
    unknown: frozenset[int] = NO_PLACES,
    candidates: Candidates = NO_CANDIDATES,
    keys_apart: bool = False,
) -> Domains:
    """Return the values that matter in a world's calls. See `Domains`."""
    known = {canonical(name, plan.platform)[0]: value for name, value in world.variables.items()}
    return Domains(
        [plan],
        world.attributes,
        known=known,
        forks=forks,
        unknown=unknown,
        candidates=candidates,
        keys_apart=keys_apart,
    )


@door
def explore(
    plan: Dialplan | t.Plan,
    *,
    world: World | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
    watch: Watch | None = None,
    domains: Domains | None = None,
    forgotten: frozenset[str] = NO_NAMES,
) -> Exploration:
    """Find every state that some call of a plan comes to.

    Args:
        plan: the nodes, on the default platform, or a plan that `compile_plan` made ready.
        world: who may answer, and what is given.
        bounds: where the search ends.
        watch: is told of the progress, and may end the search.
        domains: the values that matter, if they are known already.
        forgotten: variables that no state remembers, because they decide nothing; see `search.forgotten`.

    Returns:
        The states and edges, and whether they are all. A search never fails: a bound that was hit is part of the
        result.
    """
    ready, world = compile_plan(plan), World() if world is None else world
    require(isinstance(world, World), "explore", "world", world, "World(...)")
    require(isinstance(bounds, Bounds), "explore", "bounds", bounds, "Bounds(...)")
    found = Exploration(ready, world, domains or domains_of(ready, world), forgotten)
    found.search(bounds, watch)
    return found
