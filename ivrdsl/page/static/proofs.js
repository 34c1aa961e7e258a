// What is proved of all calls, what is not, and a button that shows a call that breaks it.

const SIGNS = {
  BROKEN: "M4 4l8 8M12 4l-8 8", PROVED: "M3 8.5l3.5 3.5L13 4.5", UNDECIDED: "M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M8 12.8h.01",
  VACUOUS: "M3.5 8h9",
};
const VERDICTS = [
  ["BROKEN", "Does not hold"], ["UNDECIDED", "Not decided"], ["VACUOUS", "Holds for no reason"], ["PROVED", "Holds in every call"],
];
const LEVELS = ["error", "warning", "note"];

function proofsPanel(data, play) {
  const parts = [make("p", { class: "lead" }, "Not tested, but worked out for every call that can happen: " + data.summary + ".")];
  for (const [verdict, words] of VERDICTS) {
    const found = data.verdicts.filter((each) => each.verdict === verdict);
    if (!found.length) continue;
    found.sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
    parts.push(make("h3", null, words + " (" + found.length + ")"),
      make("ul", { class: "claims" }, found.map((each) => claim(each, play))));
  }
  return make("div", null, parts);
}

function claim(each, play) {
  const broken = each.verdict === "BROKEN";
  const tag = broken || each.verdict === "UNDECIDED" ? each.suppressed ? "suppressed" : each.level : "";
  return make("li", { class: "claim is-" + each.verdict.toLowerCase() + (tag ? " of-" + tag : "") },
    icon(SIGNS[each.verdict]),
    make("div", null,
      make("p", { class: "says" }, told(sentence(each.says)), tag && make("span", { class: "tag" }, tag)),
      each.verdict !== "PROVED" && make("p", null, told(sentence(each.because)), "."),
      (broken || each.verdict === "UNDECIDED") && make("p", { class: "soft" }, told(sentence(each.harm)), "."),
      each.suppressed && make("p", { class: "soft" }, "Suppressed: ", told(each.suppressed)),
      each.left_out.length > 0 && make("p", { class: "soft" }, "Not asked at: ", told(each.left_out.join(", "))),
      each.hangs.length > 0 && make("p", { class: "soft" }, "With ", told(each.hangs.join(" or ")), " this call would not break it."),
      each.calls.map((call) => callOf(each, call, play)),
      make("p", { class: "name" }, told(each.name))));
}

function callOf(each, call, play) {
  if (call.moves) {
    return make("p", null, button("Play this call", () => play(call), { class: "small strong", "aria-label": "Play a call that breaks: " + each.says }));
  }
  return make("details", null, make("summary", null, "The call that shows it, as a script"),
    make("p", { class: "soft" }, "Keys alone do not play it: it says who really answers, or what is lost. ivrdsl simulate plays it."),
    make("pre", { class: "script", tabindex: "0", "aria-label": "Call script" }, call.script.map(visible).join("\n")));
}
