"use strict";
/* What is written of a call that a CallPlayer plays: the script that plays it again, and the lines under a story. */
const inSeconds = (ms) => (ms / 1000).toFixed(3).replace(/\.?0+$/, "") + " s";
const timeText = (ms) => (ms % 1000 ? ms + "ms" : ms / 1000 + "s");
const quotedText = (text) => '"' + text.replace(/["\\]/g, "\\$&") + '"';

class CallRecord {
  constructor(player) {
    Object.assign(this, { player, statements: [], given: new Set(player.data.given), replies: new Map(), asked: null, ears: [],
      assumed: new Map(), leans: new Set(), last: 0, waited: false, talk: null, lines: [] });
  }

  // --- as it happens
  line(kind, parts) {
    const { player } = this, text = kind === "cut" ? this.cutWords(parts) : player.text(parts);
    this.lines.push({ at: player.now, text, kind, sample: player.isSample(parts) });
  }
  cutWords(parts) {
    const { prompt, now, data } = this.player;
    if (!prompt || !prompt.units) return data.cut.unknown;
    const heard = prompt.units.filter(([, end]) => end <= now - prompt.at).map(([text]) => text).join("");
    return heard ? parts.map((part, at) => (at % 2 ? heard : part)).join("") : data.cut.nothing;
  }
  waits() { // a script lets all time pass by waiting; that is noted where it begins
    if (!this.waited && this.talk === null) this.player.log.push({ at: this.player.now, places: [], free: false });
    this.waited ||= this.talk === null;
  }
  waitOver() {
    if (!this.waited) return [];
    this.assumeLengths();
    this.waited = false;
    return [`wait ${timeText(this.player.now - this.last + (this.player.outcome ? 1 : 0))}`]; // a bound is passed, not come to
  }
  acts(kind, value) {
    const { player } = this, now = player.now;
    if (kind === "reply" || kind === "no reply") return;
    if (this.talk !== null) {
      this.statements.push(`transfer answered ${timeText(now - this.talk)}${kind === "hang up" ? " then hang up" : ""}`);
      [this.talk, this.last] = [null, now];
      return;
    }
    this.statements.push(...this.waitOver());
    if (kind === "key" || kind === "enter") {
      player.log.push({ at: now, places: [], free: false });
      this.assumeLengths();
    }
    this.last = now;
    if (kind === "transfer" && value === "answered") this.talk = now;
    else this.statements.push(this.statement(kind, value));
  }
  statement(kind, value) {
    if (kind === "key") return `press ${value} at 0s`;
    if (kind === "enter") return `press ${this.player.data.masked} at 0s`;
    if (kind === "transfer") return `transfer ${value}`;
    return kind === "hang up" ? "hang up" : `answer ${value}`;
  }
  went(move) {
    const { player } = this, { asked } = this;
    if (asked && player.control.kind === "reply") {
      const late = player.now > asked.at ? ` after ${timeText(player.now - asked.at)}` : "";
      asked.list[asked.list.length - 1] = move.reply ? move.reply + late : "timeout";
      if (move.timer !== -2) this.asked = null; else asked.list[asked.list.length - 1] = "timeout";
    }
    for (const number of move.assumed || []) this.assume(...player.data.assumed[number]);
    if (!move.url) return;
    const url = player.text(move.url), list = this.replies.get(url) || [];
    this.replies.set(url, [...list, "timeout"]);
    this.asked = { at: player.now, list: this.replies.get(url) };
  }
  heard(move, said) {
    for (const [code, place] of move.ear || []) this.ears.push([this.player.now, code, place, said ? said.ms : 0]);
    if (move.leans) this.leans.add(move.leans);
  }
  assume(quirk, text) { if (!this.assumed.has(quirk)) this.assumed.set(quirk, text); }
  assumeLengths() {
    for (const [name, text] of this.player.data.lengths)
      if (this.leans.has(name)) this.assume(name, `${text}   [${this.player.place[0]}]`);
  }

  // --- afterwards
  script() {
    const { clock } = this.player, waits = this.ending().statements;
    const time = clock === null ? [] : [`set clock = "${new Date(clock).toISOString().slice(0, 19)}Z"`];
    const web = [...this.replies].map(([url, list]) => {
      const pattern = quotedText(url.replace(/[[*?]/g, "[$&]"));
      return `http ${pattern} -> ${[...list, ...(list.length > 1 ? ["timeout"] : [])].join(" then ")}`;
    });
    return [...time, ...[...this.given].filter(Boolean), ...web, ...waits].join("\n") + "\n";
  }
  ending() { // as if the call were left here: what waiting until now assumes counts, and changes nothing
    const kept = [new Map(this.assumed), this.waited];
    const statements = [...this.statements, ...this.waitOver()], assumed = this.assumed;
    [this.assumed, this.waited] = kept;
    return { statements, assumed };
  }
  closing() {
    const { player } = this, { endings, silence } = player.data, gaps = this.gaps();
    const outcome = player.outcome || player.control.outcome || "";
    const lines = [{ kind: "ending", text: endings[outcome].replace("{}", inSeconds(player.now)) }];
    for (const [at, ms, place] of gaps) {
      const text = silence.gap.replace("{}", inSeconds(at)).replace("{}", inSeconds(ms)) + player.data.places[place][3];
      lines.push({ kind: "silent", text });
    }
    if (player.isUnknown) lines.push({ kind: "ending", text: `not searched: ${player.data.bound}` });
    if (gaps.length) lines.push({ kind: "silent", text: `why: ${silence.why}` }, { kind: "silent", text: `fix: ${silence.fix}` });
    for (const text of this.ending().assumed.values()) lines.push({ kind: "assumed", text: `assumed: ${text}` });
    return lines;
  }
  gaps() { // as play/silence.py listens
    let [gone, quiet, asked, slow] = [false, null, null, null];
    const found = [];
    const answered = (at) => { if (asked && slow === null && at > asked[0]) slow = asked[1]; asked = null; };
    const ends = (at, next) => {
      answered(at);
      if (quiet !== null && slow !== null && at - quiet > this.player.data.silence.longest) found.push([quiet, at - quiet, slow]);
      [quiet, slow] = [next, null];
    };
    for (const [at, code, place, ms] of this.ears) {
      if (gone) break;
      if (code === "asked") asked = [at, place];
      else if (code === "answered") answered(at);
      else if (code === "cut") { answered(at); quiet = quiet === null ? at : Math.min(quiet, at); }
      else ends(at, code === "sound" ? at + ms : code === "quiet" ? at : null);
      gone = code === "gone";
    }
    ends(this.player.now, null);
    return found;
  }
}
