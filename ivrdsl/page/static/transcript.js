// What happened, in the words of `simulate`, and the script that plays it again.

class TranscriptPanel {
  #session; #rows; #list; #end; #code; #none;

  constructor(session) {
    this.#session = session;
    this.#rows = [];
    this.#list = make("ol", { class: "lines", tabindex: "0", "aria-label": "Transcript" });
    this.#end = make("ul", { class: "lines closing" });
    this.#code = make("pre", { class: "script", tabindex: "0", role: "group", "aria-label": "Call script" });
    this.#none = make("p", { class: "soft" }, "Nothing has happened yet: the phone rings. Say on the phone who answers.");
    const copyScript = copier("Copy script", () => this.#code.textContent, this.#code);
    const copyLink = copier("Copy link", () => addressOf(this.#session.player.moves));
    this.element = make("div", { class: "transcript" },
      make("div", null, this.#none, this.#list, this.#end),
      make("div", { class: "replay" }, make("h3", null, "The same call as a script"), this.#code,
        make("div", { class: "buttons" }, copyScript, copyLink),
        make("p", { class: "soft" }, "ivrdsl simulate plays the script; the link opens this page with this call.")));
    session.listen((what) => { if (what === "call") this.#show(); });
    this.#show();
  }

  #show() {
    const player = this.#session.player, lines = player.lines;
    const alike = this.#rows.findIndex(({ line }, place) => !same(line, lines[place]));
    const kept = alike < 0 ? Math.min(this.#rows.length, lines.length) : alike;
    for (const { row } of this.#rows.splice(kept)) row.remove();
    for (const line of lines.slice(kept)) {
      const row = lineOf(line);
      this.#rows.push({ line, row });
      this.#list.append(row);
    }
    if (lines.length > kept) this.#list.scrollTop = this.#list.scrollHeight;
    this.#none.hidden = lines.length > 0;
    this.#list.hidden = this.#end.hidden = lines.length === 0;
    this.#end.replaceChildren(...player.closing().map((line) => make("li", { class: classOf(line.kind) }, told(line.text))));
    // what is under way stands in no script yet: a question, or a talk that goes on
    const open = player.question || player.waits.kind === "talk";
    this.#end.hidden ||= Boolean(player.question);
    this.#code.textContent = open ? "" : visibleLines(player.script());
  }
}

function same(line, other) {
  return Boolean(other) && line.at === other.at && line.text === other.text && line.kind === other.kind;
}

const classOf = (kind) => "of-" + String(kind).replace(/\W+/g, "-");

function visibleLines(text) {
  return text.split("\n").map(visible).join("\n");
}

function lineOf(line) {
  return make("li", { class: classOf(line.kind) + (line.sample ? " sample" : "") },
    make("span", { class: "at" }, (line.at / 1000).toFixed(3) + " s"), " ", told(line.text),
    line.sample && make("span", { class: "mark" }, " (a sample: the real value may be another)"));
}
