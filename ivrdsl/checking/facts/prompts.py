"""What the prompts of a plan say, read once for all rules: keys they offer, codes they tell, menus they lead to."""

import re
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.checking.subject import Subject
from ivrdsl.model.nodes import Say
from ivrdsl.model.values import Secret
from ivrdsl.wording import Offer, PromptSpan, codes, number_runs, offers, speaks_code
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEY, KEYS, RECORDING
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF
from ivrsim.graph.search import followed

MAX_PLACES: Final = 100
"""Places that are followed behind one prompt; then it leads to no menu that its words could mean."""
_SHORTEST_CODE: Final = 4
"""Single digits that are a code without a word that says so."""

_NEAR: Final = 25
"""Characters before and behind digits in which a word says that they are no code."""
_NO_CODE: Final = (
    r"\b(?:street|st|avenue|ave|road|rd|drive|lane|boulevard|suite|room|floor|gate|flight|extension|ext|order|invoice"
    r"|ticket|case|route|highway|unit|box|zip|area|address|number|calle|avenida|orden|pedido|rue|poste|commande)\b"
)


class Listeners(NamedTuple):
    """What listens behind a prompt.

    Attributes:
        menus: the menus that take the callee's next key.
        records: whether a recording does, which `#` ends.
        caught: keys that a catch takes.
    """

    menus: tuple[t.Collect, ...]
    records: bool
    caught: frozenset[str]


def prompts(subject: Subject) -> "Prompts":
    """The prompts of a plan."""
    return Prompts(subject.engine, subject.each(Say))


class Prompts:
    """The prompts of a plan that are spoken text."""

    def __init__(self, plan: t.Plan, prompts: Iterable[tuple[int, Say]]) -> None:
        """Take a plan and its prompts by element; not their subject, which would make a circle for the collector."""
        self._plan = plan
        self._flow = Flow(plan)
        self._prompts = list(prompts)

    @cached_property
    def spoken(self) -> dict[int, str]:
        """The text of each prompt, by element."""
        return {number: say.text for number, say in self._prompts}

    @cached_property
    def offers(self) -> dict[int, tuple[Offer, ...]]:
        """What the prompts offer, by element; those that offer nothing are left out."""
        known = {text: offers(text) for text in set(self.spoken.values())}
        return {number: found for number, text in self.spoken.items() if (found := known[text])}

    @cached_property
    def secrets(self) -> dict[str, PromptSpan]:
        """The words that say that a secret is spoken, by the text that they stand in."""
        return {text: found for text in set(self.spoken.values()) if (found := speaks_code(text))}

    @cached_property
    def codes(self) -> dict[int, str]:
        """The codes that are told, by the prompt's element: their digits, a variable, or what is marked as secret."""
        told = {text: _code_text(text, self.secrets.get(text)) for text in set(self.spoken.values())}
        found = {number: _marked_text(say) or told[self.spoken[number]] for number, say in self._prompts}
        return {number: code for number, code in found.items() if code}

    @cached_property
    def places(self) -> dict[int, int]:
        """Where the engine plays each prompt, by element."""
        table = self._plan.table
        return {
            each.element: place for place, each in enumerate(table) if type(each) is t.Play and each.source == "tts"
        }

    def listening(self, number: int) -> Listeners:
        """What takes the keys that a callee presses during a prompt, or behind it."""
        plan = self._plan
        prompt = plan.table[self.places[number]]
        if type(prompt) is t.Play and not plan.every_handler:
            behind = plan.menu_at(prompt.next.to)
            if behind is not None and prompt.cut_to() in (None, prompt.next.to):
                return Listeners((behind,), False, frozenset())  # as nearly always
        menus, records = [], False
        seen = []
        for place in islice(followed([self.places[number]], self._onward), MAX_PLACES):
            seen.append(place)
            if (menu := plan.menu_at(place)) is not None:
                menus.append(menu)
            records = records or plan.table[place].awaits == RECORDING
        caught = {each.event for place in seen for each in plan.handlers[place]}
        return Listeners(tuple(menus), records, frozenset(caught - {"hangup"}))

    def _onward(self, place: int) -> list[int]:
        """Where a call goes on by itself, or by the key that cuts a prompt short."""
        instruction = self._plan.table[place]
        return [] if instruction.awaits in (KEYS, RECORDING) else self._flow.at(place, BY_ITSELF | KEY)


def _marked_text(say: Say) -> str:
    """What is marked as secret in a prompt."""
    if len(say.parts) == 1 and type(say.parts[0]) is str:
        return ""
    return " ".join(part.text for part in say.parts if isinstance(part, Secret))


def _is_other(text: str, digits: str) -> bool:
    """Whether spoken digits are an address, an extension, an order and the like."""
    at = text.find(digits)
    return _no_code().search(text, max(0, at - _NEAR), at + len(digits) + _NEAR) is not None


@cache
def _no_code() -> re.Pattern[str]:
    return re.compile(_NO_CODE, re.IGNORECASE)


def _code_text(text: str, words: PromptSpan | None) -> str:
    """The code that a text tells: spoken digits, or the variable behind the `words` that name it."""
    spelt = [text[each.start : each.end] for each in codes(text) if each.kind == "code"]
    if not words:
        spelt = [each for each in spelt if sum(map(str.isalnum, each)) >= _SHORTEST_CODE and not _is_other(text, each)]
    if spelt or words is None:
        return spelt[0] if spelt else ""
    run = next((each for each in number_runs(text) if each.kind in ("number", "round")), None)
    if run is not None:
        return text[run.start : run.end]
    told = _told_variable().match(text, words.end)
    return told[1] if told else ""


@cache
def _told_variable() -> re.Pattern[str]:
    return re.compile(r"""\s*(?:number\s+)?(?:is|are|es|est|:|=)\s*:?\s*["'(]?(\$\{[^{}]*\})""", re.IGNORECASE)
