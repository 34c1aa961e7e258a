"""One text of JavaScript in the sealed context of this process: what comes of it, and how far it may go.

Theory of operation. Before any text of a plan runs, `sandbox.js` freezes the intrinsics, all the way down, and the
global object takes no new properties. A text runs through a sloppy `eval` inside a function, so `var` and `function`
die with that function. Math.random and Date are ours: they read the seed and the clock of the evaluation, and local
time is UTC, as the platform's is.

Limits are counted, so that a text comes to the same end on every machine, however busy it is.

- The engine asks every 10,000 turns of loops and calls whether to go on, and a time limit of nothing says no. Between
  two turns a text goes forward, so a long one has fewer of them.
- Memory is counted in bytes, and `sandbox.js` counts what the engine's own functions go through.
- What makes code, works with BigInts or goes on later is not run.

What came before a text may have a part in a limit that it hits. So it is evaluated once more: with all turns, or, where
memory ran out, in a new context. A text that catches errors could make something else of a limit: see `_noted`.
"""

import json
import math
import os
import re
from _thread import allocate_lock  # `threading` would be loaded for it alone
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ivrsim.core.needs import CHANCE, CLOCK

LONGEST: Final = 20_000
"""The longest text that is evaluated, in characters."""
MEMORY_LIMIT_BYTES: Final = 256 * 1024
"""What one evaluation may take, beside the context itself."""
_STACK_BYTES: Final = 512 * 1024
_SANDBOX: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sandbox.js")
"""Evaluates to a function that seals the context, and returns its entry point."""

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
        fleeting: True when the limit was one of time, which nobody remembers: another machine may be faster.
    """

    value: Value = None
    text: str | None = None
    truth: bool = False
    error: str = ""
    limited: bool = False
    needs: str = ""
    fleeting: bool = False


def run(source: str, now_ms: int | None, seed: int | None, *, swept: bool = False) -> Result:
    """Evaluate a text here, within its counted limits.

    Args:
        source: JavaScript.
        now_ms: the virtual clock, ms since 1970-01-01 UTC; None when it is not known.
        seed: what Math.random starts from; None when it is not known.
        swept: evaluate it in a context without garbage, which takes long to make in a large process. Else that garbage
            may be collected at any time, and leave memory for a text which then runs until its time is up.
    """
    code = bare(source)
    if refusal := _refusal(source, code):
        return Result(error=refusal, limited=True)
    noted = source
    if _SPECIAL.search(code) and parses(source):
        try:
            noted = _noted(source)
        except ValueError as error:
            return Result(error=str(error), limited=True)
    turns = max(_LEAST_TURNS, _TURNS * _SHORT // max(len(code), _SHORT))
    with _lock:
        skipped = (_TURNS - turns) // 2  # a turn of the loop that skips them counts twice
        return _repeated(noted, now_ms, seed, skipped, swept=swept)


_lock = allocate_lock()
"""One text at a time: the engine lets Python's threads go on while it evaluates."""


def _unlock() -> None:
    """After a fork: who holds the lock is not here."""
    global _lock
    _lock = allocate_lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)


def _repeated(source: str, now_ms: int | None, seed: int | None, skipped: int, *, swept: bool = False) -> Result:
    """Evaluate a text until nothing that came before it has a part in what comes of it."""
    if _SWALLOWS.search(source):
        _context.cache_clear()
    if skipped:
        _tried(_ENDLESS, None, None, 0, swept=swept)  # from now on the whole count is left
    result = _tried(source, now_ms, seed, skipped, swept=swept)
    if result.limited:  # texts before it had used up turns or memory, or left more of it free
        _context.cache_clear()
        result = _tried(source, now_ms, seed, skipped, swept=swept)
    return result


_SWALLOWS: Final = re.compile("catch|finally")
"""What a text has that may go on after memory ran out: it needs a new context at once."""
_ENDLESS: Final = "for (;;);"
_TURNS: Final = 10_000
_SHORT: Final = 1000
"""Characters beside strings with which a text has all turns; one that is twice as long has half of them."""
_LEAST_TURNS: Final = 1000
_INTERRUPTED: Final = Result(error="InternalError: interrupted", limited=True)
"""What comes of a text that makes too many turns. It leaves the context as it was, with all of them."""

_STRING: Final = re.compile(r"""'(?:[^'\\\n\r]|\\(?:\r\n|.))*'?|"(?:[^"\\\n\r]|\\(?:\r\n|.))*"?""", re.DOTALL)
"""A string, also one that has no end: a text with that is no JavaScript, and nothing of it runs."""
_HARD_TO_CUT: Final = re.compile(r"[/`\\]|--")
_WORKS: Final = re.compile(r"[-+*/%~^\\`]|<<|>>|(?<!&)&(?!&)|(?<![|])[|](?![|])|BigInt")
"""What makes numbers of numbers, or may hide it; a comparison does not."""
_BIG: Final = re.compile(r"\b(?:[0-9][0-9_]*|0[xX][0-9a-fA-F_]+|0[oObB][0-7_]+)n\b|BigInt")


