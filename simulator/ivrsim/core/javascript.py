"""The only evaluator of JavaScript: a pure function of source text, virtual clock and seed.

Theory of operation. There is one sealed context a process. Before any text of a plan runs, `sandbox.js` freezes its
intrinsics, all the way down, and the global object takes no new properties. A text runs through a sloppy `eval` inside
a function, so `var` and `function` die with that function. Math.random and Date are ours: they read the seed and the
clock of the evaluation, and local time is UTC, as the platform's is.

Limits are counted, so that a text comes to the same end on every machine, however busy it is. The engine asks every
10,000 turns of loops and calls whether to go on, and a time limit of nothing says no. Memory is counted in bytes, and
`sandbox.js` counts what the engine's own functions go through. What came before a text may have a part in a limit that
it hits. So it is evaluated once more: with all turns, or, where memory ran out, in a new context.
"""

import json
import math
import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple

LONGEST: Final = 20_000
"""The longest text that is evaluated, in characters."""
MEMORY_LIMIT_BYTES: Final = 256 * 1024
"""What one evaluation may take, beside the context itself."""
_STACK_BYTES: Final = 512 * 1024
_REMEMBERED: Final = 4096
_SANDBOX: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sandbox.js")
"""Seals the context, and returns its entry point."""

Value = str | int | float | bool | None


class Result(NamedTuple):
    """What an expression evaluated to.

    Attributes:
        value: text, a number or a truth value; None for anything else (undefined, null, an object, a function).
        text: the result as a variable keeps it, printed as JavaScript does; None when a variable keeps the source
            instead (ruling 2). It does so for NaN, the infinities, and whatever is neither text, number nor truth
            value.
        truth: whether JavaScript takes the result for true.
        error: why it failed, or "".
        limited: True when a limit was hit; then the result says nothing about the expression.
        needs: what it asked for and was not given: CLOCK, CHANCE or "".
    """

    value: Value = None
    text: str | None = None
    truth: bool = False
    error: str = ""
    limited: bool = False
    needs: str = ""


CLOCK: Final = "the clock"
CHANCE: Final = "chance"
"""What a text may ask for, as `Result.needs` calls it."""
LIMIT: Final = "a limit"
"""What a text leans on that was not evaluated to its end: on the platform it may be."""


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
    if now_ms is None:
        if len(_known) >= _REMEMBERED:
            _known = {}
        _known[source, now_ms, seed] = result
    return result


_known: dict[tuple[str, int | None, int | None], Result] = {}


def _evaluate(source: str, now_ms: int | None, seed: int | None) -> Result:
    if refusal := _refusal(source):
        return Result(error=refusal, limited=True)
    if _SWALLOWS.search(source):
        _context.cache_clear()
    result = _tried(source, now_ms, seed)
    if result == _INTERRUPTED:
        result = _tried(source, now_ms, seed)  # texts before it had used up turns; now it has all of them
    if result.limited and result != _INTERRUPTED:
        result = _tried(source, now_ms, seed)  # in a new context
    return result


_SWALLOWS: Final = re.compile("catch|finally|Promise|async|eval|Function|constructor")
"""What a text has that may go on after memory ran out, so that nobody is told: it needs a new context at once."""


_INTERRUPTED: Final = Result(error="InternalError: interrupted", limited=True)
"""What comes of a text that makes too many turns. It leaves the context as it was, with all of them."""
_STRING: Final = re.compile(r"""'[^'\n\r]*'|"[^"\n\r]*\"""")
_HARD_TO_CUT: Final = re.compile(r"[/`\\]|--")
_WORKS: Final = re.compile(r"[-+*/%~^\\`]|<<|>>|(?<!&)&(?!&)|(?<![|])[|](?![|])|BigInt")
"""What makes numbers of numbers, or may hide it; a comparison does not."""
_BIG: Final = re.compile(r"\b(?:[0-9][0-9_]*|0[xX][0-9a-fA-F_]+|0[oObB][0-7_]+)n\b|BigInt")


def _refusal(source: str) -> str:
    """Why a text is not evaluated at all; "" where it is.

    Operators on whole numbers of any size take any time, and nothing counts it.
    """
    if len(source) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if _BIG.search(source) is None:
        return ""
    code = source if _HARD_TO_CUT.search(source) else _STRING.sub("''", source)
    return "it works with BigInts" if _BIG.search(code) and _WORKS.search(code) else ""


def _tried(source: str, now_ms: int | None, seed: int | None) -> Result:
    entry, exceptions = _context()
    whole = source if source.isascii() else source.encode("utf-8", "replace").decode()  # half a character cannot pass
    try:
        answer = entry(whole, math.nan if now_ms is None else float(now_ms), math.nan if seed is None else seed)
    except exceptions as error:  # only limits get here: what a text throws is caught inside
        result = Result(error=str(error).strip().partition("\n")[0], limited=True)
        if result != _INTERRUPTED:
            _context.cache_clear()
        return result
    if isinstance(answer, bool):
        return Result(answer, "true" if answer else "false", answer)
    if isinstance(answer, int | float):
        return Result(int(answer), str(int(answer)), answer != 0)
    if answer[0] == ":":
        return Result(answer[1:], answer[1:], len(answer) > 1)
    return _READ[answer[0]](answer[1] == "1", json.loads(answer[2:]))


def _failed(limited: bool, message: str) -> Result:
    if limited:
        _context.cache_clear()
    return Result(error=message, limited=limited)


def _number(truth: bool, text: str) -> Result:
    value = float(text)
    finite = math.isfinite(value)
    whole = finite and value.is_integer() and abs(value) < 2**53
    return Result(int(value) if whole else value, text if finite else None, truth)


_READ: Final[dict[str, Callable[[bool, str], Result]]] = {
    "s": lambda truth, text: Result(text, text, truth),
    "n": _number,
    "b": lambda truth, text: Result(truth, text, truth),
    "o": lambda truth, text: Result(None, None, truth),
    "e": _failed,
    "c": lambda truth, text: Result(error="it reads the clock", needs=CLOCK),
    "d": lambda truth, text: Result(error="it draws lots", needs=CHANCE),
}
"""How an answer is read that is no small number, truth value or plain text (behind a colon): a letter for its kind, 1
or 0 for its truth (of an error: whether a limit was hit), and a text."""


@lru_cache(maxsize=1)
def _context() -> tuple[Any, tuple[type[Exception], ...]]:
    """The sealed context's entry point, and what it raises."""
    import quickjs  # imported here: most plans have no expressions, and it takes longer to load than they take to run

    context = quickjs.Context()
    exceptions = quickjs.JSException, quickjs.StackOverflow
    context.set_max_stack_size(_STACK_BYTES)
    with open(_SANDBOX, encoding="ascii") as sandbox:
        entry = context.eval(sandbox.read())
    # its own garbage stays: `context.gc` collects that of Python, too, which takes long in a large process
    context.set_memory_limit(context.memory()["malloc_size"] + MEMORY_LIMIT_BYTES)
    context.set_time_limit(0)  # whenever the engine asks whether the time is up, it is
    with suppress(*exceptions):
        entry("for (;;);", math.nan, math.nan)  # it asks: from now on the whole count is left
    return entry, exceptions
