"use strict";
/* Plays the calls of a plan from data: states, edges, one clock with one timer, and registers. It knows no tag, and no
   words: all that it shows, and all times, were worked out by the engine. Times are in ms since the call began to ring.
   What it plays, `ivrdsl simulate` plays on `script()`; what leans on a sample, of which it knows no other, it says. */
const CALL_KEYS = "0123456789*#";
const evenly = (ms) => (Math.abs(ms % 1) === 0.5 ? 2 * Math.round(ms / 2) : Math.round(ms)); // as Python rounds
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);
const signsIn = (text) => Array.from(text).length;

class CallPlayer {
  constructor(data) { this.data = data; this.reset(); }

  reset() {
    Object.assign(this, { state: 0, now: 0, due: null, prompt: null, question: null, outcome: "", patient: false,
      registers: { ...this.data.registers }, samples: new Set(), doubt: false, typed: "", pressed: "", clock: null,
      answered: 0, asked: 0, moves: [], lines: [], passed: [], log: [], visited: new Map(), fired: 0, record: new CallRecord(this) });
  }

  // --- where the call is
  get control() { return this.data.controls[this.data.at[this.state]]; }
  get ended() { return this.outcome !== "" || this.control.kind === "over"; }
  get place() { return this.data.places[this.outcome ? this.data.over : this.control.in]; }
  get waits() {
    const [label, line, element] = this.place;
    return { label, line, element, place: this.control.place, kind: this.ended ? "over" : this.control.kind,
      decides: Boolean(this.control.decides), keys: this.ended ? "" : this.control.keys && CALL_KEYS };
  }
  get variables() { return Object.fromEntries(Object.entries(this.registers).filter(([name]) => name[0] !== "=")); }
  get edges() {
    const all = this.data.states[this.state] || [];
    return all.flatMap((move, at) => (at % 2 ? [] : [{ move: this.data.moves[move], target: all[at + 1] }]));
  }
  offers() {
    const offer = (kind, value) => ({ kind, value, words: this.data.words[kind + ":" + value] || value });
    if (this.ended) return [];
    if (this.question) return this.question.options.map((words, at) => ({ kind: "told", value: String(at), words }));
    const kinds = this.edges.map(({ move }) => move.on).filter(([kind]) => kind !== "key" && this.takes(kind));
    const found = [...new Map(kinds.map((on) => [on.join(":"), offer(...on)])).values()];
    if (this.takes("silent")) found.push(offer("silent", ""));
    return this.takes("key") ? [...Array.from(CALL_KEYS, (key) => offer("key", key)), ...found] : found;
  }
  takes(kind) { // what comes in the moment of a request comes behind its reply
    const asks = this.control.kind === "reply", replies = kind === "reply" || kind === "no reply";
    if (kind === "timer" || (kind === "key" && !this.control.keys)) return false;
    if (kind === "spoke") return false; // behind that a script can only stay silent
    return asks && !this.patient ? replies || kind === "silent" : kind !== "silent" && !(replies && this.now === this.asked);
  }

