// The phone: rings, keeps the time, sends keys, and follows what is said. What it shows is the server's.

import { post } from "./server.js"
import { canRead, hush, keyTone, read, reading, ring, sounds, whenVoicesCome } from "./sound.js"

const phone = document.getElementById("phone")
const wide = matchMedia("(min-width: 1120px)")
const small = matchMedia("(max-width: 759px)")
const KEYS = "0123456789*#"

let call = "" // the id of the call on the phone; it stays there when it is over, until somebody lays it down
let since = 0
let focused = false
let readFrom = 0
const started = new WeakSet()

export function callOnPhone() {
  return call
}

export function ringsFor() {
  return phone.dataset.state === "ringing" ? phone.querySelector(".number").textContent : ""
}

// What an action of the page does; true if it was the phone's.
export function act(button, refresh) {
  const { do: what, by, script, keySent, callId } = button.dataset
  const ask = (verb, body) => post(`/local/calls/${call}/${verb}`, body).then(refresh)
  switch (what) {
    case "answer": ask("answer", { by }); return true
    case "script": ask("script", { script, hold: false }); return true
    case "hangup": hush(); ask("hangup", {}); return true
    case "key": press(keySent, refresh); return true
    case "take": call = callId; refresh(); return true
    case "dismiss": call = ""; refresh(); return true
  }
  return false
}

function press(key, refresh) {
  keyTone(key)
  hush()
  const button = phone.querySelector(`[data-key-sent="${key}"]`)
  button?.classList.add("down")
  setTimeout(() => button?.classList.remove("down"), 160)
  post(`/local/calls/${call}/key`, { key }).then(refresh)
}

export function onKey(event, refresh) {
  const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")
  if (event.key === "Escape" && phone.role === "dialog") lower(true)
  if (busy || phone.dataset.state !== "active" || !KEYS.includes(event.key)) return
  event.preventDefault()
  if (!event.repeat) press(event.key, refresh)
}

// Before the page is made anew: whether somebody's focus is on the phone.
export function beforeChange() {
  focused = phone.contains(document.activeElement)
}

// After the page was made anew, as it was when the call `asked` was to be on the phone. Returns whether another one
// should be there.
export function afterChange(asked) {
  const { state, elapsedMs, call: shown } = phone.dataset
  if (shown !== call) readFrom = 0
  const over = state === "ended"
  if (asked === call) call = over && phone.querySelector(".others") ? "" : shown // else somebody has wished otherwise
  since = performance.now() - Number(elapsedMs)
  ring(state === "ringing")
  if (state === "ringing") document.body.classList.remove("phone-down")
  if (focused && !phone.contains(document.activeElement)) phone.focus()
  follow()
  runDown()
  cover()
  return over && call === ""
}

// Keep the newest line in sight, and read it aloud if somebody wants that.
function follow() {
  const said = phone.querySelector("#said")
  if (!said) return
  const lines = [...said.querySelectorAll("li")]
  if (lines.length > readFrom) {
    said.scrollTop = said.scrollHeight
    const prompts = lines.slice(readFrom).filter((line) => line.classList.contains("kind-prompt"))
    if (phone.dataset.state === "active" && prompts.length) read(prompts.at(-1).querySelector(".bubble").textContent)
  }
  readFrom = lines.length
}

// A line that runs down shows how long the call goes on waiting.
function runDown() {
  for (const line of phone.querySelectorAll("[data-left-ms]")) {
    if (started.has(line)) continue
    started.add(line)
    const ends = [{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }]
    line.animate(ends, { duration: Number(line.dataset.leftMs), fill: "forwards" })
  }
}

function tick() {
  const timer = phone.querySelector(".timer")
  if (!timer || phone.dataset.runs !== "true") return
  const seconds = Math.max(0, Math.floor((performance.now() - since) / 1000))
  const shown = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
  if (timer.textContent !== shown) timer.textContent = shown
}

// On a small screen the phone stands in front of everything: nothing behind it takes the focus.
function cover() {
  const inFront = small.matches && phone.dataset.state !== "idle" && !document.body.classList.contains("phone-down")
  for (const behind of document.querySelectorAll(".bar, #inbox, #main")) behind.inert = inFront
  phone.role = inFront ? "dialog" : null
  phone.ariaModal = inFront ? "true" : null
}

function switches() {
  const ringer = document.getElementById("ringer")
  const reader = document.getElementById("reader")
  const show = () => {
    ringer.setAttribute("aria-pressed", sounds.on)
    reader.setAttribute("aria-pressed", reading.on)
    reader.hidden = !canRead()
  }
  ringer.addEventListener("click", () => { sounds.set(!sounds.on); ring(phone.dataset.state === "ringing"); show() })
  reader.addEventListener("click", () => { reading.set(!reading.on); hush(); show() })
  whenVoicesCome(show)
  show()
}

function lower(down) {
  document.body.classList.toggle("phone-down", down)
  cover()
  document.getElementById(down ? "raise" : "phone").focus()
}

document.getElementById("lower").addEventListener("click", () => lower(true))
document.getElementById("raise").addEventListener("click", () => lower(false))
for (const query of [wide, small]) query.addEventListener("change", cover)
setInterval(tick, 200)
switches()
