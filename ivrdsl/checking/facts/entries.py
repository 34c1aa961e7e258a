"""How many digits a menu's prompts ask for, as two rules compare it with what the menu takes."""

from typing import NamedTuple

from ivrdsl.checking.facts.prompts import offers_by_menu
from ivrdsl.checking.subject import Subject
from ivrsim.core.table import Collect


class NumberAsked(NamedTuple):
    """A number of so many digits for which a menu asks.

    Attributes:
        menu: what the engine knows of the menu.
        place: of the menu, where it listens.
        prompt: the element that asks.
        digits: how many; never more nor fewer.
        ended: whether the prompt asks for `#` after them.
    """

    menu: Collect
    place: int
    prompt: int
    digits: int
    ended: bool


def entries(subject: Subject) -> list[NumberAsked]:
    """The menus whose prompts surely ask for one number with a known count of digits, in the order of the table.

    A menu that is asked for two counts is left out, and so is a prompt that names a range, or says "up to" and the
    like.
    """
    asked = subject.ask(offers_by_menu)
    found = []
    for place, menu in enumerate(subject.engine.table):
        offers = asked.get(menu.element, []) if type(menu) is Collect else []
        numbers = [(number, offer) for number, offer in offers if offer.kind == "entry"]
        counts = {(offer.low, offer.high) for _, offer in numbers}
        if len(counts) == 1 and all(offer.certain and offer.high and offer.low == offer.high for _, offer in numbers):
            ended = any(offer.kind == "terminator" and offer.keys == "#" and offer.certain for _, offer in offers)
            assert type(menu) is Collect
            found.append(NumberAsked(menu, place, numbers[0][0], numbers[0][1].high, ended))
    return found
