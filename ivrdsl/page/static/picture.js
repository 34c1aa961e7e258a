// The picture: pan, zoom, fold, and light what the call does.

class PicturePanel {
  #heights; #parents; #ports; #size;
  #cardOf; #cards; #data; #flag; #folded; #folds; #frame; #here; #layout; #lit; #map; #rowOf; #scale; #seen;
  #svg; #tools; #view; #x; #y;

  constructor(data, root, view) {
    this.#data = data;
    this.#view = view;
    this.#svg = view.querySelector("svg");
    this.#cards = data.cards.map((card) => ({
      ...card,
      group: at("card-" + card.id),
      line: at("line-" + card.id),
      rowGroups: card.rows.map((row, place) => at("row-" + card.id + "-" + place)),
    }));
    this.#cardOf = new Map();
    this.#rowOf = new Map();
    this.#cards.forEach((card, number) => {
      for (const place of card.places) this.#cardOf.set(place, number);
      card.rows.forEach((row, place) => { for (const way of row.ways) this.#rowOf.set(way, [number, place]); });
    });
    this.#heights = data.cards.map((card) => card.height);
    this.#parents = data.cards.map((card) => card.parent);
    this.#ports = data.cards.map((card) => card.port);
    this.#folded = new Set(data.folded);
    this.#folds = data.folded.length > 0;
    this.#lit = [];
    this.#here = -1;
    this.#flag = draw("g", { class: "flag", "aria-hidden": "true", display: "none" },
      draw("rect", { width: "76", height: "20", rx: "10" }), draw("text", { x: "38", y: "14", "text-anchor": "middle" }, "call is here"));
    this.#svg.append(this.#flag);
    this.#svg.setAttribute("role", "group");
    this.#bar(root);
    this.#map = draw("svg", { class: "map", "aria-hidden": "true" });
    this.#frame = draw("rect", { class: "frame" });
    root.append(this.#map);
    this.#signs();
    this.#pointers();
    this.#size = [view.clientWidth, view.clientHeight];
    this.#lay();
    this.#whole();
    new ResizeObserver(() => this.#resized()).observe(view);
    addEventListener("beforeprint", () => this.#forPrint());
    addEventListener("afterprint", () => { this.#resized(); });
  }

  #bar(root) {
    const tools = make("div", { class: "tools", role: "group", "aria-label": "Picture" },
      button("−", () => this.#zoom(1 / 1.3), { "aria-label": "Smaller" }),
      button("+", () => this.#zoom(1.3), { "aria-label": "Larger" }),
      button("All", () => this.#whole(), { "aria-label": "Show all of the picture" }),
      button("Call", () => this.#toHere(), { "aria-label": "Show where the call is" }),
      this.#folds && button("Unfold", () => this.#foldAll(false), { "aria-label": "Unfold all branches" }),
      this.#folds && button("Fold", () => this.#foldAll(true), { "aria-label": "Fold branches" }));
    root.prepend(tools);
    this.#tools = tools;
    put(this.#view, { tabindex: "0", role: "group", "aria-label": "Flow of the call. Arrow keys move the picture, plus and minus change its size.",
      onkeydown: (event) => this.#key(event) }, []);
  }

  #key(event) {
    const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) this.#pan(...steps[event.key]);
    else if (event.key === "+") this.#zoom(1.3);
    else if (event.key === "-") this.#zoom(1 / 1.3);
    else return;
    event.preventDefault();
  }

  #signs() {
    this.#cards.forEach((card) => card.rows.forEach((row, place) => {
      const group = card.rowGroups[place], sign = group.querySelector(".sign");
      if (sign) {
        sign.addEventListener("click", (event) => { event.preventDefault(); this.#goTo(row.to); });
        for (const [name, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
          sign.addEventListener(name, () => this.#cards[row.to].group.classList.toggle("pointed", on));
        }
      }
      if (row.lines && this.#folds) {
        put(group, { tabindex: "0", role: "button", onclick: () => this.#turn(row.to),
          onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.#turn(row.to); } } }, []);
        group.classList.add("turns");
      }
      group.addEventListener("focusin", () => this.#reveal(this.#cards.indexOf(card), false));
    }));
  }

  #pointers() {
    const held = new Map();
    let moved = false;
    const far = () => {
      const [one, other] = [...held.values()];
      return Math.hypot(one.x - other.x, one.y - other.y);
    };
    this.#view.addEventListener("pointerdown", (event) => {
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (held.size === 1) moved = false;
    });
    this.#view.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const apart = held.size === 2 ? far() : 0;
      const step = [before.x - event.clientX, before.y - event.clientY];
      if (!moved && Math.hypot(...step) < 5) return;
      if (!moved) this.#view.setPointerCapture(event.pointerId);
      moved = true;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (apart) this.#zoom(far() / apart);
      else this.#pan(step[0], step[1]);
    });
    const release = (event) => held.delete(event.pointerId);
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.#view.addEventListener(name, release);
    this.#view.addEventListener("click", (event) => { if (moved) { event.stopPropagation(); event.preventDefault(); } }, true);
    this.#view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.#zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    }, { passive: false });
    this.#view.addEventListener("dragstart", (event) => event.preventDefault());
    const jump = (event) => {
      if (event.buttons !== 1) return;
      const box = this.#map.getBoundingClientRect();
      this.#x = (event.clientX - box.left) / box.width * this.#layout.width - this.#wide() / 2;
      this.#y = (event.clientY - box.top) / box.height * this.#layout.height - this.#high() / 2;
      this.#show();
    };
    this.#map.addEventListener("pointerdown", jump);
    this.#map.addEventListener("pointermove", jump);
  }

  // --- where everything is

  // Only what has moved is touched: of a large plan most is folded away.
  #lay() {
    const data = this.#data, before = this.#layout || { corners: [], lines: [] };
    const layout = laidOut(data.measures, this.#heights, this.#parents, this.#ports, this.#folded);
    this.#layout = layout;
    this.#cards.forEach((card, number) => {
      const corner = layout.corners[number], line = layout.lines[number];
      if (differs(corner, before.corners[number])) placed(card.group, corner, "transform", corner && "translate(" + corner.join(" ") + ")");
      if (card.line && differs(line, before.lines[number])) placed(card.line, line, "points", line && line.join(" "));
      if (corner) card.rows.forEach((row, place) => row.lines && this.#folding(card, row, place));
    });
    this.#drawMap();
    this.#mark();
  }

  #folding(card, row, place) {
    const away = this.#folded.has(row.to), group = card.rowGroups[place];
    if (!this.#folds || row.away === away) return;
    row.away = away;
    group.classList.toggle("folded", away);
    put(group, { "aria-expanded": String(!away), "aria-label": row.text + ": " +
      (away ? several(this.#cards[row.to].inside, "card") + " folded away" : "its branch is shown") }, []);
  }

  #drawMap() {
    const { corners, width, height } = this.#layout;
    this.#map.setAttribute("viewBox", "0 0 " + width + " " + height);
    const one = ([x, y], number) => draw("rect", { x, y, width: this.#data.measures.width, height: this.#cards[number].height,
      class: number === this.#here ? "lit" : null });
    this.#map.replaceChildren(...corners.map((corner, number) => corner && one(corner, number)).filter(Boolean), this.#frame);
    const scale = Math.min(120 / width, 72 / height);
    this.#map.style.width = width * scale + "px";
    this.#map.style.height = height * scale + "px";
  }

  #wide() { return this.#size[0] / this.#scale; }
  #high() { return this.#size[1] / this.#scale; }

  // All of it, if it can then be read; else its beginning.
  #whole() {
    const margin = 24, { width, height } = this.#layout;
    const fits = Math.min(this.#size[0] / (width + 2 * margin), this.#size[1] / (height + 2 * margin));
    this.#scale = Math.min(1.25, Math.max(fits, 0.08));
    this.#x = Math.min(-margin, (width - this.#wide()) / 2);
    this.#y = Math.min(-margin, (height - this.#high()) / 2);
    this.#show();
  }

  // The beginning, as large as it reads well.
  #begin() {
    this.#whole();
    if (this.#scale >= 0.62) return;
    this.#scale = 0.8;
    this.#x = -24;
    const corner = this.#layout.corners[0];
    this.#y = Math.min(Math.max(-24, corner[1] - this.#high() / 3), Math.max(-24, this.#layout.height - this.#high() + 24));
    this.#show();
  }

  #show() {
    this.#svg.setAttribute("viewBox", [this.#x, this.#y, this.#wide(), this.#high()].join(" "));
    const { width, height } = this.#layout;
    const all = this.#x <= 0 && this.#y <= 0 && this.#x + this.#wide() >= width && this.#y + this.#high() >= height;
    this.#map.classList.toggle("away", all);
    put(this.#frame, { x: this.#x, y: this.#y, width: this.#wide(), height: this.#high() }, []);
  }

  #forPrint() {
    const { width, height } = this.#layout;
    this.#svg.setAttribute("viewBox", [-24, -30, width + 48, height + 54].join(" "));
    this.#svg.setAttribute("width", String(Math.min(width + 48, 760)));
    this.#svg.removeAttribute("height");
  }

  #resized() {
    this.#size = [this.#view.clientWidth, this.#view.clientHeight];
    put(this.#svg, { width: this.#size[0], height: this.#size[1] }, []);
    if (!this.#seen) { this.#seen = true; this.#begin(); } else this.#show();
  }

  #pan(x, y) {
    this.#x = Math.min(Math.max(this.#x + x / this.#scale, -this.#wide() * 0.8), this.#layout.width - this.#wide() * 0.2);
    this.#y = Math.min(Math.max(this.#y + y / this.#scale, -this.#high() * 0.8), this.#layout.height - this.#high() * 0.2);
    this.#show();
  }

  #zoom(by, clientX, clientY) {
    const box = this.#view.getBoundingClientRect();
    const [x, y] = clientX === undefined ? [box.width / 2, box.height / 2] : [clientX - box.left, clientY - box.top];
    const scale = Math.min(2.5, Math.max(0.05, this.#scale * by));
    this.#x += x / this.#scale - x / scale;
    this.#y += y / this.#scale - y / scale;
    this.#scale = scale;
    this.#show();
  }

  // --- folding

  #turn(number) {
    if (!this.#folded.delete(number)) this.#folded.add(number);
    else this.#foldBehind(number);
    this.#lay();
    this.#show();
  }

  // What is behind an unfolded card comes folded, if there is much of it.
  #foldBehind(number) {
    const card = this.#cards[number];
    if (card.inside < 12) return;
    for (const row of card.rows) if (row.lines) this.#folded.add(row.to);
  }

  #foldAll(away) {
    this.#folded = new Set(away ? this.#data.folded : []);
    this.#lay();
    this.#whole();
  }

  #unfoldTo(number) {
    let opened = false;
    for (let card = number; card >= 0; card = this.#cards[card].parent) {
      if (this.#folded.delete(card)) {
        opened = true;
        if (card === number) this.#foldBehind(card);
      }
    }
    if (opened) this.#lay();
  }

  #goTo(number) {
    this.#unfoldTo(number);
    this.#reveal(number, true);
    const group = this.#cards[number].group;
    group.classList.add("found");
    setTimeout(() => group.classList.remove("found"), 1600);
  }

  // Move the picture so that a card is seen; to its middle, if somebody asks for it.
  #reveal(number, middle) {
    const corner = this.#layout.corners[number];
    if (!corner) return;
    const width = this.#data.measures.width, height = this.#cards[number].height, edge = 20;
    if (middle && this.#scale < 0.55) this.#scale = 0.8;
    const inside = corner[0] >= this.#x + edge / 2 && corner[0] + width <= this.#x + this.#wide() - edge / 2 &&
      corner[1] >= this.#y + edge && corner[1] + Math.min(height, this.#high() - 3 * edge) <= this.#y + this.#high() - edge;
    if (!inside || middle) {
      this.#x = corner[0] + width / 2 - this.#wide() / 2;
      this.#y = corner[1] + Math.min(height, this.#high()) / 2 - this.#high() / 2;
    }
    this.#show();
  }

  // --- the call

  follow(player) {
    for (const element of this.#lit) element.classList.remove("lit", "been", "went");
    this.#lit = [];
    const light = (element, name) => { if (element) { element.classList.add(name); this.#lit.push(element); } };
    for (const way of player.passed) {
      const found = this.#rowOf.get(way);
      if (!found) continue;
      const card = this.#cards[found[0]], row = card.rows[found[1]];
      light(card.group, "been");
      light(card.rowGroups[found[1]], "went");
      if (row.lines) light(this.#cards[row.to].line, "went");
    }
    const number = this.#cardOf.get(player.waits.place);
    if (number === undefined) {
      this.#here = -1;
    } else {
      const moved = number !== this.#here;
      this.#here = number;
      this.#unfoldTo(number);
      light(this.#cards[number].group, "lit");
      if (moved && this.#seen) this.#reveal(number, false);
    }
    this.#mark();
  }

  #mark() {
    const corner = this.#here >= 0 ? this.#layout.corners[this.#here] : null;
    placed(this.#flag, corner, "transform", corner && "translate(" + (corner[0] + 14) + " " + (corner[1] - 12) + ")");
    const rects = this.#map.querySelectorAll("rect:not(.frame)");
    let drawn = 0;
    this.#layout.corners.forEach((at, number) => { if (at) rects[drawn++].classList.toggle("lit", number === this.#here); });
  }

  #toHere() { if (this.#here >= 0) this.#reveal(this.#here, true); }

  // How many of some calls take each way, beside it.
  cover(ways) {
    this.#cards.forEach((card) => card.rows.forEach((row, place) => {
      const group = card.rowGroups[place];
      for (const old of group.querySelectorAll(".tally")) old.remove();
      group.classList.remove("uncovered");
      if (!ways || !row.ways.length) return;
      const count = Math.max(0, ...row.ways.map((way) => ways[way] || 0));
      group.classList.toggle("uncovered", !count);
      group.append(draw("text", { class: "tally", x: this.#data.measures.width + 7, y: row.at - 5 }, count ? count + "×" : "never"));
    }));
  }
}

const differs = (one, other) => other === undefined || String(one) !== String(other);

function placed(element, shown, name, value) {
  if (!shown) element.setAttribute("display", "none");
  else {
    element.removeAttribute("display");
    element.setAttribute(name, value);
  }
}
