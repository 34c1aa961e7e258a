"""Menus: what is before the prompts of one, and what is behind them."""

from typing import NamedTuple

from ivrdsl.model.structs import field
from ivrsim.core.instructions.base import (
    GOES_ON,
    GONE,
    KEY,
    KEYS,
    SILENCE,
    Exit,
    ExitField,
    Instruction,
    Teller,
)
from ivrsim.core.record import record
from ivrsim.core.units import seconds


class Range(NamedTuple):
    """The branch of a menu that takes a range of numbers, both ends included.

    Attributes:
        low, high: the ends, as `size` tells them.
        lengths: how many digits the ends have, which is how many the input must have if `strict`.
    """

    low: tuple[int, str]
    high: tuple[int, str]
    lengths: tuple[int, int]
    strict: bool
    exit: Exit


def size(digits: str) -> tuple[int, str]:
    """The number that digits stand for, as a value that compares like it; Python makes no int of very many digits."""
    bare = digits.lstrip("0")
    return len(bare), bare


@record
class Enter(Instruction):
    """A menu begins.

    Attributes:
        next: its first prompt, or its Collect; after: what follows the menu, for a call without a callee.
    """

    next: Exit
    after: Exit

    ways = (ExitField("next", GOES_ON), ExitField("after", GONE))

    def caption(self, tell: Teller) -> str:
        return "the menu begins"

    def way_caption(self, label: str) -> str:
        return "nobody is there" if label == "skip" else label


@record
class Collect(Instruction):
    """A menu after its prompts: waits for keys.

    Attributes:
        timeout_ms: how long silence lasts; interdigit_ms: the same after a key.
        max_digits: None for no limit.
        exact: input to exit; ranges: in document order; the two other ways out, and the way past the menu.
        assumes_timeout, assumes_max_digits: the quirks behind these limits, for when they decide something.
    """

    timeout_ms: int
    interdigit_ms: int
    max_digits: int | None
    exact: dict[str, Exit] = field(hash=False)
    ranges: tuple[Range, ...]
    no_match: Exit
    no_input: Exit
    after: Exit
    assumes_timeout: tuple[str, ...]
    assumes_max_digits: tuple[str, ...]

    ways = (
        ExitField("exact", KEY, writes=True),
        ExitField("ranges", KEY, writes=True),
        ExitField("no_match", KEY, writes=True),
        ExitField("no_input", SILENCE),
        ExitField("after", GONE),
    )
    writes = "call.lastinput"
    awaits = KEYS
    unnoticed = frozenset(("assumes_timeout", "assumes_max_digits"))
    drawn = "keys"

    def caption(self, tell: Teller) -> str:
        digits = "keys without limit" if self.max_digits is None else _count(self.max_digits, "key")
        between = "" if self.interdigit_ms == self.timeout_ms else f", {seconds(self.interdigit_ms)} after a key"
        return f"listens {seconds(self.timeout_ms)}{between}: {digits}"

    def way_caption(self, label: str) -> str:
        silence = f"no input after {seconds(self.timeout_ms)}"
        known = {"no input": silence, "default": f"{silence}, taken as no match", "skip": "nobody is there"}
        return known.get(label, label)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
