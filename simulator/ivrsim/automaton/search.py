"""Every call of a plan, with what is typed in registers: the search over `step`, with tokens in the place of inputs.

Theory of operation. A search takes one input for all that the plan does not tell apart, so its prompts say what nobody
has typed. Here each input is put in as a token (`ivrsim.core.tokens`). Whatever copies it, copies the token. After a
step every variable that holds a token is given one that is named after itself. What the step put into it is noted;
whoever plays the move does the same with a register. So a state is as small as that of any search, and a text tells
which registers belong into it.

Values from outside are among those that the plan tells apart, and one that nobody gave is a value, too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.events import Event
from ivrsim.core.memo import ControlState, Move, Values
from ivrsim.core.run import Given, Leant, LeantOn
from ivrsim.core.state import State
from ivrsim.core.step import Step
from ivrsim.core.template import source_of
from ivrsim.core.tokens import Tokens, tokens_for
from ivrsim.core.variables import LAST_INPUT, is_there
from ivrsim.graph.exact import OTHER
from ivrsim.graph.usage import as_kept, reads, variables, writes
from ivrsim.search.bounds import Bounds, Watch
from ivrsim.search.candidates import NO_CANDIDATES, Candidates
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.escape import NAMED
from ivrsim.search.explore import Chosen, Exploration, domains_of
from ivrsim.search.liveness import CLOCK
from ivrsim.search.world import World

NOT_GIVEN: Final = "\1"
"""Stands before the name of a variable from outside that nobody gave."""

_DIGITS: Final = re.compile(r"(?<![\w.$])[0-9]{1,12}(?![\w.])")
"""A number as somebody may type it."""

_ADDED_UP: Final = re.compile(r"""(['"])\s*\+\s*\1""")

EVERYBODY: Final = (*OUTBOUND, *INCOMING)
"""How a call may be answered that somebody plays: a caller may ring in, too."""

AUTOMATON_BOUNDS: Final = Bounds(max_states=50_000)
"""Where an automaton ends that is to be looked at: a page with more is too large to send."""


class Registers(NamedTuple):
    """What a move does with registers.

    Attributes:
        sets: the text that each variable gets, with tokens of the registers before the move; None where it is unset.
        leant: what leant on the samples of tokens.
    """

    sets: Mapping[str, str | None]
    leant: Leant


class TokenSearch(Exploration):
    """The states of a plan's calls, with tokens in the place of inputs.

    Args:
        plan: the plan.
        world: who may answer, and what is given.
        samples: values from outside, and times of day, that are tried besides.

    Attributes:
        tokens: the signs of tokens.
        registers: what each move does with registers, by its number.
    """

    def __init__(self, plan: t.Plan, world: World, samples: Candidates = NO_CANDIDATES) -> None:
        inputs = (*samples.values.get(LAST_INPUT, ()), *sorted(inputs_compared(plan)))
        samples = samples._replace(values={**samples.values, LAST_INPUT: inputs})
        self._samples = samples.values
        domains = domains_of(plan, world, candidates=samples)
        if domains.computed[0] or any(escape.kind == NAMED for escape in domains.escapes[0]):
            domains = domains_of(plan, world, candidates=samples, keys_apart=True)
        super().__init__(plan, world, domains)
        self._keeps = self._keeps_here
        self.tokens: Tokens = tokens_for(_texts(plan))
        self.registers: list[Registers] = []
        self._given = Given(unknown=self.told, tokens=self.tokens)
        self._inexact = frozenset(escape.place for escape in self._escapes)
        self._exact_for_digits = domains.programs[0]

    def constants_of(self, name: str) -> frozenset[str]:
        """The texts and numbers that a variable, or a copy of it, is compared with."""
        compared = self._domains.compared(name)
        return compared.texts | compared.numbers

    @property
    def searched(self) -> int:
        """How many states were looked at; from the others on nothing is known."""
        return len(self.arrays[0]) - 1

    def _choices_of(self, name: str) -> Sequence[tuple[str, str]]:
        values = self._domains.values(name)
        if values[0] == OTHER:  # the plan tests it nowhere: it is spoken or sent
            values = values[1:-1] or [_in_words(name)]
            values = [*values, *([""] if "" in self._samples.get(name, ()) else [])]
        given = [(name, value) for value in values] if is_there(name, self.plan.platform) else []
        return [*given, (NOT_GIVEN + name, "")]

    def _is_open(self, name: str, state: State) -> bool:
        known = {each for each, _ in state.variables}
        return self._domains.is_outside(name) and not known & {name, NOT_GIVEN + name}

    def _keeps_here(self, place: int, name: str) -> bool:
        """Whether a variable may still be read at a place, or matters to whoever plays."""
        noted = name == LAST_INPUT and self.plan.reads_input
        asked_again = name == CLOCK  # whoever plays knows what time it is by then
        return noted or (not asked_again and self._live.keeps(place, name.removeprefix(NOT_GIVEN)))

    def _move(self, control: ControlState, event: Event, chosen: Chosen, made: Step, *, asked: bool) -> Move:
        after = dict(made.state.variables)
        self.registers.append(Registers({name: after.get(name) for name in made.writes}, self._leant(made)))
        named = tuple([(name, self._named(name, value)) for name, value in made.state.variables])
        return super()._move(control, event, chosen, made._replace(state=made.state.having(named)), asked=asked)

    def _named(self, name: str, value: str) -> str:
        """A value, as the token of its own register where it holds tokens."""
        return self.tokens.token(name, self.tokens.bare(value)) if self.tokens.begin in value else value

    def _leant(self, made: Step) -> tuple[LeantOn, ...]:
        """What of a step leant on samples, but for tests that come out alike for all that a sample stands for."""
        table = self.plan.table
        leant = [each for each in made.leant if not table[each.place].asks or each.place in self._inexact]
        return tuple([each._replace(words=each.words or each.place in self._exact_for_digits) for each in leant])

    def _reduce(self, state: State, timer_ms: int, playing: object) -> tuple[ControlState, Values]:
        if self.plan.reads_input and not self._live.keeps(state.place, LAST_INPUT):
            state = self._with_any_input(state)
        return super()._reduce(state, timer_ms, playing)  # type: ignore[arg-type]

    def _with_any_input(self, state: State) -> State:
        """The state; of an input that nobody reads any more it is known that there was one, which silence notes."""
        alike = self.tokens.token(LAST_INPUT, "")
        pairs = [(name, alike if name == LAST_INPUT else value) for name, value in state.variables]
        return state.having(tuple(pairs))


def search_tokens(
    plan: t.Plan,
    world: World,
    *,
    samples: Candidates = NO_CANDIDATES,
    bounds: Bounds = AUTOMATON_BOUNDS,
    watch: Watch | None = None,
) -> TokenSearch:
    """Find every state of a plan's calls, with tokens in the place of inputs. See `TokenSearch` and `explore`."""
    found = TokenSearch(plan, world, samples)
    found.search(bounds, watch)
    return found


def inputs_compared(plan: t.Plan) -> frozenset[str]:
    """Return the digits with which tests compare an input, or what was made of one, whatever form the tests have."""
    texts = [text for each in tests_of_inputs(plan) for text in sources_of(each)]
    return frozenset(digits for text in texts for digits in _DIGITS.findall(text))


def sources_of(test: t.Instruction) -> list[str]:
    """The expressions of a test as they are written; of texts that these add up, what comes of it, too."""
    texts = [source_of(text) for text, _ in t.texts(test)]
    return [*texts, *(_ADDED_UP.sub("", text) for text in texts if _ADDED_UP.search(text))]


def tests_of_inputs(plan: t.Plan) -> list[t.Instruction]:
    """Return the tests of an input, or of what was made of one."""
    made = {LAST_INPUT}
    while True:
        more = {
            name
            for each in plan.table
            if not each.asks and each.writes and made & set(as_kept(reads(each), plan.platform))
            for name in as_kept(writes(each), plan.platform)
        }
        if more <= made:
            break
        made |= more
    return [each for each in plan.table if each.asks and made & set(as_kept(reads(each), plan.platform))]


def _in_words(name: str) -> str:
    """What a field holds in a call that shows it: its name in words; "column D" of a sheet's column."""
    last = name.rpartition(".")[2]
    if last.isupper() and len(last) <= 2:
        return f"column {last}"
    words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in last)
    return " ".join(words.replace("_", " ").replace("-", " ").split()) or "text"


def _texts(plan: t.Plan) -> list[str]:
    """All texts of a plan."""
    return [repr(plan.table), *variables(plan).read, *variables(plan).written]
