"""Steps that were taken before: `step` is pure, so a plan grows into a graph of states as its calls run.

Each state known so far has a dictionary from events to what follows, and what follows holds the dictionary of the
next state. A call that goes where others went does one look-up an event and hashes no state. The number of states is
bounded: beyond it everything is forgotten, which costs time and nothing else.
"""

from typing import Any, Final

from ivrsim.core.effects import Effect
from ivrsim.core.events import Event
from ivrsim.core.state import State
from ivrsim.core.step import step
from ivrsim.core.table import Plan

MAX_STATES: Final = 100_000

MAX_CHARACTERS: Final = 4096
"""Characters that the variables of a state may have to be remembered; a text that grows would fill the memory."""

Known = dict[Event, tuple[State, int, tuple[Effect, ...], Any]]
"""Event to (next state, timer, effects, what is known of the next state)."""


def known_from(plan: Plan, state: State) -> Known:
    """What is known of the steps from a state."""
    if sum(len(value) for _, value in state.variables) + len(state.digits) > MAX_CHARACTERS:
        return {}
    known = plan.memo.get(state)
    if known is None:
        if len(plan.memo) >= MAX_STATES:
            plan.memo.clear()
        known = plan.memo[state] = {}
    found: Known = known
    return found


def take(plan: Plan, state: State, known: Known, event: Event) -> tuple[State, int, tuple[Effect, ...], Known]:
    """Take a step for the first time, and remember it."""
    following, timer_ms, effects = step(plan, state, event)
    entry = following, timer_ms, effects, known_from(plan, following)
    if event.kind not in ("clock", "reply"):  # of these there are too many to remember
        known[event] = entry
    return entry
