"""What may happen to a call that waits: everything that a callee, the other party or a web server can do, once a class.

Which event does what is for `step` to say. Here stands only which events must be tried so that no other event could
lead anywhere else.
"""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from ivrsim.core import table as t
from ivrsim.core.events import (
    BUSY,
    HANG_UP,
    INBOUND,
    KEY,
    LIVE,
    MACHINE,
    NO_ANSWER,
    NO_REPLY,
    SPOKE,
    TALK_ENDS,
    TIMER,
    TOLD,
    TRANSFER,
    UNSURE,
    Event,
)
from ivrsim.core.instructions import base
from ivrsim.core.run import NO_PLACES
from ivrsim.core.state import State
from ivrsim.core.template import Template, source_of
from ivrsim.core.variables import HOURS, LAST_INPUT, WEEKDAY, is_other_time, moments
from ivrsim.graph.usage import reads
from ivrsim.search.domains import Domains
from ivrsim.search.entry import DIGITS, NOTHING, MenuAutomaton
from ivrsim.search.liveness import LiveVariables
from ivrsim.search.short import is_short

OUTBOUND: Final = (LIVE, MACHINE, UNSURE, BUSY, NO_ANSWER)
"""The ways in which a call that is placed can be answered."""
INCOMING: Final = (INBOUND,)
"""The one way in which a call that comes in is answered."""

MOST_AHEAD: Final = 4
"""Keys that are tried before a menu listens, where the platform keeps them (quirk `type_ahead`)."""

SOMETHING: Final = "\ue000"
"""Stands for a text that nobody knows: a character that no standard gives a meaning."""

_ALL_KEYS: Final = tuple(KEY)


class ClockTimes(NamedTuple):
    """The times of day and week at which a call must be tried.

    Attributes:
        values: moments, ms since 1970-01-01 UTC.
        complete: whether no other moment could lead elsewhere, if a call does not pass the end of its hour.
    """

    values: tuple[int, ...]
    complete: bool


def answers_to(plan: t.Plan, answers: Sequence[Event]) -> list[Event]:
    """Return those of some ways to answer that must be tried: where nothing detects, UNSURE is as LIVE."""
    return [each for each in answers if plan.detects() or each != UNSURE]


