"""Every call of a plan that callers of a model can have: the search over `step`, with the values of the model's laws.

What has a law is tried with its values. Of what has none, and a test reads it, the search tries one value of each class
that the plan tells apart, as every search does. Where no such list covers a test, it goes every way.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cached_property, partial
from typing import Final

from ivrdsl.wording.told import names_secret
from ivrsim.callers.model import Callers, Shares
from ivrsim.core import table as t
from ivrsim.core.instructions.base import CONTROL, REPLY
from ivrsim.core.needs import CHANCE, CLOCK as TIME_OF_DAY
from ivrsim.core.run import NO_PLACES
from ivrsim.core.template import Template
from ivrsim.core.variables import LAST_INPUT, canonical, is_there
from ivrsim.graph.exact import OTHER as NOT_TESTED
from ivrsim.graph.usage import as_kept, may_be_silent, writes
from ivrsim.search.bounds import Bounds, Watch
from ivrsim.search.candidates import Candidates
from ivrsim.search.choices import ClockTimes
from ivrsim.search.domains import Domains
from ivrsim.search.escape import EVALUATED, NAMED, Escape
from ivrsim.search.explore import Exploration, domains_of
from ivrsim.search.liveness import CLOCK
from ivrsim.search.world import World

OTHER: Final = "other"
"""Stands in a law of values for any other one."""
NO_REPLY_TEXT: Final = "no reply"
"""Stands in a law of replies for a request that fails."""

_CODE: Final = "482915"
"""What is taken for a code that nobody knows: six digits (assumed)."""
_WORD: Final = "Alexander"
"""What is taken for the text of a field that nothing tests, and nobody knows: nine letters (assumed)."""
_LETTERS: Final = "manelito"
_TOLD: Final = (t.Test, t.Assign)
"""Instructions of which a search can be told what comes of them."""


class CallerSearch(Exploration):
    """The states of a plan's calls under a model of callers.

    Args:
        plan: the plan.
        world: who may answer, and what is given.
        callers: the model.
        inputs: all that its people type.
        forks: whether what no list of values covers goes every way; undrawn: places of which that is so in any case.

    Attributes:
        laws: the laws of values, by the names under which variables are kept.
        known: the variables whose every value has a law.
        stand_ins: the texts that stand for those that nobody knows, by variable.
        moments: when calls are made, in ms since 1970-01-01 UTC, and how likely; empty where nobody knows.
    """

    def __init__(
        self,
        plan: t.Plan,
        world: World,
        callers: Callers,
        inputs: Iterable[str],
        *,
        forks: bool = False,
        undrawn: frozenset[int] = NO_PLACES,
    ) -> None:
        self.laws = laws_of(plan, callers)
        self.stand_ins: dict[str, str] = {}
        self.moments = {_in_ms(when): share for when, share in callers.at.items()}
        texts = {name: tuple(each for each in law if each != OTHER) for name, law in self.laws.items()}
        replied = {each: None for law in callers.replies.values() for each in law.shares if each != NO_REPLY_TEXT}
        values: dict[str, Sequence[str]] = {**dict.fromkeys(_replied(plan), tuple(replied)), **texts}
        values[LAST_INPUT] = tuple(dict.fromkeys(inputs))
        answered = _replied(plan) if _always_answered(callers, plan) else ()
        self.known = frozenset((*(name for name, law in self.laws.items() if OTHER not in law), LAST_INPUT, *answered))
        tried = Candidates(values, tuple(self.moments))
        super().__init__(plan, world, _domains(plan, world, tried, forks=forks, undrawn=undrawn))
        if self.moments:
            self._keeps = self._keeps_here
            self.choices.moments = ClockTimes(tuple(self.moments), True)

    @property
    def searched(self) -> int:
        """How many states were looked at; from the others on nothing is known."""
        return len(self.arrays[0]) - 1

    @property
    def needs_forks(self) -> bool:
        """Whether no list covers what becomes of some value without a law."""
        return bool(self.undrawn) or any(
            each.kind in (CONTROL, NAMED, EVALUATED) and self._is_nobodys(each) for each in self.escapes
        )

    @property
    def undrawn(self) -> frozenset[int]:
        """The places of tests and assignments at which JavaScript draws lots, or asks for a time that nobody knows."""
        lots = (CHANCE,) if self.moments or self.choices.moments.complete else (CHANCE, TIME_OF_DAY)
        return frozenset(
            place for place, what in self.asked.items() if what in lots and type(self.plan.table[place]) in _TOLD
        )

    @cached_property
    def lost(self) -> dict[int, str]:
        """The places behind which nothing is known, though every way was gone, each with what that leans on.

        Such is a wait that takes as long as a field says, or a variable whose name a field says.
        """
        return {
            each.place: f"{self.label(each.place)} leans on {each.name or 'a value'} that nobody knows"
            for each in self.escapes
            if each.kind == CONTROL and self._is_nobodys(each) and not self._only_tells(each.place)
        }

    @cached_property
    def vague(self) -> frozenset[int]:
        """The places into whose texts something is put that nobody knows, or that is drawn by lot."""
        used = {each.place for each in self.escapes if self._is_nobodys(each)}
        return frozenset(used | {place for place, what in self.asked.items() if what == CHANCE})

    def law_of_reply(self, callers: Callers, place: int, url: str) -> str:
        """Return the pattern whose law says what is replied to a request; "" where none does, or nobody knows which.

        Args:
            callers: a model that has the same values.
            place: of the request; url: that it asks.
        """
        found, request = law_of_reply(callers, url), self.plan.table[place]
        if place not in self.vague or not isinstance(request, t.Request):
            return found
        first = next(iter(callers.replies))  # of what a field says, an earlier pattern may speak
        return first if _fits(request.url, first) else ""

    def _only_tells(self, place: int) -> bool:
        """Whether what a tag does with its texts decides nothing of the call, but how long they are said."""
        return type(self.plan.table[place]) is t.Stash or may_be_silent(self.plan.table[place])

    def _is_nobodys(self, escape: Escape) -> bool:
        """Whether a use that no list of values covers may be of a value without a law."""
        return escape.name not in self.known and (
            bool(self.told) or any(name not in self.known for name in (*self.outside, *self.stand_ins))
        )

    def label(self, place: int) -> str:
        """What the tag at a place is called."""
        return self.plan.elements[self.plan.table[place].element].label

    def _choices_of(self, name: str) -> Sequence[tuple[str, str]]:
        """The values of a law; of what nothing tests, one text; else one of each class."""
        law = self.laws.get(name)
        values = self._domains.values(name)
        if law is not None:
            others = [each for each in values if each not in law] if OTHER in law else []
            return [(name, each) for each in (*(text for text in law if text != OTHER), *others)]
        if not is_there(name, self.plan.platform):
            return [(name, "")]
        if values[0] == NOT_TESTED:
            self.stand_ins[name] = _CODE if names_secret(name) else _WORD
            return [(name, self.stand_ins[name])]
        return [(name, each) for each in values]

    def keeps(self, place: int, name: str) -> bool:
        """Return whether something may still be read by a call that waits at a place."""
        return self._live.keeps(place, name)

    def _keeps_here(self, place: int, name: str) -> bool:
        """Whether a variable may still be read at a place; it stays the time at which the call was made."""
        return name == CLOCK or self._live.keeps(place, name)


def search_callers(
    plan: t.Plan,
    world: World,
    callers: Callers,
    inputs: Iterable[str],
    *,
    bounds: Bounds,
    watch: Watch | None = None,
) -> CallerSearch:
    """Find every state of a plan's calls under a model of callers. See `CallerSearch` and `explore`."""
    inputs, forks, undrawn = tuple(inputs), False, NO_PLACES
    while True:
        found = CallerSearch(plan, world, callers, inputs, forks=forks, undrawn=undrawn)
        found.search(bounds, watch)
        if found.undrawn <= undrawn and (forks or not found.needs_forks):
            return found
        forks, undrawn = True, undrawn | found.undrawn  # behind these, others may be come to


