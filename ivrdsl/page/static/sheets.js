// What the checks say, the prompts to record, the calls that are given, and what is assumed.

function findingsPanel(findings) {
  if (!findings.length) return make("p", { class: "lead" }, "The checks find nothing.");
  return make("ul", { class: "claims" }, findings.map((each) => make("li", { class: "claim of-" + each.severity },
    icon(each.severity === "note" ? "M8 7v4.5M8 4.5h.01" : "M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6h.01"),
    make("div", null,
      make("p", { class: "says" }, told(sentence(each.message)), make("span", { class: "tag" }, each.severity)),
      each.why && make("p", null, told(sentence(each.why)), "."),
      each.fix && make("p", null, make("b", null, "To mend it: "), told(each.fix), "."),
      make("p", { class: "name" }, told(each.code + " " + each.name + ", " + each.file + (each.line ? ":" + each.line : "") +
        (each.node ? ", " + each.node : "")))))));
}

const LANGUAGES = { en: "English", de: "German", es: "Spanish", fr: "French", it: "Italian", nl: "Dutch", pt: "Portuguese" };

function promptsPanel(prompts) {
  const spoken = prompts.filter((each) => each.source === "tts"), sounds = prompts.filter((each) => each.source !== "tts");
  const all = spoken.reduce((sum, each) => sum + each.ms, 0);
  const parts = [make("p", { class: "lead" }, spoken.length
    ? several(spoken.length, "text") + " to record or to have spoken, " + seconds(Math.round(all / 100) * 100) + " together. Lengths are estimates, from the words."
    : "No text is spoken in this plan.")];
  if (spoken.length) parts.push(promptTable(spoken, "Text", "Texts to record"));
  if (sounds.length) parts.push(make("h3", null, "Recorded already"), promptTable(sounds, "Sound", "Sounds that are recorded already"));
  return make("div", null, parts);
}

function promptTable(rows, head, caption) {
  const one = (each, number) => make("tr", null,
    make("td", { class: "count" }, String(number + 1)),
    make("th", { scope: "row", class: "text" }, told(each.text)),
    make("td", { class: "length" }, (each.varies ? "from " : "") + (each.ms / 1000).toFixed(1) + " s"),
    make("td", null, told(voiceOf(each))),
    make("td", { class: "soft" }, each.where.map((where) => make("div", null, told(where)))));
  return make("table", null, make("caption", { class: "unseen" }, caption),
    make("thead", null, make("tr", null, ["", head, "Length", "Voice", "Where"].map((word) => make("th", { scope: "col" }, word || make("span", { class: "unseen" }, "Number"))))),
    make("tbody", null, rows.map(one)));
}

function voiceOf(each) {
  if (each.source !== "tts") return each.source === "url" ? "from the web" : "on the platform";
  const language = LANGUAGES[each.language] || each.language;
  return each.voice ? each.voice + ", " + language : language;
}

function callsPanel(recorded, cover) {
  const failed = recorded.calls.filter((each) => !each.passed).length;
  const shows = make("input", { type: "checkbox", onchange: () => cover(shows.checked ? recorded.ways : null) });
  return make("div", null,
    make("p", { class: "lead" }, several(recorded.calls.length, "call") + " that somebody has written, " + (failed ? failed + " of them fail" : "all pass") +
      (recorded.covered ? "; they take " + recorded.covered + "." : ".")),
    make("p", null, make("label", null, shows, " show in the picture how often each way is taken, and which never")),
    recorded.calls.map((each) => make("details", { class: each.passed ? "passed" : "failed" },
      make("summary", null, make("span", { class: "tag" }, each.passed ? "passes" : "fails"), " ", told(each.name), make("span", { class: "soft" }, " ", told(each.file))),
      make("pre", { class: "script", tabindex: "0", "aria-label": "Call " + each.name }, each.lines.map(([, line]) => visible(line)).join("\n")))));
}

function assumptionsPanel(assumed) {
  if (!assumed.length) return make("p", { class: "lead" }, "Nothing is assumed.");
  return make("div", null,
    make("p", { class: "lead" }, "The platform does not document these. The call is played, and proofs are made, as if:"),
    make("ul", { class: "claims" }, assumed.map((each) => make("li", { class: "claim" }, make("span"), make("div", null,
      make("p", { class: "says" }, told(each.means || each.quirk + " is " + each.value)),
      each.others.length > 0 && make("p", { class: "soft" }, "It may be otherwise: ",
        told(each.others.map(([value, means]) => means.replace(/\.$/, "") + " (" + value + ")").join("; ")), "."),
      make("p", { class: "name" }, told(each.quirk + " = " + each.value)))))));
}

function aboutPanel(data) {
  const gives = data.picture
    ? ["Whoever has this page can read every text, number, key and way of the plan in it, also what is folded away.",
      data.masked ? "Codes and other secrets are masked, in texts and in times." : "Secrets are shown: whoever made it asked for that."]
    : ["The plan could not be read, so the page says why, and nothing else."];
  return make("div", null, gives.map((text) => make("p", null, text)),
    make("p", null, "It needs no network, sends nothing, and keeps nothing: close it and the call is gone, unless you have copied its link."),
    make("p", null, "Calls are played as the simulator of ivrdsl plays them, on paper: no phone rings."),
    make("p", { class: "name" }, told("ivrdsl " + data.made)));
}
