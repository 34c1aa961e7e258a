"use strict";
/* Plays calls from data: states, edges, one clock with one timer, and registers. It knows no tag and no words: the engine
   has worked out what is told, and all times, in ms. `ivrdsl simulate` plays the same; what leans on a sample says so. */
class CallPlayer {
  constructor(data) { this.data = data; this.reset(); }

  reset() {
    Object.assign(this, { state: 0, now: 0, due: null, prompt: null, question: null, outcome: "", patient: false,
      registers: Object.assign(Object.create(null), this.data.registers), samples: new Set(), doubt: false, typed: "", pressed: "", clock: null,
      answered: 0, asked: 0, moves: [], passed: [], log: [], visited: new Map(), fired: 0,
      questions: new CallQuestions(this), record: new CallRecord(this) });
  }

  // --- where the call is
  get control() { return this.data.controls[this.data.at[this.state]]; }
  get ended() { return this.outcome !== "" || this.control.kind === "over"; }
  get place() { return this.data.places[this.outcome ? this.data.over : this.control.in]; }
  get waits() {
    const [label, line, element] = this.place;
    const kind = this.ended ? "over" : this.isUnknown ? "not searched" : this.control.kind;
    return { label, line, element, place: this.control.place, kind, decides: Boolean(this.control.decides) };
  }
  get isUnknown() { return this.state >= this.data.searched && !this.ended; } // the search has ended before it looked there
  get variables() { return Object.fromEntries(Object.entries(this.registers).filter(([name]) => name[0] !== "=")); }
  get edges() {
    const all = this.data.states[this.state] || [];
    return all.flatMap((move, at) => (at % 2 ? [] : [{ move: this.data.moves[move], target: all[at + 1] }]));
  }
  offers() {
    const offer = (kind, value) => ({ kind, value, words: this.data.words[kind + ":" + value] || value });
    if (this.ended || this.isUnknown) return [];
    if (this.question) return this.question.answers.map(([value, words]) => ({ kind: "told", value, words }));
    const kinds = this.edges.map(({ move }) => move.on).filter(([kind]) => kind !== "key" && this.takes(kind));
    const found = [...new Map(kinds.map((on) => [on.join(":"), offer(...on)])).values()];
    if (this.takes("silent")) found.push(offer("silent", ""));
    return this.takes("key") ? [...Array.from(CALL_KEYS, (key) => offer("key", key)), ...found] : found;
  }
  takes(kind) { // in one moment a reply comes before whatever else happens
    const asks = this.control.kind === "reply", replies = kind === "reply" || kind === "no reply";
    if (kind === "timer" || kind === "spoke" || (kind === "key" && !this.control.keys)) return false; // no script goes on behind "spoke"
    return asks && !this.patient ? replies || kind === "silent" : kind !== "silent" && !(replies && [this.asked, this.moves.at(-1)[0]].includes(this.now));
  }

  // --- what happens
  act(kind, value) {
    if (kind === "told") return this.questions.tell(value);
    if (this.question || this.ended || !this.takes(kind)) return false;
    const tried = kind === "key" ? (this.control.keys || "")[CALL_KEYS.indexOf(value)] : value;
    const edges = this.edges.filter(({ move }) => move.on[0] === kind && move.on[1] === tried);
    if (!edges.length && kind !== "silent") return false;
    this.moves.push([this.now, kind, value]);
    if (kind === "silent") return (this.patient = true);
    if (kind === "key" || kind === "enter") this.pressed = kind === "key" ? value : this.data.masked;
    if (kind !== "answered" && kind !== "hang up") this.visited.clear();
    this.record.acts(kind, value);
    this.questions.choose(edges, () => {});
    return true;
  }
  go({ move, target }) {
    if (move.on[0] === "answered") this.answered = this.now;
    if (move.typed) this.typed = move.typed === 3 ? this.data.masked : (move.typed === 2 ? this.typed : "") + this.pressed;
    for (const [tokens, words, register, result] of move.leant || []) {
      const leans = tokens.some(([name, sample]) => this.samples.has(name) ||
        (words ? /[^0-9]/.test(this.value(name)) : this.value(name) !== sample));
      if (register) this.setRegister(register, result, leans); else if (leans) this.doubt = true;
    }
    for (const number of move.lines || []) this.record.line(...this.data.lines[number]);
    for (const number of move.ways || []) this.passed.push(this.data.ways[number]);
    this.log.push({ at: this.now, places: move.passed || [], free: Boolean(move.free) });
    this.record.went(move);
    const sets = Object.entries(move.sets || {}).map(([name, to]) => [name, to && this.text(to), to && this.isSample(to)]);
    for (const set of sets) this.setRegister(...set);
    this.state = target;
    const said = "prompt" in move ? this.spoken(this.data.prompts[move.prompt]) : null;
    this.record.heard(move, said);
    if (said) [this.prompt, this.due] = [{ ...said, at: this.now, ends: this.now + said.ms }, this.now + said.ms];
    else if (move.timer !== -2) {
      this.prompt = null;
      this.due = move.timer === -1 ? null : Math.max(this.now + move.timer, "beep" in move ? this.answered + move.beep : 0);
    }
    if (move.url) this.asked = this.now;
    this.patient &&= this.control.kind === "reply";
  }
  setRegister(name, text, isSample) {
    if (text === null) delete this.registers[name]; else this.registers[name] = text;
    this.samples[isSample ? "add" : "delete"](name);
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
  get lines() { return this.record.lines; }
  script() { return this.record.script(); } closing() { return this.record.closing(); }

  // --- time
  advance(ms) {
    while (this.due !== null && this.due <= ms && !this.ended && !this.stands) this.fire();
    if (!this.ended && !this.stands && this.control.kind !== "answer") this.to(Math.max(ms, this.now));
    return this.now;
  }
  get stands() { return this.question !== null || this.isUnknown || (this.control.kind === "reply" && !this.patient); }
  to(ms) {
    if (ms > this.now) this.record.waits();
    this.now = Math.min(ms, this.data.limits.ms);
    if (ms > this.now) this.end("limit", "too long", this.log.slice(-this.data.limits.moments));
  }
  fire() {
    this.record.waits();
    if (this.due > this.data.limits.ms) return this.to(this.due);
    this.now = this.due;
    const before = this.control, edges = this.edges.filter(({ move }) => move.on[0] === "timer");
    this.questions.choose(edges, () => {
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
    this.record.line("error", [this.data.limits[limit].replace("{}", () => around) + where]);
    [this.outcome, this.due, this.prompt] = [outcome, null, null];
  }

  // --- what is told
  value(name) { return name === "=pressed" ? this.pressed : name === "=entered" ? this.typed : this.registers[name] ?? ""; }
  text(parts) { return parts.map((part, at) => (at % 2 ? this.value(part) : part)).join(""); }
  isSample(parts) { return this.doubt || parts.some((part, at) => at % 2 && this.samples.has(part)); }
  spoken(prompt) {
    const { source, language } = prompt, text = spokenText(prompt, this.text(prompt.text));
    const lasts = lengthOf(prompt, text, this.data.values[language], (name) => this.value(name));
    if (lasts.sample || this.isSample(prompt.text)) this.doubt = true;
    return { text, source, language, ...lasts };
  }
}
