"""Acts that silence triggers: what a call does to a callee who pressed nothing at a menu that has nothing for silence.

A search follows its moves with it, and a call that was played its entries, one by one: so both say the same.
"""

from collections.abc import Iterable
from typing import Final

from ivrsim.core.effects import Effect
from ivrsim.core.table import Plan
from ivrsim.graph.silence import ACTS, acts, unasked
from ivrsim.play.entry import Entry

QUIET: Final = ""
"""Nothing that counts has happened."""
PRESSED: Final = "pressed"
"""A key was the last that the callee did: what a menu takes for no input then is no silence (quirk `first_hash`)."""
SILENT: Final = "silent"
"""A menu without anything for silence has given up, and the callee has done nothing since."""
DONE: Final = "done"
"""And something was done to him."""

_BY_CALLEE: Final = frozenset(("key", "recorded", "callee hung up"))
_KINDS: Final = frozenset(ACTS.values())


class SilenceWatch:
    """Says of what happens in calls of a plan when silence has done something.

    Args:
        plan: the plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._acts = acts(plan)
        self._menus = unasked(plan)

    def after(self, memory: str, happens: Effect | Entry) -> str:
        """What is known of a call after something else has happened, of what was known before."""
        kind = happens.kind
        if memory == SILENT and kind in _KINDS and happens.element in self._acts:
            return DONE
        if kind in _BY_CALLEE:
            return PRESSED
        if kind == "no input":
            return SILENT if memory != PRESSED and happens.element in self._menus else QUIET
        return QUIET if kind == "listening" and memory == PRESSED else memory

    def first(self, happened: Iterable[Effect | Entry], memory: str = QUIET) -> Effect | Entry | None:
        """The first act that silence triggers; None where it triggers none."""
        for each in happened:
            memory = self.after(memory, each)
            if memory == DONE:
                return each
        return None
