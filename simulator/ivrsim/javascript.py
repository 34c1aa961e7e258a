"""The only evaluator of JavaScript: a pure function of source text, virtual clock and seed.

Theory of operation. There is one sealed context a process. Before any text of a plan runs, its intrinsics are frozen,
all the way down, and the global object takes no new properties. A text runs through a sloppy `eval` inside a
function, so `var` and `function` die with that function. Math.random and Date are ours: they read the seed and the
clock of the evaluation, and local time is UTC, as the platform's is. Time, memory and stack are limited; a context
that hit a limit is thrown away, and its result is never remembered.
"""

import math
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
        truth: whether JavaScript takes the result for true.
        error: why it failed, or "".
        limited: True when a limit was hit; then the result says nothing about the expression.
    """

    value: Value = None
    truth: bool = False
    error: str = ""
    limited: bool = False

    @property
    def text(self) -> str | None:
        """The result as a variable keeps it, or None when a variable keeps the source instead (ruling 2)."""
        value = self.value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return _number(value)
        return None if value is None else str(value)


def _number(value: float) -> str | None:
    """A number as JavaScript prints it; NaN and the infinities replace nothing."""
    if math.isnan(value) or math.isinf(value):
        return None
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, _, exponent = repr(value).partition("e")
    return mantissa if not exponent else f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def uses_clock(source: str) -> bool:
    """Whether an expression can read the date."""
    return "Date" in source


def evaluate(source: str, *, now_ms: int = 0, seed: int = 0) -> Result:
    """Evaluate an expression.

    Args:
        source: JavaScript; variables have been put in already.
        now_ms: the virtual clock, ms since 1970-01-01 UTC.
        seed: what Math.random starts from.
    """
    global _known
    key = (source, now_ms if uses_clock(source) else 0, seed)
    result = _known.get(key)
    if result is None:
        result = _evaluate(*key)
        if not result.limited:
            if len(_known) >= _REMEMBERED:
                _known = {}
            _known[key] = result
    return result


_known: dict[tuple[str, int, int], Result] = {}


def _evaluate(source: str, now_ms: int, seed: int) -> Result:
    entry, exceptions = _context()
    try:
        value = entry(source, float(now_ms), seed)  # the binding cuts whole numbers to 32 bits
    except exceptions as error:
        message = str(error).strip().splitlines()[0] if str(error).strip() else "out of memory"
        return _failed(message)
    if value is None or isinstance(value, str | int | float | bool):
        return Result(value, bool(value) and value == value)
    return Result(None, True)


_LIMITS: Final = ("interrupted", "out of memory", "call stack", "stack overflow", "null")


def _failed(message: str) -> Result:
    limited = any(limit in message.lower() for limit in _LIMITS)
    if limited:
        _context.cache_clear()
        message = "out of memory" if message == "null" else message
    return Result(error=message, limited=limited)


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
  const state = { now: 0, seed: 0 };
  const RealDate = Date, proto = Date.prototype, realParse = Date.parse, realUTC = Date.UTC, text = String;
  const parse = function parse(s) { s = text(s); return realParse(/(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(s.trim()) ? s
    : /T\d/.test(s) ? s + 'Z' : s + ' UTC'); };
  const moment = function (parts) {
    if (parts.length === 0) return state.now;
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
  FixedDate.now = function now() { return state.now; };
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
  const run = (0, eval)('(function () { return eval(arguments[0]); })');
  const entry = function (source, now, seed) {
    state.now = now; state.seed = seed >>> 0;
    const value = run(source);
    return typeof value === 'bigint' ? text(value) : value === undefined ? null : value;
  };
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
    ''[Symbol.iterator](), new Map().entries(), new Set().entries(), 'a'.matchAll(/a/g),
    (function* () {})(), (async function* () {})(), run];
  hidden.forEach(freeze);
  freeze(globalThis);
  return entry;
})()
"""
