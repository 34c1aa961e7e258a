"""What a wait of a call depends on beside its state: who is at the other side, since when, and what they are about."""

from typing import Final, NamedTuple

UNDECIDED: Final = ""
LATE: Final = "late"
"""Who does not press a key before the menu has spoken."""
SILENT: Final = "silent"
"""Who presses none."""
ALL: Final = -1
"""Of a wait all is left."""


class Head(NamedTuple):
    """What is beside the state.

    Attributes:
        side: the number of the other side, as it was when this wait began.
        turn: the number of what happens next there by itself.
        hears: who listens: the name of a party, or "".
        since: steps of this wait that had passed when that began.
        passed: steps of this wait that have passed.
        left: steps that are left of it; ALL for the whole.
        said: whether a screening assistant has heard a word.
        typing: keys that are still to be typed.
        mood: what a person at a menu is about: UNDECIDED, LATE or SILENT.
        menus: the menus of which it matters that the person was there before, by place.
        reply: the pattern whose law says what is replied to the request that is under way.
        coming: steps until what was to end this wait, and what; None where that is not settled.
        legs: steps of each talk so far.
        reached: whether the goal was reached.
    """

    side: int
    turn: int
    hears: str
    since: int = 0
    passed: int = 0
    left: int = ALL
    said: bool = False
    typing: str = ""
    mood: str = UNDECIDED
    menus: frozenset[int] = frozenset()
    reply: str = ""
    coming: tuple[int, object] | None = None
    legs: tuple[int, ...] = ()
    reached: bool = False
