"""Branches for keys of which no prompt speaks."""

from collections.abc import Iterator

from ivrdsl.checking.facts.prompts import offers_by_menu, prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import Keypress, Menu, PlaySound, PlayUrl
from ivrdsl.wording import Offer

_OPEN = ("entry", "any")


@rule(
    "IVR503",
    "branch-never-offered",
    NOTE,
    strict=True,
    valid=(
        '<menu maxDigits="1"><play type="callfireid">123</play><keypress pressed="1"><hangup/></keypress></menu>',
        '<menu maxDigits="1"><play type="tts">Hello.</play><keypress pressed="1"><hangup/></keypress></menu>',
        '<menu maxDigits="1"><play type="tts">Press 1 to 3.</play><keypress pressed="2"><hangup/></keypress></menu>',
        '<menu maxDigits="4"><play type="tts">Press 1, or enter your extension.</play><keypress pressed="4711">'
        "<hangup/></keypress></menu>",
        '<menu maxDigits="1"><play type="tts">Press 1.</play><keypress pressed="0"><hangup/></keypress>'
        '<keypress pressed="#"><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu has a branch for a key that its prompts do not offer.

    ## What it does
    In menus whose prompts are all spoken text and offer some key, reports branches for digits that none of them
    names. The keys 0, * and # are left alone: callees try those unasked.

    ## Why is this bad
    Nobody learns that the branch exists. Often the prompt was changed and the branch was not, or the other way round.

    ## Example
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 for sales.</play>
      <keypress pressed="1"><transfer timeout="25">2135551234</transfer></keypress>
      <keypress pressed="2"><transfer timeout="25">2135551235</transfer></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu maxDigits="1">
      <play type="tts">Press 1 for sales, 2 for support.</play>
      <keypress pressed="1"><transfer timeout="25">2135551234</transfer></keypress>
      <keypress pressed="2"><transfer timeout="25">2135551235</transfer></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    A matter of taste: a menu may have a hidden key on purpose.
    """
    offers = subject.ask(prompts).offers
    if not offers:
        return
    heard = subject.ask(offers_by_menu)
    for number, _ in subject.each(Menu):
        offered = [offer for _, offer in heard.get(number, ())]
        if not offered or any(offer.kind in _OPEN for offer in offered):
            continue
        keys = [(child, keypress.pressed) for child, keypress in subject.inside(number, Keypress)]
        lost = _unheard([(child, key) for child, key in keys if _is_digits(key)], offered)
        if lost and not _has_recordings(subject, number):
            yield from (_hit(subject, child, key) for child, key in lost)


def _has_recordings(subject: Subject, number: int) -> bool:
    return any(isinstance(subject.node(each), PlaySound | PlayUrl) for each in subject.below(number))


def _is_digits(pressed: str) -> bool:
    return pressed.isdecimal() and pressed != "0"


def _unheard(keys: list[tuple[int, str]], offered: list[Offer]) -> list[tuple[int, str]]:
    """The keys that no offer names; sets, because a menu may have thousands of both."""
    said = {offer.keys for offer in offered if offer.kind != "range"}
    if any("$" in each for each in said):
        return []
    ranges = {(offer.low, offer.high) for offer in offered if offer.kind == "range"}
    unsaid = [(child, key) for child, key in keys if key not in said]
    return [(child, key) for child, key in unsaid if not any(low <= int(key[:9]) <= high for low, high in ranges)]


def _hit(subject: Subject, number: int, pressed: str) -> Hit:
    message = f"no prompt offers {quoted(pressed)}, for which {subject.label(number)} is"
    why = "nobody learns that this branch exists; the prompt or the branch may be an old one"
    return Hit(number, message, why, f"say it in the prompt: press {pressed} for ..., or remove the branch")