class Choices:
    """What may happen at each place of a plan.

    Args:
        plan: the plan.
        domains: the values that matter.
        live: the variables that may still be read.
        answers: how the phone may be answered.
    """

    def __init__(
        self, plan: t.Plan, domains: Domains, live: LiveVariables, answers: Sequence[Event] = OUTBOUND
    ) -> None:
        self._plan = plan
        self._domains = domains
        self._live = live
        self._answers = answers_to(plan, answers)
        self._entries: dict[int, MenuAutomaton] = {}
        caught = {each.event for each in plan.every_handler.values() if each.event in KEY}
        self._apart = frozenset(_ALL_KEYS if domains.keys_apart else caught)
        """Keys that are tried by themselves, such as those of a catch: where it does not take one, that may lean on
        `catch_scope`."""
        self.moments = moments_of(plan, domains.unknown[0], domains.moments)  # what is told has one plan

    def at(self, state: State) -> list[Event]:
        """Return the events that must be tried in a state: what the plan waits for first, hanging up last."""
        if state.outcome:
            return []
        waiting = self._plan.table[state.place]
        if waiting.awaits == base.ANSWER:
            return list(self._answers)
        events = self._own(waiting, state)
        if waiting.javascript:  # no time passes there
            return events
        if not state.hung_up:
            events += [KEY[key] for key in self.keys(waiting, state)]
            events.append(HANG_UP)
        return events

    def entry(self, place: int) -> MenuAutomaton:
        """Return the automaton of the menu that collects at a place."""
        if place not in self._entries:
            menu = self._plan.menu_at(place)
            assert menu is not None
            read = any(self._live.keeps(way.to, LAST_INPUT) for way in t.exits(menu))
            compared = self._domains.compared(LAST_INPUT) if read else NOTHING
            self._entries[place] = MenuAutomaton(menu, compared, hash_counts=self._plan.platform.hash_counts)
        return self._entries[place]

    @property
    def complete(self) -> bool:
        """Whether every menu that was looked at is covered."""
        return all(entry.complete for entry in self._entries.values())

    def keys(self, waiting: t.Instruction, state: State) -> list[str]:
        """Return one key for each class that the call tells apart in a state."""
        apart = self._apart
        menu = self._listening(waiting, state)
        if menu is not None:
            return menu.letters(state.digits, apart)
        if waiting.awaits == base.RECORDING:
            return [*dict.fromkeys(["#", *apart, self._other(apart | {"#"})])]
        if self._plan.platform.type_ahead == "keep":
            return list(dict.fromkeys(self._kept_as.values())) if len(state.ahead) < MOST_AHEAD else []
        return [*sorted(apart), self._other(apart)]

    def standing_for(self, state: State, key: str) -> str:
        """Return the key that is tried in place of another one in a state."""
        waiting = self._plan.table[state.place]
        apart = self._apart
        menu = self._listening(waiting, state)
        if menu is not None:
            return menu.standing_for(state.digits, key, apart)
        tried = self.keys(waiting, state)
        if waiting.awaits != base.RECORDING and self._plan.platform.type_ahead == "keep":
            return self._kept_as[key]
        return key if key in tried or not tried else self._other(apart | {"#"} if "#" in tried else apart)

    def _listening(self, waiting: t.Instruction, state: State) -> MenuAutomaton | None:
        """The automaton of the menu to which a key goes, if there is one."""
        if waiting.awaits == base.KEYS:
            return self.entry(state.place)
        cut_to = waiting.cut_to()
        return self.entry(cut_to) if cut_to is not None and self._plan.platform.barge_in else None

    # --- inside -----------------------------------------------------------------------------------------------------

    @cached_property
    def _kept_as(self) -> dict[str, str]:
        """For each key the first one that is as good until a menu listens: no menu of the plan tells the two apart."""
        menus = [self.entry(place) for place, each in enumerate(self._plan.table) if each.awaits == base.KEYS]
        found, firsts = {key: key for key in _ALL_KEYS}, list[str]()
        for key in DIGITS:
            if key not in self._apart:
                alike = (each for each in firsts if not any(menu.tells_apart(each, key) for menu in menus))
                found[key] = next(alike, key)
                firsts += [key] if found[key] == key else []
        return found

    def _own(self, waiting: t.Instruction, state: State) -> list[Event]:
        """What the plan waits for."""
        match waiting.awaits:
            case base.RECORDING:
                return [TIMER, SPOKE] if self._plan.platform.record_timeout == "silence" else [TIMER]
            case base.TRANSFER if state.phase == "talk":
                return [TALK_ENDS]
            case base.TRANSFER:
                return [TIMER, *(event for outcome, event in TRANSFER.items() if outcome != "no answer")]
            case base.REPLY:
                return [*self._replies(waiting), NO_REPLY, TIMER]
            case _ if waiting.asks:
                failing = state.place not in self._domains.unfailing[0]
                return [event for answer, event in TOLD.items() if failing or answer != "fails"]
            case _ if waiting.javascript:
                known = self._domains.written(getattr(waiting, waiting.writes)) if waiting.writes else [SOMETHING]
                return self._worked_out(known, waiting.program())
            case _:
                return [TIMER]

    @staticmethod
    def _worked_out(values: list[str], value: Template) -> list[Event]:
        """What may be worked out, to its end or cut off by a limit."""
        kinds = ["told"] if is_short(value) else ["told", "cut off"]
        return [Event(kind, each) for kind in kinds for each in values]

    def _replies(self, waiting: t.Instruction) -> list[Event]:
        variable = getattr(waiting, waiting.writes)
        return [Event("reply", value) for value in (self._domains.written(variable) if variable else ["other"])]

    @staticmethod
    def _other(apart: "frozenset[str] | set[str]") -> str:
        """A key that is like all that are not told apart."""
        return next((key for key in _ALL_KEYS if key not in apart), "0")


def moments_of(plan: t.Plan, unknown: Collection[int] = NO_PLACES, besides: Sequence[int] = ()) -> ClockTimes:
    """Return the moments at which calls to a plan must be tried.

    Of the hour and the day of the week every value is tried. What else a plan asks of the clock (the date, minutes, a
    `Date` of JavaScript) has no short list: then some moments are tried, and they are not all.

    Args:
        plan: the plan.
        unknown: the places of which is told what comes of them: what they ask decides nothing.
        besides: moments that are tried besides, in ms since 1970-01-01 UTC.
    """
    table = [each for place, each in enumerate(plan.table) if place not in unknown]
    asked = {name for instruction in table for name in reads(instruction) if name and name.startswith("global.")}
    computed = any(_makes_dates(instruction) for instruction in table)
    complete = not any(map(is_other_time, asked)) and not computed
    tried = moments(days=not complete or WEEKDAY in asked, hours=not complete or bool(asked & HOURS))
    return ClockTimes((*tried, *besides), complete)


def _makes_dates(instruction: t.Instruction) -> bool:
    """Whether JavaScript may ask for the time by itself."""
    source = source_of(instruction.program())
    return any(word in source for word in ("Date", "this", "eval", "Function"))
