"""The only evaluator of JavaScript: a pure function of source text, virtual clock and seed.

Theory of operation. There is one sealed context a process. Before any text of a plan runs, its intrinsics are frozen,
all the way down, and the global object takes no new properties. A text runs through a sloppy `eval` inside a
function, so `var` and `function` die with that function. Math.random and Date are ours: they read the seed and the
clock of the evaluation, and local time is UTC, as the platform's is. Time, memory and stack are limited; a context
that hit a limit is thrown away, and its result is never remembered.
"""

import json
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

TIME_LIMIT_S: Final = 0.25
"""Processor time for one evaluation, in seconds."""
MEMORY_LIMIT_BYTES: Final = 64 * 1024 * 1024
_STACK_BYTES: Final = 512 * 1024
_REMEMBERED: Final = 4096

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
        needs_clock: True when it read the clock and nobody had said what time it is.
    """

    value: Value = None
    text: str | None = None
    truth: bool = False
    error: str = ""
    limited: bool = False
    needs_clock: bool = False


def evaluate(source: str, *, now_ms: int | None = None, seed: int = 0) -> Result:
    """Evaluate an expression.

    Args:
        source: JavaScript; variables have been put in already.
        now_ms: the virtual clock, ms since 1970-01-01 UTC; None when it is not known, which is told if it matters.
        seed: what Math.random starts from.
    """
    global _known
    result = _known.get((source, None, seed))
    if result is not None and (now_ms is None or not result.needs_clock):
        return result
    if result is None:
        result = _remembered(source, None, seed)
    return _remembered(source, now_ms, seed) if result.needs_clock and now_ms is not None else result


def _remembered(source: str, now_ms: int | None, seed: int) -> Result:
    """Evaluate, and remember what came out; not of a time of day, of which there are too many."""
    global _known
    result = _evaluate(source, now_ms, seed)
    if now_ms is None and not result.limited:
        if len(_known) >= _REMEMBERED:
            _known = {}
        _known[source, now_ms, seed] = result
    return result


_known: dict[tuple[str, int | None, int], Result] = {}


def _evaluate(source: str, now_ms: int | None, seed: int) -> Result:
    entry, exceptions = _context()
    whole = source if source.isascii() else source.encode("utf-8", "replace").decode()  # half a character cannot pass
    try:
        answer = entry(whole, math.nan if now_ms is None else float(now_ms), seed)
    except exceptions as error:  # only limits get here: what a text throws is caught inside
        _context.cache_clear()
        return Result(error=str(error).strip().partition("\n")[0], limited=True)
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
    "c": lambda truth, text: Result(error="it reads the clock", needs_clock=True),
}
"""How an answer is read that is no small number, truth value or plain text (behind a colon): a letter for its kind, 1
or 0 for its truth (of an error: whether a limit was hit), and a text."""


@lru_cache(maxsize=1)
def _context() -> tuple[Any, tuple[type[Exception], ...]]:
    """The sealed context's entry point, and what it raises."""
    import quickjs  # imported here: most plans have no expressions, and it takes longer to load than they take to run

    context = quickjs.Context()
    context.set_memory_limit(MEMORY_LIMIT_BYTES)
    context.set_max_stack_size(_STACK_BYTES)
    entry = context.eval(_PRELUDE)
    context.set_time_limit(TIME_LIMIT_S)
    return entry, (quickjs.JSException, quickjs.StackOverflow)


