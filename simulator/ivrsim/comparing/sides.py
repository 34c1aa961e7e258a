"""One of two plans that are compared: its steps, each taken once, and its states without what cannot matter."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.model.structs import replace
from ivrsim.core import table as t
from ivrsim.core.events import Event
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.lengths import Fixed
from ivrsim.core.run import NO_TIMER, Needs
from ivrsim.core.state import RINGING, State
from ivrsim.core.step import Step
from ivrsim.core.variables import canonical, having
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import behind, turned_round
from ivrsim.search.choices import Choices
from ivrsim.search.domains import Domains
from ivrsim.search.explore import told
from ivrsim.search.liveness import DETECTED, live

_PROMPT_MS: Final = 5000
"""How long a prompt plays whose wording is ignored."""


class TakenStep(NamedTuple):
    """A step of one side of a comparison.

    Attributes:
        state: the side's state before it.
        event: what happened.
        chosen: values from outside that were chosen for it.
        step: what it led to.
    """

    state: State
    event: Event
    chosen: tuple[tuple[str, str], ...]
    step: Step

    @property
    def passed(self) -> tuple[int, ...]:
        """The places that the call came through, where it waits now included."""
        ways = self.step.ways
        return (*(place for place, _ in ways), *([self.step.state.place] if ways else []))


class Side:
    """One of the plans.

    Args:
        plan: the plan.
        domains: the values that matter to both plans.
        answers: how the phone may be answered.
    """

    def __init__(self, plan: t.Plan, domains: Domains, answers: Sequence[Event]) -> None:
        self.plan = plan
        self._live = live(plan)
        self.choices = Choices(plan, domains, self._live, answers)
        self._known: dict[tuple[State, Event], Step] = {}
        self._takes_kept_keys = _before_menus(plan) if plan.platform.type_ahead == "keep" else frozenset()

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self._known)

    def start(self, variables: Mapping[str, str]) -> State:
        """Return the ringing phone, with what is given before the call."""
        state = RINGING
        for name, value in variables.items():
            state = given(state, canonical(name, self.plan.platform)[0], value)
        return self.reduced(state)

    def take(self, state: State, event: Event) -> Step:
        """Take a step; if the call asks for the time, and the time was chosen, tell it.

        Raises:
            Needs: the time was not chosen.
        """
        key = state, event
        found = self._known.get(key)
        if found is None:
            found, _ = told(self.plan, state, event)
            self._known[key] = found
        return found

    def timer_after(self, state: State, event: Event) -> int:
        """The timer that runs after a step, in ms; NO_TIMER where it depends on a time that was not chosen."""
        try:
            return self.take(state, event).timer_ms
        except Needs:
            return NO_TIMER

    def reduced(self, state: State) -> State:
        """Return a state without what cannot matter any more; the digits of an input stay as they are."""
        if state.outcome:
            return State(t.END, outcome=state.outcome)
        keeps = self._live.keeps
        variables = tuple(pair for pair in state.variables if keeps(state.place, pair[0]))
        detected = state.detected if keeps(state.place, DETECTED) else ""
        ahead = state.ahead if state.place in self._takes_kept_keys and not state.hung_up else ""
        return state._replace(variables=variables, detected=detected, ahead=ahead)

    def representative(self, state: State) -> str:
        """Return the beginning of an input that stands for the one of a state."""
        if state.digits and self.plan.table[state.place].awaits == KEYS:
            return self.choices.entry(state.place).representative(state.digits)
        return state.digits


def _before_menus(plan: t.Plan) -> frozenset[int]:
    """The places from which a call may come to a menu, which takes the keys that were kept."""
    back = turned_round(Flow(plan).both_sides(as_written=True))
    return frozenset(behind(back, [place for place, each in enumerate(plan.table) if each.awaits == KEYS]))


def given(state: State, name: str, value: str) -> State:
    """Return a state with a variable set from outside."""
    return state._replace(variables=having(state.variables, name, value))


def unworded(plan: t.Plan) -> t.Plan:
    """Return a plan in which every prompt that says anything says the same for equally long."""
    table = tuple(_without_words(each) if isinstance(each, t.Play) else each for each in plan.table)
    return replace(plan, table=table, memory=[], graphs={})


def _without_words(play: t.Play) -> t.Play:
    if play.said is not None and not play.said[0]:
        return play
    return replace(play, words=t.Words(()), said=("...", ()), length=Fixed(_PROMPT_MS))