  // --- what happens
  act(kind, value) {
    if (kind === "told") return this.tell(Number(value));
    if (this.question || this.ended || !this.takes(kind)) return false;
    const tried = kind === "key" ? (this.control.keys || "")[CALL_KEYS.indexOf(value)] : value;
    const edges = this.edges.filter(({ move }) => move.on[0] === kind && move.on[1] === tried);
    const silent = kind === "silent";
    if (!edges.length && !silent) return false;
    this.moves.push([this.now, kind, value]);
    if (silent) return (this.patient = true);
    this.pressed = kind === "key" ? value : this.pressed;
    if (kind !== "answered" && kind !== "hang up") this.visited.clear();
    this.record.acts(kind, value, edges[0].move);
    this.choose(edges, () => {});
    return true;
  }
  tell(number) {
    const question = this.question, edges = question && question.groups[number];
    if (!edges) return false;
    this.moves.push([this.now, "told", String(number)]);
    this.question = null;
    this.learn(edges[0].move.chosen[question.depth]);
    this.choose(edges, question.then, question.depth + 1);
    return true;
  }
  learn([name, value, statement]) {
    if (name === "the time") { // a script names it in whole seconds
      this.clock ??= Math.floor((value - this.now) / 1000) * 1000;
      if (!this.data.hours && Math.floor((this.clock + this.now) / 1000) !== Math.floor(value / 1000)) this.doubt = true;
    } else if (value !== null) this.registers[name] = value;
    this.record.given.add(statement);
  }
  choose(edges, then, depth = 0) {
    const groups = new Map();
    for (const edge of edges) {
      const key = JSON.stringify((edge.move.chosen || [])[depth] || null);
      groups.set(key, [...(groups.get(key) || []), edge]);
    }
    const several = [...groups.values()], chosen = (several[0][0].move.chosen || [])[depth];
    if (!chosen) { this.go(several[0][0]); return then(); }
    const told = chosen[0] === "the time" && this.clock !== null ? this.atThisTime(several, depth) : several;
    if (told.length === 1) { this.learn(told[0][0].move.chosen[depth]); return this.choose(told[0], then, depth + 1); }
    const options = told.map(([edge]) => edge.move.chosen[depth][3]);
    this.question = { about: chosen[0], options, groups: told, then, depth };
  }
  atThisTime(several, depth) { // of the moments that were tried the same, else one in the same hour of that day, or of any
    const moment = this.clock + this.now, hour = (ms) => Math.floor((ms / 3600000) % 168);
    const alike = [(ms) => Math.floor(ms / 1000) === Math.floor(moment / 1000), (ms) => hour(ms) === hour(moment),
      (ms) => hour(ms) % 24 === hour(moment) % 24, () => true];
    const found = alike.map((is) => several.find(([edge]) => is(edge.move.chosen[depth][1])));
    return [found.find(Boolean)];
  }
  go({ move, target }) {
    if (move.on[0] === "answered") this.answered = this.now;
    if (move.typed) this.typed = (move.typed === 2 ? this.typed : "") + this.pressed;
    for (const [tokens, words, register, result] of move.leant || []) {
      const leans = tokens.some(([name, sample]) => this.samples.has(name) ||
        (words ? /[^0-9]/.test(this.value(name)) : this.value(name) !== sample));
      if (register) { this.registers[register] = result; this.samples[leans ? "add" : "delete"](register); }
      else if (leans) this.doubt = true;
    }
    for (const number of move.lines || []) this.tellLine(...this.data.lines[number]);
    for (const number of move.ways || []) this.passed.push(this.data.ways[number]);
    this.log.push({ at: this.now, places: move.passed || [], free: Boolean(move.free) });
    this.record.went(move);
    this.setRegisters(Object.entries(move.sets || {}));
    this.state = target;
    const said = move.prompt === undefined ? null : this.spoken(this.data.prompts[move.prompt]);
    this.record.heard(move, said);
    if (said) [this.prompt, this.due] = [{ ...said, at: this.now, ends: this.now + said.ms }, this.now + said.ms];
    else if (move.timer !== -2) {
      this.prompt = null;
      this.due = move.timer === -1 ? null : Math.max(this.now + move.timer, "beep" in move ? this.answered + move.beep : 0);
    }
    if (move.url) this.asked = this.now;
    this.patient &&= this.control.kind === "reply";
  }
  setRegisters(sets) {
    const told = sets.map(([name, parts]) => [name, parts && this.text(parts), parts && this.isSample(parts)]);
    for (const [name, text, sample] of told) {
      if (text === null) delete this.registers[name]; else this.registers[name] = text;
      this.samples[sample ? "add" : "delete"](name);
    }
  }

  // --- again
  play(moves, until) {
    this.reset();
    for (const [at, [ms, kind, value]] of moves.entries())
      if (this.advance(ms) !== ms || !this.act(kind, value)) return at;
    if (until !== undefined) this.advance(until);
    return -1;
  }
  undo() { const moves = this.moves, last = moves.at(-1); if (last) this.play(moves.slice(0, -1), last[0]); }
  script() { return this.record.script(); }
  closing() { return this.record.closing(); }

