"""That keys do what prompts say, and are never lost without a word."""

from typing import Final

from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core.instructions.base import KEYS
from ivrsim.proofs.losses import OFFERS, offered_keys
from ivrsim.proofs.paths import Path
from ivrsim.proofs.property import Answer, Breach, Holds, PlanCalls, Property, broken_by, kinds_of
from ivrsim.proofs.reasons.keys import why_no_key_is_lost, why_offers_are_taken
from ivrsim.search.explore import Move


def _every_key_answered(subject: PlanCalls) -> Answer:
    """No key that is pressed at a menu is lost without a word: ignored, or taken by no branch of a menu that has none
    for other keys.

    ## Example
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 for the opening hours.</play>
      <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><play type="tts">That is no choice.</play></keypress>
    </menu>
    ```

    ## Undecided
    A value from outside decides whether a call comes to the menu, or the search came to a bound.
    """
    paths = subject.search.to_moves(lambda move: _swallows(subject, move), allows=subject.person)
    found = broken_by(paths, _swallowed)
    if found is not None:
        return found
    path = subject.search.to_move(lambda move: "input" in kinds_of(move), allows=subject.person)
    return None if path is None else Holds(path, "a key is pressed at a menu, and a branch takes it")


def _swallowed(path: Path) -> Breach:
    because = "what the callee presses at a menu is lost: no branch takes it, and none says so"
    return Breach(path, because, "expect key answered")


def _swallows(subject: PlanCalls, move: Move) -> bool:
    kept = subject.plan.platform.type_ahead == "keep"
    if move.event.kind == "key" and "ignored" in kinds_of(move) and not kept:
        waiting = subject.plan.table[move.source.state.place]
        return waiting.awaits == KEYS or waiting.cut_to() is not None
    return any(way.assumes for _, way in move.ways if way.label == "no match")


PROPERTIES: Final = (
    Property(
        OFFERS,
        "every key that a prompt offers is taken by a branch",
        offered_keys,
        level=WARNING,
        harm="who does what the prompt says gets what stands behind the menu, or nothing",
        has_places=True,
        why=why_offers_are_taken,
    ),
    Property(
        "no-key-swallowed",
        "no key that is pressed at a menu is lost without a word",
        _every_key_answered,
        level=NOTE,
        harm="who mistypes is not asked again; most menus of real plans are so",
        why=why_no_key_is_lost,
    ),
)
