// Elements from words. Whatever a plan says becomes text, in an island of its own for writing direction.

const ODD = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;
const SVG = "http://www.w3.org/2000/svg";
const at = (id) => document.getElementById(id);

// Signs that cannot be seen, or that turn what is behind them, are shown as \u202e.
function visible(text) {
  return String(text).replace(ODD, (sign) => {
    const code = sign.codePointAt(0);
    return code < 256 ? "\\x" + code.toString(16).padStart(2, "0") : "\\u" + code.toString(16).padStart(4, "0");
  });
}

function put(element, settings, parts) {
  for (const [name, value] of Object.entries(settings || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, visible(value));
  }
  element.append(...parts.flat(Infinity).filter((part) => part != null && part !== false));
  return element;
}

const make = (tag, settings, ...parts) => put(document.createElement(tag), settings, parts);
const draw = (tag, settings, ...parts) => put(document.createElementNS(SVG, tag), settings, parts);
const told = (text) => make("bdi", null, visible(text));
const button = (text, does, settings) => make("button", { type: "button", onclick: does, ...settings }, text);
const sentence = (text) => text ? text[0].toUpperCase() + text.slice(1) : "";
const several = (count, one, many) => count + " " + (count === 1 ? one : many || one + "s");
const seconds = (ms) => String(Math.round(ms) / 1000) + " s";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function icon(path) {
  return draw("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("path", { d: path }));
}

// A text in the clipboard; where the browser does not let us, it is selected, for the reader to copy.
async function copied(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const range = document.createRange();
    if (shown) {
      range.selectNodeContents(shown);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    return Boolean(shown) && document.execCommand("copy");
  }
}

function copier(words, text, shown) {
  const does = async () => {
    const done = await copied(text(), shown);
    one.textContent = done ? "Copied" : "Press Ctrl+C to copy";
    setTimeout(() => { one.textContent = words; }, 2000);
  };
  const one = button(words, does, { class: "small" });
  return one;
}