def laws_of(plan: t.Plan, callers: Callers) -> Mapping[str, Shares]:
    """Return the laws of values, by the names under which variables are kept; of letters they are laws of texts."""
    letters = {name: {text_of(count): share for count, share in law.items()} for name, law in callers.letters.items()}
    return {canonical(name, plan.platform)[0]: law for name, law in {**letters, **callers.values}.items()}


def text_of(letters: int) -> str:
    """A text of so many letters, that can be spoken."""
    return (_LETTERS * (letters // len(_LETTERS) + 1))[:letters]


def _domains(plan: t.Plan, world: World, tried: Candidates, *, forks: bool, undrawn: frozenset[int]) -> Domains:
    """The values to try; each key by itself where the plan makes something of what is typed."""
    made = partial(domains_of, plan, world, candidates=tried, forks=forks, unknown=undrawn)
    domains = made()
    apart = bool(domains.computed[0]) or any(each.name == LAST_INPUT for each in domains.escapes[0])
    return made(keys_apart=True) if apart else domains


def _replied(plan: t.Plan) -> list[str]:
    """The variables that take what web servers reply."""
    requests = [each for each in plan.table if each.awaits == REPLY]
    return [name for each in requests for name in as_kept(writes(each), plan.platform)]


def _always_answered(callers: Callers, plan: t.Plan) -> bool:
    """Whether some law says what is replied to each request, whatever is put into its URL."""
    requests = [each for each in plan.table if isinstance(each, t.Request)]
    return all(any(map(partial(_fits, each.url), callers.replies)) for each in requests)


def law_of_reply(callers: Callers, url: str) -> str:
    """Return the pattern whose law says what is replied to a request; "" where none does."""
    return next((pattern for pattern in callers.replies if fnmatchcase(url, pattern)), "")


def _fits(url: Template, pattern: str) -> bool:
    """Whether a pattern fits a URL, whatever is put into it: the shortest text, and what no pattern names."""
    return all(
        fnmatchcase("".join(piece if isinstance(piece, str) else text for piece in url), pattern)
        for text in ("", "\0" * 100)
    )


def _in_ms(when: str) -> int:
    moment = datetime.fromisoformat(when)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
