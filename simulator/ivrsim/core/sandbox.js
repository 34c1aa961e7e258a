// Seals a context before any text of a plan runs in it; evaluates to the function that `javascript.py` calls.
//
// What is here: Date and Math.random of our own, which read the clock and the seed of one evaluation; answers in one
// form for every result; functions of the engine that count what they go through, since it counts turns of loops and
// calls only; and a freeze of everything that a text can reach, so that no text leaves anything for the next one.
(function () {
  'use strict';
  const state = { now: 0, seed: 0, asked: '', work: -Infinity };
  const now = function () { if (state.now !== state.now) { state.asked = 'c'; throw 'the time'; } return state.now; };
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
  const MOST_WORK = 200000;  // characters and elements that the engine's own functions go through for one text
  const imul = Math.imul;
  Math.random = function random() {
    if (state.seed !== state.seed) { state.asked = 'd'; throw 'a draw'; }
    state.seed = (state.seed + 0x6D2B79F5) >>> 0;
    let t = imul(state.seed ^ (state.seed >>> 15), state.seed | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (const name of ['queueMicrotask', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry',
                      'performance', 'Proxy']) {  // a proxy could tell another length each time
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
  const tooMuch = function () { return state.work > MOST_WORK ? 'e1"the work takes too long"' : ''; };
  const thrown = function (error) {
    if (state.asked) return state.asked + '0""';
    if (tooMuch()) return tooMuch();
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
    state.now = now; state.seed = seed !== seed ? seed : seed >>> 0; state.asked = ''; state.work = 0;
    try {
      const value = run(source), truth = value ? '1' : '0';
      if (state.asked) return state.asked + '0""';
      if (tooMuch()) return tooMuch();
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
  // Loops inside the engine's own functions are not counted, and a sparse array of any length costs nothing.
  const isArray = Array.isArray, typed = Object.getPrototypeOf(Uint8Array.prototype);
  const lengthOf = apply.bind(null, own(typed, 'length').get);
  const sizeOf = function (value) {
    if (state.work < 0) return 0;  // nothing is counted here, before any text runs
    if (typeof value === 'string' || isArray(value)) return value.length;
    if (value === null || typeof value !== 'object') return 0;
    try { return lengthOf(value, []); } catch { }
    const length = own(value, 'length');
    if (length && !('value' in length) || !length && 'length' in value) throw new Deep('the length is too long to know');
    return length ? +length.value || 0 : 0;
  };
  const spend = function (work) {
    state.work += work > 0 ? work : 0;
    if (state.work > MOST_WORK) throw new Deep('the work takes too long');
  };
  const guard = function (object, name, least, ofThis) {
    const property = own(object, name), original = property.value;
    if (typeof original !== 'function' || name === 'constructor') return;
    const guarded = { guarded(...rest) {
      const size = sizeOf(ofThis ? this : rest[0]), sought = typeof rest[0] === 'string' ? rest[0].length : 0;
      spend(least + size + (ofThis ? size * sought / 256 : 0));
      const made = apply(original, this, rest);
      if (typeof made === 'string') spend(made.length);
      return made;
    } }.guarded;
    for (const key of ['name', 'length']) Object.defineProperty(guarded, key, { value: original[key] });
    Object.defineProperty(object, name, { ...property, value: guarded });
  };
  String.raw = function raw(strings, ...values) {
    let made = '';
    for (let i = 0; i < strings.raw.length; i++) made += (i && i <= values.length ? values[i - 1] : '') + strings.raw[i];
    return made;
  };
  for (const object of [Array.prototype, String.prototype, typed]) {
    for (const name of Reflect.ownKeys(object)) guard(object, name, 1, true);
  }
  for (const name of ['stringify', 'parse']) guard(JSON, name, MOST_WORK / 40, false);
  for (const name of Reflect.ownKeys(Object)) guard(Object, name, MOST_WORK / 2000, false);
  const global = ['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'escape', 'unescape', 'encodeURI', 'decodeURI',
                  'encodeURIComponent', 'decodeURIComponent'].map(name => [globalThis, name]);
  const others = [[Array, 'from'], [Reflect, 'ownKeys'], [Reflect, 'apply'], [Number, 'parseInt'], [Number, 'parseFloat']];
  for (const [object, name] of [...global, ...others]) guard(object, name, 1, false);
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
