"""What every tag does: `step(plan, state, event)`, the one meaning of a dialplan. Nothing else interprets a tag.

Theory of operation. Between two events a call waits at one instruction: the phone rings, a prompt plays, a menu
collects keys, a wait tag pauses. An event first goes to the waiting instruction, which decides where the call goes on.
Then instructions run, one after the other and in no time, until one waits again or the call ends. What happened on the
way is the list of effects; the state afterwards says where the call waits; the timer says how long until the call goes
on by itself. `step` is pure: it reads no clock, draws no random number and changes nothing, so its results may be
remembered (`memo.py`) and searched. What it must know from outside, such as the time of day, it is given. Where that
is missing it raises Needs, and whoever wants the step takes it again with the answer.

The platform's rules stand beside the lines that apply them; [n] is a section of docs/language.md, and a quirk's
key names what no source says.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ivrsim.core import effects, table as t
from ivrsim.core.effects import Effect
from ivrsim.core.events import Event
from ivrsim.core.needs import LIMIT, TIME
from ivrsim.core.run import NO_NAMES, NO_TIMER, NOTHING, SAME_TIMER, Asked, CallEnds, Given, Leant, Run, TimedWait
from ivrsim.core.state import State, Variables
from ivrsim.core.tags import media, menu, outside, structure, values

MAX_INSTRUCTIONS: Final = 100_000
"""Instructions that may run between two events; more is the outcome `limit`."""

Ways = tuple[tuple[int, t.Exit], ...]
"""The exits that a step took, in order, each with the place that it left."""


class Step(NamedTuple):
    """What a step leads to, and how it came about.

    Two states that differ only in variables which are not among `reads` take the same ways, have the same effects, and
    set the same variables.

    Attributes:
        state: the state after it.
        timer_ms: ms until the event `timer` comes by itself, or NO_TIMER, SAME_TIMER.
        effects: what the call did, in order.
        ways: the exits that the call took.
        reads: the variables whose value before the step, or absence, decided something; EVERYTHING stands for all.
        writes: the variables that the step set or forgot.
        spoken: those among `reads` that only the prompt which now plays has read, to say them.
        asked: what JavaScript asked for by itself, which no list of variables tells: the place, and what.
        leant: what leant on samples, where inputs are put in as tokens.
    """

    state: State
    timer_ms: int
    effects: tuple[Effect, ...]
    ways: Ways = ()
    reads: frozenset[str] = NO_NAMES
    writes: frozenset[str] = NO_NAMES
    spoken: frozenset[str] = NO_NAMES
    asked: Asked = ()
    leant: Leant = ()

    @property
    def unforeseen(self) -> bool:
        """Whether JavaScript asked for the time, or drew lots."""
        return any(what != LIMIT for _, what in self.asked)

    @property
    def fleeting(self) -> bool:
        """Whether it leans on a limit of time: it is taken again, and never remembered."""
        return any(what == TIME for _, what in self.asked)


def step(plan: t.Plan, state: State, event: Event, given: Given = NOTHING) -> Step:
    """Return what a call does when something happens to it.

    Args:
        plan: the dialplan on its platform.
        state: where the call is.
        event: what happens.
        given: what is known of the world.

    Returns:
        The next state, the timer that runs in it (ms), the effects, and how they came about. An event that cannot
        matter in this state (a key while nothing listens, anything after the end) changes nothing and may have an
        effect `ignored`.

    Raises:
        Needs: something is not given.
    """
    if state.outcome:
        return Step(state, NO_TIMER, ())
    if state.hung_up and event.kind in ("hang up", "key"):  # who is gone can do nothing
        return Step(state, SAME_TIMER, ())
    run = Run(plan, state, given)
    try:
        result = _happens(run, run.table[state.place], event)
        if result is None:
            after = state if run.ahead == state.ahead else state._replace(ahead=run.ahead)
            return _told(run, after, SAME_TIMER)
        if not isinstance(result, TimedWait) and not run.outcome:
            run.follow(result)
            result = _go(run)
    except CallEnds:
        return _told(run, run.state(), NO_TIMER)
    return _told(run, run.state(), result.timer_ms if isinstance(result, TimedWait) else NO_TIMER)


def run_alone(plan: t.Plan, place: int, variables: Variables, given: Given = NOTHING) -> Step:
    """Return what one instruction does by itself that takes no time: a test, an assignment, a stash.

    Args:
        plan: the dialplan on its platform.
        place: where the instruction stands.
        variables: what is set, sorted by name.
        given: what is known of the world.

    Raises:
        Needs: something is not given.
    """
    run = Run(plan, State(place, variables=variables), given)
    try:
        result = _RUNNING[type(plan.table[place])](run, plan.table[place])
    except CallEnds:
        return _told(run, run.state(), NO_TIMER)
    if isinstance(result, t.Exit):
        run.follow(result)
    return _told(run, run.state(), NO_TIMER)


def _told(run: Run, state: State, timer_ms: int) -> Step:
    effects, ways = tuple(run.effects), tuple(run.ways)
    return _NEW(Step, (state, timer_ms, effects, ways, run.reads, run.writes, run.spoken, run.asked, run.leant))


_NEW: Final = tuple.__new__
"""What Step(...) does, at half the price."""


def _go(run: Run) -> t.Exit | TimedWait:
    """Run instructions from where the call is, until one waits or the call ends."""
    table, ways = run.table, run.ways
    for _ in range(MAX_INSTRUCTIONS):
        instruction = table[run.place]
        if run.hung_up and instruction.passed_by:
            run.effects.append(effects.Skipped(instruction.element, run.plan.elements[instruction.element].node.tag))
            run.follow(getattr(instruction, instruction.passed_by))
            continue
        result: t.Exit | TimedWait = _RUNNING[type(instruction)](run, instruction)
        if isinstance(result, TimedWait) or run.outcome:
            return result
        ways.append((run.place, result))
        run.place = result.to
    message = f"{MAX_INSTRUCTIONS} tags ran without a pause"
    return run.end("limit", effects.Trouble(instruction.element, "limit", message))


def _happens(run: Run, waiting: Any, event: Event) -> t.Exit | TimedWait | None:
    """What an event does: a catch comes first, then the instruction at which the call waits."""
    if event.kind == "hang up":
        return _hang_up(run, waiting)
    if event.kind == "key" and run.plan.every_handler and (handler := run.handler(event.value)):
        run.effects.append(effects.KeyPressed(waiting.element, event.value))
        return structure.caught(run, handler)
    return _WAITING[type(waiting)](run, waiting, event)


def _hang_up(run: Run, waiting: Any) -> t.Exit:
    """The callee hangs up. A recording is kept [9]; a catch runs what needs no callee [14.12]; else all is over."""
    run.effects.append(effects.CalleeHungUp(waiting.element))
    if isinstance(waiting, t.Record):
        media.keep_recording(run, waiting, "hang up")
    run.hung_up = "callee"
    handler = None if isinstance(waiting, t.Ring) else run.handler("hangup")
    return run.end("callee hung up") if handler is None else structure.caught(run, handler)


_WAITING: Final[dict[type, Callable[[Run, Any, Event], t.Exit | TimedWait | None]]] = {
    t.Ring: structure.ringing,
    t.Detect: structure.detecting,
    t.Play: media.in_prompt,
    t.Pause: media.in_prompt,
    t.Collect: menu.collecting,
    t.Record: media.recording,
    t.Transfer: outside.transferring,
    t.Request: outside.requesting,
    t.Tones: outside.sending,
    t.Test: values.testing,
    t.Assign: values.assigning,
    t.Stash: values.stashing,
}
"""What happens to a call that waits, by the instruction at which it waits."""

_RUNNING: Final[dict[type, Callable[[Run, Any], t.Exit | TimedWait]]] = {
    t.Ring: structure.ring,
    t.Finish: structure.finish,
    t.Detect: structure.detect,
    t.Jump: structure.jump,
    t.GotoDocument: structure.goto_document,
    t.Guard: structure.guard,
    t.Assume: structure.assume,
    t.LeftOut: structure.left_out,
    t.Unsupported: structure.unsupported,
    t.Play: media.play,
    t.Pause: media.pause,
    t.Enter: menu.enter,
    t.Collect: menu.collect,
    t.Record: media.record,
    t.RecordBehind: media.record_behind,
    t.Transfer: outside.transfer,
    t.Request: outside.request,
    t.Message: outside.message,
    t.Exclude: outside.do_not_call,
    t.Tones: outside.tones,
    t.Assign: values.assign,
    t.Stash: values.stash,
    t.Test: values.test,
}
"""What instructions do."""
