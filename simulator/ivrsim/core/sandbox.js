// Seals a context before any text of a plan runs in it; evaluates to the function that `javascript.py` calls.
//
// What is here: Date and Math.random of our own, which read the clock and the seed of one evaluation; answers in one
// form for every result; functions of the engine that count what they go through, since it counts turns of loops and
// calls only; no way to make code while a text runs; and a freeze of everything that a text can reach, so that no text
// leaves anything for the next one.
(function (TOLD) {
  'use strict';
  const state = { now: 0, seed: 0, asked: '', refused: '', work: -Infinity, begins: false };
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
  const apply = Reflect.apply, construct = Reflect.construct, own = Object.getOwnPropertyDescriptor, Watched = Proxy;
  for (const name of ['queueMicrotask', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry',
                      'performance', 'BigInt64Array', 'BigUint64Array',
                      'Proxy']) {  // a proxy could tell another length each time
    delete globalThis[name];
  }
  for (const name of Reflect.ownKeys(DataView.prototype)) {
    if (text(name).includes('Big')) delete DataView.prototype[name];
  }
  const note = function (error) {
    if (isLimit(error)) state.refused ||= error === null ? 'out of memory' : own(error, 'message').value;
  };
  note.failed = false;  // true where nothing was left for a note
  // TOLD is what a text that catches errors tells of them: of its own limits it must not make anything else. By
  // `arguments.callee` a text gets here again, where `eval` is no longer that of the engine.
  const run = (0, eval)(`(function (${TOLD}) {
    return function () { return eval(arguments[0]); };
  })`)(note);
  const quote = JSON.stringify, Deep = RangeError, Inside = InternalError;
  const join = Array.prototype.join, well = String.prototype.toWellFormed;
  const plain = function (value) {
    const whole = text(value);
    if (whole.length > 1000000) throw new Deep('the result is too long');
    return quote(apply(well, whole, []));
  };
  const answer = function (...parts) { return apply(join, parts, ['']); };  // the binding reads no string in pieces
  const tooMuch = function () {
    if (note.failed) state.refused ||= 'it caught a limit';
    if (state.refused) return answer('e1', quote(state.refused));
    return state.work > MOST_WORK ? 'e1"the work takes too long"' : '';
  };
  const LIMITS = /call stack|overflow|out of memory|too (?:long|many|large|complex)/, search = RegExp.prototype.exec;
  const isLimit = function (error) {  // so the engine says "out of memory" with null; a text that throws null reads alike
    if (error === null) return true;
    if (!(error instanceof Deep || error instanceof Inside || error instanceof SyntaxError)) return false;
    const message = own(error, 'message');
    return message !== undefined && typeof message.value === 'string' && apply(search, LIMITS, [message.value]) !== null;
  };
  const thrown = function (error) {
    if (state.asked) return state.asked + '0""';
    if (tooMuch()) return tooMuch();
    let message = 'something was thrown that has no text', limited = isLimit(error);
    try { message = error === null ? 'out of memory' : text(error); } catch { }
    return answer(limited ? 'e1' : 'e0', quote(message.slice(0, 500).toWellFormed() || 'an error without a text'));
  };
  const entry = function (source, now, seed, turns) {
    state.now = now; state.seed = seed !== seed ? seed : seed >>> 0; state.asked = state.refused = ''; state.work = 0;
    state.begins = true; note.failed = false;
    costs = null;
    for (let i = turns; i > 0; i--);
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
    if (value === null || typeof value !== 'object' && typeof value !== 'function') return 0;
    try { return lengthOf(value, []); } catch { }
    const length = own(value, 'length');
    if (length && !('value' in length) || !length && 'length' in value) throw new Deep('the length is too long to know');
    return length ? +length.value || 0 : 0;
  };
  const spend = function (work) {
    state.work += work > 0 ? work : 0;
    if (state.work > MOST_WORK) throw new Deep('the work takes too long');
  };
  const refuse = function (why) { state.refused = why; throw new Deep(why); };
  const define = Object.defineProperty;
  const stand = function (object, name, other, original) {  // in for a function of the engine
    for (const key of ['name', 'length']) define(other, key, { value: original[key], configurable: true });
    define(object, name, { ...own(object, name), value: other });
  };
  const THIS = -1, ALL = -2;
  const guard = function (object, name, least, which) {  // which: the argument whose size counts, or THIS, or ALL of them
    const property = own(object, name), original = property && property.value;
    if (typeof original !== 'function' || name === 'constructor') return;
    stand(object, name, { guarded(...rest) {  // each call in here is a turn that the text has no more
      const value = which < 0 ? this : rest[which], isText = typeof value === 'string';
      let size = isText ? value.length : sizeOf(value);
      if (which < 0) {
        if (isText && typeof rest[0] === 'string') size += size * rest[0].length / 256;
        if (which === ALL) for (let i = 0; i < rest.length; i++) size += sizeOf(rest[i]);
      }
      state.work += least + (size > 0 ? size : 0);
      if (state.work > MOST_WORK) spend(0);
      const made = apply(original, this, rest);
      if (typeof made === 'string') state.work += made.length;
      return made;
    } }.guarded, original);
  };
  const guardMaking = function (name, least, each) {  // of a class, which stays what it is to everybody else
    const original = globalThis[name];
    const count = function (given) { spend(least + each * sizeOf(given[0])); };
    const made = new Watched(original, {
      apply(target, self, given) { count(given); return apply(target, self, given); },
      construct(target, given, by) { count(given); return construct(target, given, by === made ? target : by); },
    });
    globalThis[name] = made;
    if (own(original, 'prototype')) define(original.prototype, 'constructor', { value: made });
  };
  // What a search by a regular expression costs hangs on how much of it may be repeated: the engine counts its turns in
  // each search by itself, and ends one of 10,000.
  const REPEATS = /[*+{?|]/, REPEATS_MORE = /[*+{?|][^]*[*+{?|]/;
  const sourceOf = own(RegExp.prototype, 'source').get;
  let costs;
  const costOf = function (expression) {
    const source = apply(sourceOf, expression, []);
    costs ??= { __proto__: null };
    if (!(source in costs)) {
      const repeats = apply(search, REPEATS, [source]), more = repeats && apply(search, REPEATS_MORE, [source]);
      costs[source] = more ? MOST_WORK / 400 : repeats ? MOST_WORK / 2000 : MOST_WORK / 10000;
    }
    return costs[source];
  };
  String.raw = function raw(strings, ...values) {
    let made = '';
    for (let i = 0; i < strings.raw.length; i++) made += (i && i <= values.length ? values[i - 1] : '') + strings.raw[i];
    return made;
  };
  for (const object of [Array.prototype, String.prototype, typed]) {
    for (const name of Reflect.ownKeys(object)) guard(object, name, 1, name === 'concat' && object !== typed ? ALL : THIS);
  }
  for (const name of ['stringify', 'parse']) guard(JSON, name, MOST_WORK / 40, 0);
  for (const name of Reflect.ownKeys(Object)) guard(Object, name, MOST_WORK / 2000, 0);
  for (const object of [Map, Iterator.prototype, Object.getPrototypeOf(Uint8Array)]) {
    for (const name of Reflect.ownKeys(object)) guard(object, name, MOST_WORK / 2000, 0);
  }
  for (const name of ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf',
                      'isDisjointFrom']) guard(Set.prototype, name, MOST_WORK / 1000, 0);
  // What is inside each other may be told again and again: two to the power of how deep it is. Here each time is a turn.
  const stringify = JSON.stringify, keysOf = Reflect.ownKeys, has = Set.prototype.has, add = Set.prototype.add;
  const remove = Set.prototype.delete;
  const measure = function (value, around) {
    if (value === null || typeof value !== 'object' || apply(has, around, [value])) return;
    spend(1 + sizeOf(value));
    apply(add, around, [value]);
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++) measure(own(value, keys[i])?.value, around);
    apply(remove, around, [value]);
  };
  stand(JSON, 'stringify', { stringify(value, replacer, space) {
    spend(sizeOf(replacer));
    measure(value, new Set());
    return stringify(value, replacer, space);
  } }.stringify, stringify);
  const mapped = Array.prototype.map, natural = Math.trunc;
  const flatten = function (into, from, depth) {
    if (from === null || from === undefined) throw new TypeError('Cannot convert undefined or null to object');
    const length = from.length;
    for (let i = 0; i < length; i++) {
      if (!(i in from)) continue;
      if (depth > 0 && isArray(from[i])) flatten(into, from[i], depth - 1);
      else into[into.length] = from[i];
    }
    return into;
  };
  stand(Array.prototype, 'flat', { flat(depth) {
    return flatten([], this, depth === undefined ? 1 : natural(depth) || 0);
  } }.flat, Array.prototype.flat);
  stand(Array.prototype, 'flatMap', { flatMap(made, self) {
    return flatten([], apply(mapped, this, [made, self]), 1);
  } }.flatMap, Array.prototype.flatMap);
  const global = ['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'escape', 'unescape', 'encodeURI', 'decodeURI',
                  'encodeURIComponent', 'decodeURIComponent'].map(name => [globalThis, name]);
  const others = [[Array, 'from'], [Reflect, 'ownKeys'], [Number, 'parseInt'], [Number, 'parseFloat'],
                  [Iterator, 'from'], [Symbol, 'for']];
  for (const [object, name] of [...global, ...others]) guard(object, name, 1, 0);
  for (const [object, name, which] of [[Reflect, 'apply', 2], [Reflect, 'construct', 1], [Function.prototype, 'apply', 1]]) {
    guard(object, name, 1, which);
  }
  stand(RegExp.prototype, 'exec', { exec(given) {
    if (state.work >= 0) spend(costOf(this));
    return apply(search, this, [given]);
  } }.exec, search);
  guard(RegExp.prototype, 'compile', MOST_WORK / 400, 0);
  guardMaking('RegExp', MOST_WORK / 2000, 50);
  for (const name of ['Number', 'String', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Uint8Array', 'Int8Array',
                      'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array',
                      'Float32Array', 'Float64Array']) {
    if (name in globalThis) guardMaking(name, 1, 1);
  }
  for (const iterator of [[].values(), ''[Symbol.iterator](), new Map().values(), new Set().values(), ''.matchAll(/a/g)]) {
    const proto = Object.getPrototypeOf(iterator), next = proto.next;  // what goes through one has a turn for each element
    stand(proto, 'next', { next() { return apply(next, this, []); } }.next, next);
  }
  const MAKES_CODE = 'it makes code while it runs';
  for (const one of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    const proto = Object.getPrototypeOf(one), original = proto.constructor;
    const other = function () { refuse(MAKES_CODE); };
    stand(proto, 'constructor', other, original);
    define(other, 'prototype', { value: proto, writable: false });
  }
  stand(globalThis, 'Function', Function.prototype.constructor, Function);
  const realEval = eval;
  const noEval = { eval(code) { if (typeof code !== 'string') return code; refuse(MAKES_CODE); } }.eval;
  define(globalThis, 'eval', { get() {  // the first to ask is `run`, before a text is read
    if (!state.begins) return noEval;
    state.begins = false;
    return realEval;
  } });
  define(noEval, 'length', { value: 1 });
  const LATER = 'it goes on later';
  const later = [...Reflect.ownKeys(Promise).map(name => [Promise, name]), [Array, 'fromAsync']];
  for (const [object, name] of later) {
    const original = own(object, name)?.value;
    if (typeof original === 'function') stand(object, name, function () { refuse(LATER); }, original);
  }
  const Later = new Watched(Promise, { construct() { refuse(LATER); } });
  define(Promise.prototype, 'constructor', { value: Later });
  globalThis.Promise = Later;
  const whole = BigInt;
  const other = function () { refuse('it works with BigInts'); };
  stand(globalThis, 'BigInt', other, whole);
  define(other, 'prototype', { value: whole.prototype, writable: false });
  define(whole.prototype, 'constructor', { value: other });
  for (const name of ['stackTraceLimit', 'prepareStackTrace']) {
    const value = name === 'stackTraceLimit' ? 10 : undefined;
    delete Error[name];
    Object.defineProperty(Error, name, { value, writable: false, configurable: false });
  }
  // An object of a text inherits from what is frozen, and to give it a `toString` of its own would do nothing, and say
  // nothing. So these are given past what is frozen; to change what all objects have is refused.
  const CHANGES = "it changes what the engine's own objects do", root = Object.prototype;
  const OWN = ['constructor', 'message', 'name', 'toLocaleString', 'toString', 'valueOf'];
  const give = function (object, name) {
    const property = own(object, name), value = property?.value;
    if (value === undefined || !property.configurable) return undefined;
    define(object, name, { get() { return value; }, set(other) {
      if (this === object) refuse(CHANGES);
      if (this === null || typeof this !== 'object' && typeof this !== 'function') return;
      define(this, name, { __proto__: null, value: other, writable: true, enumerable: true, configurable: true });
    } });
    return value;
  };
  const inherited = function (object) {
    if (object === root) return Reflect.ownKeys(object);
    return typeof object === 'object' || object === Function.prototype ? OWN : [];
  };
  const seen = new Set();
  const freeze = function (object) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) return;
    seen.add(object);
    for (const name of inherited(object)) freeze(give(object, name));
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
})