def bare(source: str) -> str:
    """A text without what its strings say, where they can be told from the rest without parsing; else all of it."""
    code = _STRING.sub("''", source) if "'" in source or '"' in source else source
    return source if _HARD_TO_CUT.search(code) else code


def parses(source: str) -> bool:
    """Whether a text is JavaScript to the engine; nothing of it runs."""
    if source.startswith("#!"):
        return True  # only at the very beginning, and nobody writes it: whoever asks takes it for JavaScript
    with _lock:
        error = _repeated(f"throw 'parsed';\n{source}", None, None, 0).error
    return not error.startswith("SyntaxError")


def _refusal(source: str, code: str) -> str:
    """Why a text is not evaluated at all; "" where it is.

    Operators on whole numbers of any size take any time, and nothing counts it.
    """
    if len(source) > LONGEST:
        return f"it has more than {LONGEST} characters"
    if _TOLD in source or ("\\u" in source and _TOLD in _ESCAPE.sub(_escaped, source)):
        return f"it uses the name {_TOLD}"  # which it could set for texts to come
    return "it works with BigInts" if _BIG.search(code) and _WORKS.search(code) else ""


# --- errors that a text catches --------------------------------------------------------------------------------------

_SPECIAL: Final = re.compile(r"\b(?:try|async|import)\b")
"""Words of texts that catch errors, or go on later, when nobody listens. A keyword cannot be written in another way."""
_LATER: Final = re.compile(r"\b(?:async|import)\b")
_TOLD: Final = "__told"
"""The name of the function that is told each error which a text catches."""
_ESCAPE: Final = re.compile(r"\\u(?:\{0*([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")


def _noted(source: str) -> str:
    """A text that tells `sandbox.js` which errors it catches, and is the same otherwise.

    A limit must not become something else: on the platform it may lie elsewhere. So what is tried is tried in a try of
    ours first, which throws again what it has caught.

    Raises:
        ValueError: it cannot be done, and says why.
    """
    from ivrdsl.expr import (  # imported here: next to no text does
        RegExpLiteral,
        StringLiteral,
        SyntaxProblem,
        parse,
        walk,
    )

    tree = parse(source)
    nodes = [] if isinstance(tree, SyntaxProblem) else list(walk(tree))
    code = source
    for node in nodes:
        if isinstance(node, StringLiteral | RegExpLiteral):
            code = code[: node.start] + " " * (node.end - node.start) + code[node.end :]
    if _SPECIAL.search(code) is None:
        return source
    if _LATER.search(code):
        raise ValueError("it goes on later")
    found = [node for node in nodes if _is(node, "try statement")]
    noted = source
    for place, text in sorted((edit for node in found for edit in _edits(node)), reverse=True):
        noted = noted[:place] + text + noted[place:]
    if len(found) < len(_TRY.findall(code)) or not parses(noted):
        raise ValueError("it catches errors, in syntax that is not known")
    return noted


_TRY: Final = re.compile(r"\btry\b")
_TELLS: Final = f"catch({_TOLD}_){{try{{{_TOLD}({_TOLD}_)}}catch{{{_TOLD}.failed=true}}throw {_TOLD}_}}"


def _is(node: object, kind: str) -> bool:
    return getattr(node, "kind", "") == kind


def _edits(node: Any) -> Iterator[tuple[int, str]]:
    """What is put in where, for a try statement: `try {try {A} catch (...) {...}} catch (e) {B}`."""
    body, *clauses = node.children
    if len(clauses) == 1:
        yield from ((body.start, "{try"), (body.end, f"{_TELLS}}}"))
    else:  # what is thrown by its catch, its finally may end
        yield from ((body.start, "{try{try"), (body.end, f"{_TELLS}}}"), (clauses[0].end, f"}}{_TELLS}"))


def _escaped(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= 0x10FFFF else ""


# --- the context ------------------------------------------------------------------------------------------------------


def _tried(source: str, now_ms: int | None, seed: int | None, skipped: int, *, swept: bool) -> Result:
    entry, exceptions = _context(swept)
    whole = source if source.isascii() else source.encode("utf-8", "replace").decode()  # half a character cannot pass
    try:
        answer = entry(
            whole, math.nan if now_ms is None else float(now_ms), math.nan if seed is None else seed, skipped
        )
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


@lru_cache(maxsize=2)
def _context(swept: bool = False) -> tuple[Any, tuple[type[Exception], ...]]:
    """The sealed context's entry point, and what it raises."""
    import quickjs  # imported here: most plans have no expressions, and it takes longer to load than they take to run

    context = quickjs.Context()
    exceptions = quickjs.JSException, quickjs.StackOverflow
    context.set_max_stack_size(_STACK_BYTES)
    with open(_SANDBOX, encoding="ascii") as sandbox:
        entry = context.eval(sandbox.read())(_TOLD)
    if swept:  # else its own garbage stays: `context.gc` collects that of Python, too
        context.gc()
    context.set_memory_limit(context.memory()["malloc_size"] + MEMORY_LIMIT_BYTES)
    context.set_time_limit(0)  # whenever the engine asks whether the time is up, it is
    with suppress(*exceptions):
        entry(_ENDLESS, math.nan, math.nan, 0)  # it asks: from now on the whole count is left
    return entry, exceptions