  // --- time
  advance(ms) {
    while (this.due !== null && this.due <= ms && !this.ended && !this.stands) this.fire();
    if (!this.ended && !this.stands && this.control.kind !== "answer") this.to(Math.max(ms, this.now));
    return this.now;
  }
  get stands() { return this.question !== null || (this.control.kind === "reply" && !this.patient); }
  to(ms) {
    if (ms > this.now) this.record.waits();
    if (ms > this.data.limits.ms) { this.now = this.data.limits.ms; return this.end("limit", "too long", this.log.slice(-this.data.limits.moments)); }
    this.now = ms;
  }
  fire() {
    this.record.waits();
    if (this.due > this.data.limits.ms) return this.to(this.due);
    this.now = this.due;
    const before = this.control, edges = this.edges.filter(({ move }) => move.on[0] === "timer");
    this.choose(edges, () => {
      if (before.decides) this.visited.clear();
      else if (!this.control.decides && (this.fired || before.kind !== "detection")) this.watch();
      this.fired += 1;
    });
  }
  watch() { // the first return to a state without a decision ends a call, unless somebody could have led it elsewhere
    if (this.ended) return;
    const key = JSON.stringify([this.state, Object.entries(this.variables).sort()]), before = this.visited.get(key);
    if (before === undefined) return void this.visited.set(key, this.log.length);
    const round = this.log.slice(before);
    if (!round.some((each) => each.free)) this.end("loop", "loop", round);
    else if (this.log[before - 1].at === this.now) this.end("limit", "in no time", round);
    else this.visited.clear();
  }
  end(outcome, limit, round) {
    const passed = new Map(round.flatMap((each) => each.places).map((number) => [number, this.data.places[number][0]]));
    const around = [...passed.values()].join(", ") || "nothing", [, , , where] = this.place;
    this.tellLine("error", [this.data.limits[limit].replace("{}", () => around) + where]);
    [this.outcome, this.due, this.prompt] = [outcome, null, null];
  }

  // --- what is told
  value(name) { return name === "pressed" ? this.pressed : name === "entered" ? this.typed : this.registers[name] ?? ""; }
  text(parts) { return parts.map((part, at) => (at % 2 ? this.value(part) : part)).join(""); }
  isSample(parts) { return this.doubt || parts.some((part, at) => at % 2 && this.samples.has(part)); }
  tellLine(kind, parts) {
    const text = kind === "cut" ? this.cutWords(parts) : this.text(parts);
    this.lines.push({ at: this.now, text, kind, sample: this.isSample(parts) });
  }
  cutWords(parts) {
    if (!this.prompt || !this.prompt.units) return this.data.cut.unknown;
    const heard = this.prompt.units.filter(([, end]) => end <= this.now - this.prompt.at).map(([text]) => text).join("");
    return heard ? parts.map((part, at) => (at % 2 ? heard : part)).join("") : this.data.cut.nothing;
  }
  spoken(prompt) {
    const filled = this.text(prompt.text), { source, language } = prompt;
    const text = prompt.text.length > 1 && source === "tts" ? wordsOf(filled).join(" ") : filled;
    const lasts = prompt.pieces ? this.lengthOf(prompt, text) : { ms: prompt.each ? prompt.each * signsIn(text) : prompt.ms, units: prompt.units };
    if ((prompt.sample && prompt.text.length > 1) || lasts.sample || this.isSample(prompt.text)) this.doubt = true;
    return { text, source, language, ...lasts };
  }
  lengthOf({ pieces, around, factor, language }, text) { // as core/words.py adds up a prompt
    let [signs, at, sample] = [0, around >> 1, false];
    const ends = [], values = this.data.values[language];
    for (const piece of pieces) {
      const value = typeof piece[1] === "number" ? null : this.value(piece[0]);
      const other = value !== null && value !== piece[1][0], length = other ? this.keysLength(values, value) : null;
      const [said, ms, told] = value === null ? piece : other ? [value, length ?? piece[1][1]] : piece[1];
      sample ||= other && length === null;
      wordsOf(said).forEach((word, n) => ends.push([(signs += signsIn(word)), at + (told ? told[n] : ms)]));
      at += ms;
    }
    const total = at + around - (around >> 1), ms = factor === 1 ? total : evenly(total * factor);
    let [count, next] = [0, 0];
    const units = wordsOf(text).map((word, n) => {
      count += signsIn(word);
      while (next < ends.length - 1 && ends[next][0] < count) next += 1;
      return [(n ? " " : "") + word, Math.floor((ends[next][1] * ms) / total)];
    });
    return { ms, units, sample };
  }
  keysLength({ keys, each, groups, longest, odd, star }, text) {
    if (text.length === 1) return keys[CALL_KEYS.indexOf(text)] ?? null;
    const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
    const groupOf = (number, power) => number.slice(Math.max(number.length - 3 * power - 3, 0), Math.max(number.length - 3 * power, 0));
    const said = (number) => number.length < 2 || number[0] === "0" ? sum(Array.from(number, (digit) => each[digit]))
      : number.length > longest ? NaN : odd[number] ?? sum(groups.map((group, power) => group[Number(groupOf(number, power))]));
    const parts = text.split("*"), total = sum(parts.map(said)) + star * (parts.length - 1);
    return /^[0-9*]+$/.test(text) && !Number.isNaN(total) ? evenly(total / 100) : null;
  }
}