_PRELUDE: Final = r"""
(function () {
  'use strict';
  const state = { now: 0, seed: 0, asked: false };
  const now = function () { if (state.now !== state.now) { state.asked = true; throw 'the time'; } return state.now; };
  const RealDate = Date, proto = Date.prototype, realParse = Date.parse, realUTC = Date.UTC, text = String;
  const parse = function parse(s) { s = text(s); return realParse(/(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(s.trim()) ? s
    : /T\d/.test(s) ? s + 'Z' : s + ' UTC'); };
  const moment = function (parts) {
    if (parts.length === 0) return now();
    if (parts.length > 1) return realUTC.apply(null, parts);
    const one = parts[0] instanceof RealDate ? parts[0].getTime() : parts[0];
    return typeof one === 'string' ? (/^\d{4}(-\d\d){0,2}$/.test(one) ? realParse(one) : parse(one)) : one;
  };
  const FixedDate = function Date(...parts) {
    const date = new RealDate(moment(new.target ? parts : []));
    return new.target ? date : date.toString();
  };
  for (const part of ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds']) {
    proto['get' + part] = proto['getUTC' + part];
    if (part !== 'Day') proto['set' + part] = proto['setUTC' + part];
  }
  const utc = proto.toUTCString, iso = proto.toISOString;
  proto.getTimezoneOffset = function getTimezoneOffset() { return 0; };
  proto.getYear = function getYear() { return this.getUTCFullYear() - 1900; };
  proto.toString = proto.toLocaleString = utc;
  proto.toDateString = proto.toLocaleDateString = function toDateString() { return utc.call(this).slice(0, 16); };
  proto.toTimeString = proto.toLocaleTimeString = function toTimeString() { return utc.call(this).slice(17); };
  FixedDate.prototype = proto; FixedDate.parse = parse; FixedDate.UTC = realUTC;
  FixedDate.now = function () { return now(); };
  proto.constructor = FixedDate;
  globalThis.Date = FixedDate;
  const imul = Math.imul;
  Math.random = function random() {
    state.seed = (state.seed + 0x6D2B79F5) >>> 0;
    let t = imul(state.seed ^ (state.seed >>> 15), state.seed | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (const name of ['queueMicrotask', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry',
                      'performance']) {
    delete globalThis[name];
  }
  const apply = Reflect.apply, own = Object.getOwnPropertyDescriptor;
  const run = (0, eval)('(function () { return eval(arguments[0]); })');
  const quote = JSON.stringify, Deep = RangeError, Inside = InternalError;
  const join = Array.prototype.join, well = String.prototype.toWellFormed;
  const plain = function (value) {
    const whole = text(value);
    if (whole.length > 1000000) throw new Deep('the result is too long');
    return quote(apply(well, whole, []));
  };
  const answer = function (...parts) { return apply(join, parts, ['']); };  // the binding reads no string in pieces
  const thrown = function (error) {
    if (state.asked) return 'c0""';
    if (error === null) return 'e1"out of memory"';  // so the engine says it; a text that throws null reads the same
    let message = 'something was thrown that has no text', limited = false;
    try {
      const ours = error instanceof Deep || error instanceof Inside;
      limited = ours && /call stack|overflow|out of memory|too long/.test(error.message);
      message = text(error);
    } catch { }
    return answer(limited ? 'e1' : 'e0', quote(message.slice(0, 500).toWellFormed() || 'an error without a text'));
  };
  const entry = function (source, now, seed) {
    state.now = now; state.seed = seed >>> 0; state.asked = false;
    try {
      const value = run(source), truth = value ? '1' : '0';
      if (state.asked) return 'c0""';
      if (value === true || value === false) return value;
      if (typeof value === 'number' && (value | 0) === value && (value || 1 / value > 0)) return value;
      const short = typeof value === 'string' && value.length < 200;
      if (short && value.isWellFormed() && !value.includes('\0')) return ':' + value;
      switch (typeof value) {
        case 'string': case 'bigint': return answer('s', truth, plain(value));
        case 'number': return answer('n', truth, plain(value));
        case 'boolean': return answer('b', truth, plain(value));
        default: return answer('o', truth, '""');
      }
    } catch (error) { return thrown(error); }
  };
  // Loops inside the engine's own array functions hear no time limit, and a sparse array of any length costs nothing.
  for (const name of Reflect.ownKeys(Array.prototype)) {
    const original = own(Array.prototype, name).value;
    if (typeof original !== 'function' || name === 'constructor') continue;
    const guarded = { guarded(...rest) {
      if (this != null && this.length > 1000000) throw new RangeError('the array is too long');
      return apply(original, this, rest);
    } }.guarded;
    for (const key of ['name', 'length']) Object.defineProperty(guarded, key, { value: original[key] });
    Object.defineProperty(Array.prototype, name, { value: guarded });
  }
  for (const name of ['stackTraceLimit', 'prepareStackTrace']) {
    const value = name === 'stackTraceLimit' ? 10 : undefined;
    delete Error[name];
    Object.defineProperty(Error, name, { value, writable: false, configurable: false });
  }
  const seen = new Set();
  const freeze = function (object) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return;
    seen.add(object);
    for (const key of Reflect.ownKeys(object)) {
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      freeze(property.value); freeze(property.get); freeze(property.set);
    }
    freeze(Reflect.getPrototypeOf(object));
    Object.freeze(object);
  };
  const hidden = [async function () {}, function* () {}, async function* () {}, [][Symbol.iterator](),
    ''[Symbol.iterator](), [].values().map(x => x), Iterator.from({ next() {} }), new Map().entries(),
    new Set().entries(), 'a'.matchAll(/a/g), (function* () {})(), (async function* () {})(), run];
  hidden.forEach(freeze);
  freeze(globalThis);
  return entry;
})()
"""
