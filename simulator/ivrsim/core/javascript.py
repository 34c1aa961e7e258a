"""The only evaluator of JavaScript: a pure function of source text, virtual clock and seed.

Theory of operation. A text that goes straight on to its end is evaluated in this process (`sandbox`): the engine's own
functions count what they do. A text that may go on, because it has loops or functions, calls what plans hardly call, or
is long, is evaluated in a process of its own (`custody`). There the counted limits come first, too. Where an operator
takes so long that nothing counts, the process is ended. No other text starts it.
"""

import re
from typing import Final

from ivrsim.core.needs import CLOCK
from ivrsim.core.sandbox import LONGEST, Result, bare, parses, run

__all__ = ["LONGEST", "Result", "evaluate"]

_REMEMBERED: Final = 4096


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
"""Characters beside strings of a text that takes no time worth a process; much longer ones may break the engine."""
_TURNS: Final = re.compile(r"=>|(?:for|while).*\(|function.*\(|class.*\{|try.*\{|\).*\{|`|\A#!", re.DOTALL)
"""What loops, functions and methods look like, also between comments; a keyword cannot be written in another way."""
_COMMENT: Final = re.compile(r"/\*|//|<!--|-->")
_CALLED: Final = re.compile(r"""([\w$]+|[)\]}'".]|)[\s\ufeff]*\(""")
_TIMES: Final = "Date Day FullYear Hours Milliseconds Minutes Month Seconds Time TimezoneOffset Year"
_NAMES: Final = """
if typeof void return
charAt charCodeAt concat endsWith includes indexOf join lastIndexOf match pop push replace reverse shift slice split
startsWith substr substring test toFixed toLowerCase toString toUpperCase trim trimEnd trimStart valueOf
Boolean Date Number String isFinite isNaN now parse parseFloat parseInt
abs ceil floor max min pow random round sign sqrt trunc
"""
_CHEAP: Final = frozenset(
    ("", *_NAMES.split(), *(f"get{time}" for time in _TIMES.split()), *(f"getUTC{time}" for time in _TIMES.split()))
)
"""Functions that plans call: none makes much of little, and what they go through is counted."""


def _goes_straight_on(source: str) -> bool:
    """Whether no part of a text runs more than once, it calls well-known functions only, and it is not long.

    Of English that looks as if it did, the engine knows.
    """
    code = bare(source)
    if len(code) > _SHORT:
        return False
    if _TURNS.search(code) is None and ("(" not in code or _calls_cheap_functions(code)):
        return True
    return not parses(source)


def _calls_cheap_functions(code: str) -> bool:
    return _COMMENT.search(code) is None and _CHEAP.issuperset(_CALLED.findall(code))
