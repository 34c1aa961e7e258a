"""What the prompts of a plan say, read once for all rules: keys they offer, codes they tell, menus they lead to."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from ivrdsl.checking.subject import Subject
from ivrdsl.model.nodes import Keypress, Menu, NoInput, NoMatch, Say
from ivrdsl.model.values import Secret
from ivrdsl.wording import Offer, PromptSpan, offers, speaks_code
from ivrdsl.wording.told import names_secret, told_codes
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEY, KEYS, RECORDING
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF
from ivrsim.graph.inputs import typed_names
from ivrsim.graph.search import followed

MAX_PLACES: Final = 100
"""Places that are followed behind one prompt; then it leads to no menu that its words could mean."""

_VARIABLE: Final = r"\$\{([A-Za-z0-9_.\-]+)\}"


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


def offers_by_menu(subject: Subject) -> dict[int, list[tuple[int, Offer]]]:
    """What is offered before each menu decides, by the menu's element, each with the prompt's element."""
    known = subject.ask(prompts)
    found: dict[int, list[tuple[int, Offer]]] = {}
    for number, offered in known.offers.items():
        around = subject.around(number, Menu, Keypress, NoInput, NoMatch)
        if around is not None and isinstance(subject.node(around), Menu):
            menus = [around]
        else:
            menus = [menu.element for menu in known.listening(number).menus] if number in known.places else []
        for menu in menus:
            found.setdefault(menu, []).extend((number, offer) for offer in offered)
    return found


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
    def codes(self) -> dict[int, tuple[str, ...]]:
        """The codes that are told, by the prompt's element: their digits, variables, and what is marked as secret.

        A variable is one if the words around it say so, or its name; what a caller has typed is none.
        """
        told = {text: self._codes_in(text) for text in set(self.spoken.values())}
        found = {number: (*_marked(say), *told[self.spoken[number]]) for number, say in self._prompts}
        return {number: codes for number, codes in found.items() if codes}

    def _codes_in(self, text: str) -> list[str]:
        found = [text[each.start : each.end] for each in told_codes(text)]
        if "${" not in text:
            return found
        named = [f"${{{name}}}" for name in re.findall(_VARIABLE, text) if names_secret(name)]
        return [each for each in [*found, *named] if each not in self._typed]

    @cached_property
    def _typed(self) -> set[str]:
        """The variables that hold what a caller has typed, as prompts write them."""
        return {f"${{{name}}}" for name in typed_names(self._plan)}

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


def _marked(say: Say) -> list[str]:
    """The texts that are marked as secret in a prompt."""
    return [part.text for part in say.parts if isinstance(part, Secret)]
