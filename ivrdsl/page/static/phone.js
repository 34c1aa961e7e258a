// The phone: what is said, what can be done now, and the clock.

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const NAMES = { "*": "star", "#": "hash" };
const PATHS = {
  play: "M4.5 3l8 5-8 5z", pause: "M5 3v10M11 3v10", skip: "M3.5 3l6.5 5-6.5 5zM12.5 3v10",
  undo: "M6 3L2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6", again: "M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3",
};
// What the call waits for, in words; the rest of the wait is a bar.
const WAITS = {
  answer: "ringing", detection: "a person or a machine?", prompt: "speaks", pause: "pauses",
  keys: "listens for a key", recording: "records what is said", transfer: "rings at the other number",
  talk: "the two parties talk", reply: "waits for a web server", tones: "sends tones", over: "the call is over",
  "not searched": "not searched: the page does not know how the call goes on",
};
const KEEPS = ["keys", "prompt", "pause"];
const SHOWN_WAITS = ["keys", "pause", "detection", "reply", "transfer", "recording"];

class PhonePanel {
  #again; #bar; #began; #clock; #end; #hangUp; #keypad; #offered; #offers; #play; #prompt; #said; #session;
  #shownOffers; #silence; #skip; #spoken; #state; #time; #typed; #undo; #waiting; #words;

