"""Menus: what is before the prompts of one, and what is behind them."""

from collections.abc import Iterator, Set
from typing import Final, NamedTuple

from ivrdsl.model.structs import field
from ivrsim.core.instructions.base import (
    BY_KEY,
    BY_TIMER,
    GOES_ON,
    GONE,
    KEY,
    KEYS,
    SILENCE,
    Exit,
    ExitField,
    Instruction,
    QuirkReading,
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

    def inputs(self, most: int | None) -> list[str] | None:
        """Every input of at most so many digits that it takes; None where these are too many to tell, or have no end.

        None for `most` is no limit.
        """
        low, high = (int(end[1] or "0") for end in (self.low, self.high))
        lengths = set(self.lengths) if self.strict or most is None else set(range(1, most + 1))
        if high - low >= MOST_INPUTS or not (self.strict or most is not None):
            return None
        digits = [f"{number:0{length}}" for length in sorted(lengths) for number in range(low, high + 1)]
        return [each for each in dict.fromkeys(digits) if len(each) in lengths and (most is None or len(each) <= most)]


MOST_INPUTS: Final = 1000
"""Numbers of a range that are tried, when it is doubtful whether any of them can be entered."""


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
        ExitField(
            "no_input",
            SILENCE,
            key_too=QuirkReading("first_hash", "end"),
            clears=QuirkReading("lastinput_on_timeout", "clear"),
        ),
        ExitField("after", GONE),
    )
    writes = "call.lastinput"
    awaits = KEYS
    unnoticed = frozenset(("assumes_timeout", "assumes_max_digits"))
    drawn = "keys"

    def doubts(self, caught: Set[str]) -> Iterator[tuple[Exit, list[str]]]:
        most = self.max_digits
        for keys, way in self.exact.items():
            plain = keys.isascii() and keys.isdigit() and (most is None or len(keys) <= most)
            if not plain or not caught.isdisjoint(keys):
                yield way, [keys]
        for position, each in enumerate(self.ranges):
            first = not position and not self.exact and not caught and each.low <= each.high
            plain = first and (most is None or max(each.lengths) <= most)
            if not plain and (inputs := each.inputs(most)) is not None:
                yield each.exit, inputs

    def branches(self) -> list[tuple[str, Exit]]:
        found = [(f"key {way.label}", way) for way in self.exact.values()]
        found += [(f"keys {each.exit.label}", each.exit) for each in self.ranges]
        return found + [(way.label, way) for way in (self.no_match, self.no_input) if not way.assumes]

    def shows(self, way: Exit) -> tuple[str, str]:
        if way is self.no_match:
            return BY_KEY, "a key that no branch takes"
        if way is self.no_input:
            return BY_TIMER, "silence"
        if way is self.after:
            return Instruction.shows(self, way)
        several = any(way is each.exit for each in self.ranges)
        return BY_KEY, f"keys {way.label}" if several else f"key {way.label}"

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
