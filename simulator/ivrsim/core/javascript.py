"""The only evaluator of JavaScript: a pure function of source text, virtual clock and seed.

Theory of operation. A text that goes straight on to its end is evaluated in this process (`sandbox`): the engine's own
functions count what they do. A text that may go on, because it has loops or functions or is long, does so in a process
of its own (`custody`). There the counted limits come first, too. Where an operator alone takes so long that nothing
counts, the process is ended. No other text starts it.
"""

import re
from typing import Final

from ivrsim.core.sandbox import CHANCE, CLOCK, LONGEST, Result, bare, parses, run

__all__ = ["CHANCE", "CLOCK", "LIMIT", "LONGEST", "TIME", "Result", "evaluate"]

_REMEMBERED: Final = 4096

LIMIT: Final = "a limit"
"""What a text leans on that was not evaluated to its end: on the platform it may be."""
TIME: Final = "a limit of time"
"""The same, where another machine may come to its end."""


def evaluate(source: str, *, now_ms: int | None = None, seed: int | None = 0) -> Result:
    """Evaluate an expression.

    Args:
        source: JavaScript; variables have been put in already.
        now_ms: the virtual clock, ms since 1970-01-01 UTC; None when it is not known, which is told if it matters.
        seed: what Math.random starts from; None when it is not known, which is told if it matters.
    """
    global _known
    result = _known.get((source, None, seed))
    if result is not None and (now_ms is None or result.needs != CLOCK):
        return result
    if result is None:
        result = _remembered(source, None, seed)
    return _remembered(source, now_ms, seed) if result.needs == CLOCK and now_ms is not None else result


def _remembered(source: str, now_ms: int | None, seed: int | None) -> Result:
    """Evaluate, and remember what came out; not of a time of day, of which there are too many."""
    global _known
    result = _evaluate(source, now_ms, seed)
    if now_ms is None and not result.fleeting:
        if len(_known) >= _REMEMBERED:
            _known = {}
        _known[source, now_ms, seed] = result
    return result


_known: dict[tuple[str, int | None, int | None], Result] = {}


def _evaluate(source: str, now_ms: int | None, seed: int | None) -> Result:
    if len(source) > LONGEST or _goes_straight_on(source):
        return run(source, now_ms, seed)
    from ivrsim.core import custody  # imported here: next to no plan has such a text

    return custody.run(source, now_ms, seed)


_SHORT: Final = 1000
"""Characters beside strings of a text that takes no time worth a process; a much longer one may break the engine, too."""
_TURNS: Final = re.compile(r"=>|(?:for|while).*\(|function.*\(|class.*\{|try.*\{|\).*\{|\A#!", re.DOTALL)
"""What loops, functions and methods look like, also between comments; a keyword cannot be written in another way."""


def _goes_straight_on(source: str) -> bool:
    """Whether no part of a text runs more than once, and it is not long; of English that looks so, the engine knows."""
    code = bare(source)
    return len(code) <= _SHORT and (_TURNS.search(code) is None or not parses(source))