  constructor(session, root) {
    this.#session = session;
    this.#said = null;
    this.#words = [];
    this.#began = 0;
    this.#waiting = "";
    this.#clock = make("span", { class: "clock", role: "timer", "aria-label": "time since the phone began to ring" });
    this.#state = make("span", { class: "state" });
    this.#bar = make("progress", { max: "1", value: "0", "aria-label": "how much of the wait has passed" });
    this.#prompt = make("p", { class: "prompt" });
    this.#offers = make("div", { class: "offers" });
    this.#keypad = make("div", { class: "keypad", role: "group", "aria-label": "Keypad" },
      KEYS.map((key) => button(key, () => this.#press(key), { "data-key": key, "aria-label": NAMES[key] })));
    this.#silence = button("Say nothing", () => session.skip(), { class: "quiet" });
    this.#hangUp = button("Hang up", () => this.#act("hang up", ""), { class: "danger" });
    this.#play = button("", () => (session.running ? session.stop() : session.run()), { class: "round" });
    this.#undo = button(icon(PATHS.undo), () => session.undo(), { class: "round", "aria-label": "Undo the last move" });
    this.#again = button(icon(PATHS.again), () => this.#restart(), { class: "round", "aria-label": "Call again" });
    this.#skip = button(icon(PATHS.skip), () => session.skip(), { class: "round", "aria-label": "On to what comes next" });
    this.#time = make("input", { type: "range", min: "0", step: "1", "aria-label": "Moment of the call",
      oninput: () => { session.stop(); session.seek(Number(this.#time.value)); } });
    this.#end = make("span", { class: "clock" });
    this.speed = make("select", { "aria-label": "Speed", onchange: () => this.#hurry() },
      [["1", "real time"], ["3", "3 times"], ["10", "10 times"], ["0", "in steps"]].map(([value, words]) =>
        make("option", { value }, words)));
    this.#typed = make("input", { type: "checkbox", checked: true, "aria-label": "Keys of the keyboard press those of the phone" });
    this.#spoken = make("input", { type: "checkbox", "aria-label": "Speak the prompts", onchange: () => this.#speak() });
    root.append(
      make("div", { class: "screen" },
        make("div", { class: "status" }, this.#state, this.#clock), this.#bar, this.#prompt),
      this.#offers, this.#keypad,
      make("div", { class: "buttons two" }, this.#silence, this.#hangUp),
      make("div", { class: "transport" }, this.#undo, this.#play, this.#skip, this.#again, this.speed),
      make("div", { class: "timeline" }, this.#time, this.#end),
      make("div", { class: "choices" },
        make("label", null, this.#typed, "keyboard"),
        "speechSynthesis" in window && make("label", null, this.#spoken, "voice")));
    session.listen((what) => (what === "call" ? this.#show() : this.#tick()));
    document.addEventListener("keydown", (event) => this.#type(event));
    this.#show();
  }

  #act(kind, value) { this.#session.act(kind, value); }
  #press(key) { if (this.#canPress(key)) this.#act("key", key); }
  #canPress(key) { return this.#offered.some((offer) => offer.kind === "key" && offer.value === key); }
  #restart() { this.#session.again(); }

  #type(event) {
    const target = event.target;
    const writes = target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "text");
    if (!this.#typed.checked || writes || event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(event.key)) return;
    const key = [...this.#keypad.children].find((each) => each.dataset.key === event.key);
    key.classList.add("pressed");
    setTimeout(() => key.classList.remove("pressed"), 150);
    this.#press(event.key);
    event.preventDefault();
  }

  #hurry() {
    this.#session.speed = Number(this.speed.value);
    if (!this.#session.speed) this.#session.stop();
    this.#tick();
  }

  // Everything: something has happened.
  #show() {
    const player = this.#session.player;
    this.#offered = player.offers();
    for (const key of this.#keypad.children) {
      key.setAttribute("aria-disabled", String(!this.#canPress(key.dataset.key)));
    }
    const others = this.#offered.filter((offer) => !(offer.kind === "key" && KEYS.includes(offer.value)) && offer.kind !== "hang up");
    this.#showOffers(others, player.question);
    this.#keypad.hidden = others.length > 0 && !this.#offered.some((offer) => offer.kind === "key");
    able(this.#hangUp, this.#offered.some((offer) => offer.kind === "hang up"));
    this.#showPrompt();
    this.#tick();
  }

  #showOffers(offers, question) {
    const key = JSON.stringify([offers, question]);
    if (key === this.#shownOffers) return;
    this.#shownOffers = key;
    const had = this.#offers.contains(document.activeElement);
    const title = question ? ["What is ", told(question.about), "?"] : this.#session.player.ended ? null : ["What happens?"];
    const one = (offer) => button([told(sentence(offer.words))], () => this.#act(offer.kind, offer.value));
    this.#offers.replaceChildren(...(offers.length ? [make("p", null, title), make("div", { class: "buttons" }, offers.map(one))] : []));
    if (had) (this.#offers.querySelector("button") || at("phone")).focus({ preventScroll: true });
  }

  // What is said, with its words, each of which is lit when it has been said.
  #showPrompt() {
    const player = this.#session.player, prompt = player.prompt, kind = player.waits.kind;
    const key = prompt ? prompt.at + prompt.text : kind + Boolean(player.question);
    if (key === this.#said) return;
    this.#said = key;
    this.#prompt.classList.toggle("sound", Boolean(prompt) && prompt.source !== "tts");
    if (!prompt) {
      const says = this.#beside(player, kind);
      if (!says) return;
      this.#words = [];
      this.#prompt.replaceChildren(make("span", { class: "soft" }, told(says)));
      return;
    }
    const units = prompt.units && prompt.units.length ? prompt.units : [[prompt.text, prompt.ends - prompt.at]];
    this.#words = units.map(([text, ends]) => ({ ends: prompt.at + ends, element: make("span", null, visible(text)) }));
    this.#prompt.replaceChildren(make("bdi", null, this.#words.map((word) => word.element)));
    this.#speak();
  }

  // What stands there while nobody speaks; of a menu that listens, what it has said.
  #beside(player, kind) {
    if (player.ended) return player.closing()[0].text;
    if (player.question) return "The call goes on as soon as you choose a value.";
    if (kind === "answer") return "The phone rings. Who answers?";
    return KEEPS.includes(kind) || !player.lines.length ? "" : player.lines[player.lines.length - 1].text;
  }

  // Time has passed, and nothing has happened.
  #tick() {
    const session = this.#session, player = session.player, now = player.now;
    this.#clock.textContent = (now / 1000).toFixed(1) + " s";
    const waits = player.waits;
    this.#state.textContent = sentence(player.question ? "waits for a value" : WAITS[waits.kind] || waits.kind);
    this.#state.dataset.kind = waits.kind;
    const wait = waits.kind + waits.place + player.due;
    if (wait !== this.#waiting) [this.#waiting, this.#began] = [wait, this.#beganAt(now)];
    const due = player.due, shows = due !== null && !player.question && SHOWN_WAITS.includes(waits.kind);
    this.#bar.hidden = !shows;
    if (shows) this.#bar.value = Math.min(1, (now - this.#began) / Math.max(1, due - this.#began));
    for (const word of this.#words) word.element.className = word.ends <= now ? "heard" : "";
    const most = Math.max(session.until, now);
    if (Number(this.#time.max) !== most) this.#time.max = String(most);
    this.#time.value = String(now);
    this.#time.setAttribute("aria-valuetext", seconds(now));
    this.#time.disabled = most === 0;
    this.#end.textContent = (most / 1000).toFixed(1) + " s";
    const runs = session.running;
    if (this.#play.dataset.runs !== String(runs)) {
      this.#play.dataset.runs = String(runs);
      this.#play.setAttribute("aria-label", runs ? "Pause" : "Let time run");
      this.#play.replaceChildren(icon(runs ? PATHS.pause : PATHS.play));
    }
    const future = session.moves.length > player.moves.length;
    const passes = player.due !== null || player.waits.kind === "talk";
    able(this.#play, runs || (session.speed > 0 && !player.question && (future || passes)));
    able(this.#skip, !player.question && (future || player.due !== null));
    able(this.#silence, player.due !== null && !player.question);
    able(this.#undo, player.moves.length > 0);
    if (!runs) this.#hush();
  }

  #beganAt(now) {
    const lines = this.#session.player.lines;
    return lines.length ? Math.min(now, lines[lines.length - 1].at) : 0;
  }

  #speak() {
    const prompt = this.#session.player.prompt;
    if (!("speechSynthesis" in window)) return;
    speechSynthesis.cancel();
    if (!this.#spoken.checked || !prompt || prompt.source !== "tts" || !this.#session.running) return;
    const says = new SpeechSynthesisUtterance(prompt.text);
    says.lang = prompt.language || "en";
    speechSynthesis.speak(says);
  }

  #hush() {
    if (this.#spoken.checked && "speechSynthesis" in window) speechSynthesis.cancel();
  }
}

// A button that can be reached and does nothing now: so the focus is not lost when its time is over.
function able(one, can) {
  const now = String(!can);
  if (one.getAttribute("aria-disabled") !== now) one.setAttribute("aria-disabled", now);
}
