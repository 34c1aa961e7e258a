// Puts the page together.

const data = JSON.parse(at("data").textContent);
const session = data && new Session(new CallPlayer(data.automaton));
const picture = data && new PicturePanel(data.picture, at("picture"), at("view"));
at("phone").hidden = !session;
const phone = session && new PhonePanel(session, at("phone"));
const tabs = [];

function playCall(call) {
  const wrong = session.load(call.moves, call.ms, 0);
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

// The sections below the picture become tabs; on paper, and without a script, they follow each other.
function fill() {
  if (session) {
    const panel = make("section", { id: "panel-call" }, make("h2", null, "Call"));
    panel.append(new TranscriptPanel(session).element);
    at("panels").prepend(panel);
  }
  const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Beside the call" });
  for (const box of at("panels").children) {
    const name = box.id.replace("panel-", "");
    const count = box.dataset.count;
    const one = make("button", { type: "button", role: "tab", id: "tab-" + name, "aria-controls": box.id,
      onclick: () => choose(one), onkeydown: (event) => walk(event, tabs.indexOf(one)) },
    box.firstChild.textContent, count && make("span", { class: "count" }, count));
    one.box = put(box, { role: "tabpanel", "aria-labelledby": one.id, tabindex: "0" }, []);
    tabs.push(one);
  }
  list.append(...tabs);
  at("panels").prepend(list);
  at("panels").classList.add("tabbed");
  choose(tabs[0]);
}

function choose(one) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", String(each === one));
    each.tabIndex = each === one ? 0 : -1;
    each.box.classList.toggle("chosen", each === one);
  }
}

function walk(event, place) {
  const places = { ArrowRight: place + 1, ArrowLeft: place - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
  const next = tabs[places[event.key] % tabs.length];
  if (!next) return;
  event.preventDefault();
  choose(next);
  next.focus();
}

// What is in the page already gets its life.
function wire() {
  for (const chip of document.querySelectorAll("a.chip")) {
    chip.addEventListener("click", (event) => {
      event.preventDefault();
      const one = at(chip.hash.slice(1).replace("panel", "tab"));
      choose(one);
      one.focus();
    });
  }
  for (const one of document.querySelectorAll("[data-call]")) {
    one.addEventListener("click", () => playCall(data.calls[one.dataset.call]));
  }
  const covers = at("covers");
  if (covers) covers.addEventListener("change", () => picture.cover(covers.checked ? data.ways : null));
  if (!session) return;
  at("top").prepend(make("a", { class: "skip", href: "#phone", onclick: (event) => { event.preventDefault(); toPhone(); } }, "Skip to the phone"));
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
wire();
if (session) {
  session.listen((what) => { if (what === "call") picture.follow(session.player); });
  picture.follow(session.player);
  announce();
  open();
  addEventListener("hashchange", open);
}
