// Puts the page together.

const data = JSON.parse(at("data").textContent);
const session = data.automaton ? new Session(new CallPlayer(data.automaton)) : null;
const picture = data.picture ? new PicturePanel(data.picture, at("picture"), at("view")) : null;
at("stage").hidden = !session;
const phone = session ? new PhonePanel(session, at("phone")) : null;
const tabs = [];

function playCall(call) {
  const wrong = session.load(call.moves, call.duration_ms, 0);
  if (wrong >= 0) return complain("This call does not play here: move " + (wrong + 1) + " is not possible.");
  session.speed = session.speed || 3;
  phone.speed.value = String(session.speed);
  session.run();
  toPhone();
}

function toPhone() {
  at("phone").focus({ preventScroll: true });
  at("phone").scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

function complain(text) {
  at("told").textContent = text;
  at("told").hidden = !text;
}

function tab(id, words, count, panel) {
  if (panel) tabs.push({ id, words, count, panel });
}

function fill() {
  if (session) tab("call", "Call", null, new TranscriptPanel(session).element);
  if (data.proofs) tab("proofs", "Proofs", data.proofs.verdicts.length, proofsPanel(data.proofs, playCall));
  tab("findings", "Findings", data.findings.length, findingsPanel(data.findings));
  if (data.recorded) tab("calls", "Calls", data.recorded.calls.length, callsPanel(data.recorded, (ways) => picture.cover(ways)));
  if (data.prompts) tab("prompts", "Prompts", data.prompts.length, promptsPanel(data.prompts));
  if (data.assumptions) tab("assumptions", "Assumptions", data.assumptions.length, assumptionsPanel(data.assumptions));
  tab("about", "About", null, aboutPanel(data));
  const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Beside the call" });
  for (const each of tabs) {
    each.button = make("button", { type: "button", role: "tab", id: "tab-" + each.id, "aria-controls": "panel-" + each.id,
      onclick: () => choose(each.id), onkeydown: (event) => walk(event, each) },
    each.words, each.count !== null && make("span", { class: "count" }, " " + each.count));
    each.box = make("section", { role: "tabpanel", id: "panel-" + each.id, "aria-labelledby": "tab-" + each.id, tabindex: "0" },
      make("h2", null, each.words), each.panel);
    list.append(each.button);
  }
  at("panels").append(list, ...tabs.map((each) => each.box));
  choose(session ? "call" : "findings");
}

function choose(id) {
  for (const each of tabs) {
    each.button.setAttribute("aria-selected", String(each.id === id));
    each.button.tabIndex = each.id === id ? 0 : -1;
    each.box.classList.toggle("chosen", each.id === id);
  }
}

function walk(event, each) {
  const steps = { ArrowRight: 1, ArrowLeft: -1 }, place = tabs.indexOf(each);
  const next = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : steps[event.key] ? (place + steps[event.key] + tabs.length) % tabs.length : -1;
  if (next < 0) return;
  event.preventDefault();
  choose(tabs[next].id);
  tabs[next].button.focus();
}

function head() {
  const broken = data.proofs ? data.proofs.verdicts.filter((each) => each.verdict === "BROKEN" && !each.suppressed) : [];
  const wrong = data.findings.filter((each) => each.severity !== "note");
  const chip = (id, good, words) => button([icon(SIGNS[good ? "PROVED" : "BROKEN"]), words], () => {
    choose(id);
    at("tab-" + id).focus();
  }, { class: "chip " + (good ? "good" : "bad") });
  put(at("top"), null, [
    session && make("a", { class: "skip", href: "#phone", onclick: (event) => { event.preventDefault(); toPhone(); } }, "Skip to the phone"),
    make("h1", null, told(data.title)),
    make("div", { class: "chips" },
      chip("findings", !wrong.length, wrong.length ? several(wrong.length, "finding") : "checked"),
      data.proofs && chip("proofs", !broken.length, broken.length ? several(broken.length, "claim") + " broken" : "all claims hold"),
      make("span", { class: data.masked ? "chip" : "chip bad" }, data.masked ? "secrets masked" : "shows secrets")),
    data.unsearched && make("p", { class: "note" }, "Not every call was searched: ", told(data.unsearched),
      ". Where the page does not know how a call goes on, it says so.")]);
}

// What a screen reader is told: what is said, and what ends a call.
function announce() {
  let count = 0;
  const heard = new Set(["prompt", "listening", "cut", "recording", "transfer", "hangup", "end of plan", "error", "transferred"]);
  session.listen((what) => {
    if (what !== "call") return;
    const lines = session.player.lines;
    const fresh = lines.slice(Math.min(count, lines.length)).filter((line) => heard.has(line.kind));
    count = lines.length;
    const said = fresh.slice(-3).map((line) => make("p", null, told(line.text)));
    if (said.length) at("says").replaceChildren(...said);
  });
}

// The call of a link, if the page was opened by one.
function open() {
  if (!location.hash.startsWith("#call=")) return;
  const moves = movesOf(location.hash);
  if (!moves) return complain("The link of this call cannot be read; the page shows the call from its beginning.");
  const wrong = session.load(moves, moves.length ? moves[moves.length - 1][0] : 0);
  if (wrong >= 0) {
    const [ms, kind, value] = moves[wrong];
    complain("The call of the link does not play on this page: move " + (wrong + 1) + ", " + visible(kind + " " + value).slice(0, 60).trim() + " at " + seconds(ms) +
      ", is not possible. The call stands before it.");
  } else complain("");
}

fill();
head();
if (session) {
  if (picture) {
    session.listen((what) => { if (what === "call") picture.follow(session.player); });
    picture.follow(session.player);
  }
  announce();
  open();
  addEventListener("hashchange", open);
}
