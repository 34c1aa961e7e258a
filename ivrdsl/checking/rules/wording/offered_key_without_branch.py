"""Keys that a prompt offers and nothing takes."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrdsl.checking.facts.prompts import Listeners, prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import one_of
from ivrdsl.wording import Offer
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.keys import taken
from ivrsim.core.table import Collect
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.extent import person_reaches
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import ON_THE_LINE
from ivrsim.graph.search import followed
from ivrsim.graph.usage import reads

_MOST_PLACES: Final = 20
"""How far a call is followed behind a branch for everything else."""


@rule(
    "IVR502",
    "offered-key-without-branch",
    WARNING,
    valid=(
        '<menu maxDigits="1"><play type="tts">Rate us from 1 to 5.</play>'
        '<keypress pressed="1-5"><hangup/></keypress></menu>',
        '<play type="tts">Press 1.</play><menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>',
        '<menu><play type="tts">Press 1, 2 or 3.</play><keypress pressed="default">'
        '<stash varname="x">${call.lastinput}</stash></keypress></menu>',
        '<play type="tts">Please speak, then press pound.</play><record name="x"/>',
        '<catch type="digit" value="0" goto="help"><play type="tts">Press 0 for help.</play><wait>3</wait></catch>'
        '<play type="tts" name="help">Hello.</play>',
        '<menu maxDigits="1"><play type="tts">Press any key.</play>'
        '<keypress pressed="default"><hangup/></keypress></menu>',
        '<menu maxDigits="1"><play type="tts">You pressed 2. Press 1 to go on.</play><keypress pressed="1"><hangup/>'
        "</keypress></menu>",
        '<menu maxDigits="1"><keypress pressed="9"><play type="tts">Press 1.</play><goto>one</goto></keypress></menu>'
        '<menu name="one" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>',
    ),
    invalid=(
        '<menu maxDigits="1"><play type="tts">Press 12.</play><keypress pressed="12"><hangup/></keypress></menu>',
        '<play type="tts">Press 1 to be connected.</play><transfer timeout="25">2135551234</transfer>',
        '<menu maxDigits="1"><play type="tts">Press 1 for yes, 2 for no.</play>'
        '<keypress pressed="1"><hangup/></keypress>'
        '<keypress pressed="default"><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A prompt offers a key that nothing takes.

    ## What it does
    Compares the keys that a prompt offers, in English, Spanish or French, with what listens during it or behind it.
    That is the branches of a menu, a catch for that key, a recording that # ends. A branch for all other keys counts
    only if it reads the input. A message that only machines hear may tell what to press in another call. What a
    variable holds is not looked at, and conditions are taken to go either way: `ivrdsl verify` looks at both
    (`offered-keys-work`).

    ## Why is this bad
    The callee does as they are told and is treated as if they had not. One of the vendor's samples offers 2 and has
    no branch for it; another says "press 1" where no menu listens.

    ## Example
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 to confirm, or 2 to cancel.</play>
      <keypress pressed="1"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 to confirm, or 2 to cancel.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="2"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: what the key should do is not known.

    ## Source
    A key goes to the branch that is pressed="..." for it (documented).
    """
    for number, offers in subject.ask(prompts).offers.items():
        sure = [offer for offer in offers if offer.certain and offer.kind in ("key", "range") and "$" not in offer.keys]
        if sure and subject.ask(prompts).places.get(number) in subject.ask_engine(person_reaches):
            listening = subject.ask(prompts).listening(number)
            lost = [offer for offer in sure if not _is_taken(subject, listening, offer)]
            if lost:
                yield _hit(subject, number, lost, listening)


def _is_taken(subject: Subject, listening: Listeners, offer: Offer) -> bool:
    keys = [str(key) for key in range(offer.low, offer.high + 1)] if offer.kind == "range" else [offer.keys]
    return all(_is_key_taken(subject, listening, key) for key in keys[:10])


def _is_key_taken(subject: Subject, listening: Listeners, key: str) -> bool:
    if key in listening.caught or (listening.records and key == "#"):
        return True
    menus = [menu for menu in listening.menus if not _is_too_long(menu, key)]
    return any(taken(menu, key).exit or _reads_input(subject, menu.no_match.to) for menu in menus)


def _is_too_long(menu: Collect, key: str) -> bool:
    """Whether a menu decides before all of a number is pressed."""
    return menu.max_digits is not None and len(key) > menu.max_digits


def _reads_input(subject: Subject, start: int) -> bool:
    """Whether what runs for a key without a branch of its own asks which key it was: then it takes every key."""
    plan, flow = subject.engine, subject.ask_engine(Flow)

    def onward(place: int) -> list[int]:
        return [] if plan.table[place].awaits == KEYS else flow.at(place, ON_THE_LINE)

    passed = islice(followed([start], onward), _MOST_PLACES)
    return any(LAST_INPUT in reads(plan.table[place]) for place in passed)


def _hit(subject: Subject, number: int, lost: list[Offer], listening: Listeners) -> Hit:
    keys = one_of(dict.fromkeys(offer.keys for offer in lost)).replace(" or ", " and ")
    if not listening.menus:
        message = f"{subject.label(number)} offers {keys}, but no menu listens"
        fix = f'put it into a <menu> with <keypress pressed="{lost[0].keys}">...</keypress>'
        python = f'put it into a Menu with Keypress("{lost[0].keys}")[...]'
    elif any(_is_too_long(menu, offer.keys) for menu in listening.menus for offer in lost if offer.kind == "key"):
        menu = subject.label(listening.menus[0].element)
        message = f"{subject.label(number)} offers {keys}, but {menu} decides before all of it is pressed"
        fix = "let the menu take more keys (maxDigits), or offer a shorter one"
        python = "let the menu take more keys (max_digits), or offer a shorter one"
    else:
        menu = subject.label(listening.menus[0].element)
        message = f"{subject.label(number)} offers {keys}, but {menu} has no branch for that"
        fix = f'add <keypress pressed="{lost[0].keys}">...</keypress>, or do not offer it'
        python = f'add Keypress("{lost[0].keys}")[...], or do not offer it'
    return Hit(number, message, "callees who do as they are told are treated as if they had not", fix, python)
