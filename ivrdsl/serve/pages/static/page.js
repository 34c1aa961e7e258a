// Keeps the page as the server has it: when something happens there, the page is asked for again and what has changed
// is put in. Links do the same, so that the phone stays where it is.

import { sendForm } from "./forms.js"
import { morph } from "./morph.js"
import { act, afterChange, beforeChange, callOnPhone, onKey, ringsFor } from "./phone.js"
import { post, tell } from "./server.js"

const CHANGING = ["rows", "main", "clock", "phone", "places"]
const EVENTS = ["text", "call", "entry", "clock", "reset", "callee", "delivery", "webhook", "broadcast"]
const PAUSE_MS = 120 // at most so often is the page asked for, however much happens
const VIEWS = ["start", "chosen", "empty"]

let loading = false
let again = false

async function refresh() {
  again = true
  if (loading) return
  loading = true
  try {
    while (again) {
      again = false
      await load()
      await new Promise((done) => setTimeout(done, PAUSE_MS))
    }
  } catch {
    tell("The server does not answer.")
  } finally {
    loading = false
  }
}

async function load() {
  const address = new URL(location.href)
  const call = callOnPhone()
  if (call) address.searchParams.set("on", call)
  const answer = await fetch(address)
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
  if (!fresh.getElementById("phone")) {
    tell("The server cannot show this page.") // the next event asks again
    return
  }
  beforeChange()
  const main = document.getElementById("main")
  const wasInMain = main.contains(document.activeElement)
  for (const id of CHANGING) morph(document.getElementById(id), fresh.getElementById(id))
  if (wasInMain && !main.contains(document.activeElement)) main.focus({ preventScroll: true }) // its button has gone
  for (const view of VIEWS) document.body.classList.toggle(view, fresh.body.classList.contains(view))
  if (afterChange(call)) again = true
  const number = ringsFor()
  document.title = number ? `\u260e ${number}` : fresh.title
}

async function go(address) {
  history.pushState(null, "", address)
  await refresh()
  const main = document.getElementById("main")
  main.scrollTop = 0
  scrollTo(0, 0)
  main.focus({ preventScroll: true })
}

function listen() {
  const link = document.getElementById("link")
  const show = (state, word) => {
    link.dataset.state = state
    link.querySelector(".word").textContent = word
  }
  const events = new EventSource("/local/events")
  events.onopen = () => { show("on", "Live"); refresh() }
  events.onerror = () => show("lost", "Connection lost, trying again")
  for (const name of EVENTS) events.addEventListener(name, refresh)
}

async function copy(button) {
  const label = button.querySelector("span")
  button.dataset.own = "" // nothing that happens meanwhile takes the answer away
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
    label.textContent = "Copied"
  } catch {
    label.textContent = "Not allowed"
  }
  setTimeout(() => {
    label.textContent = "Copy"
    delete button.dataset.own
  }, 2000)
}

let typed
function search(input) {
  clearTimeout(typed)
  typed = setTimeout(() => {
    const address = new URL(location.href)
    if (input.value) address.searchParams.set("q", input.value)
    else address.searchParams.delete("q")
    address.searchParams.delete("before") // what is searched for begins with the newest
    history.replaceState(null, "", address)
    refresh()
  }, 200)
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']")
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  if (link && plain && event.button === 0) {
    event.preventDefault()
    const address = new URL(link.href)
    if (link.closest("#phone")) document.body.classList.add("phone-down")
    go(address)
    return
  }
  const button = event.target.closest("button")
  if (!button) return
  if (button.dataset.copy !== undefined) copy(button)
  else if (button.dataset.do === "advance") post("/local/clock/advance", { ms: Number(button.dataset.ms) }).then(refresh)
  else if (button.ariaDisabled !== "true" && !panel(button.dataset)) act(button, refresh)
})

// What the buttons of the panels do; true if it was one of them.
function panel({ do: what, id, verb }) {
  switch (what) {
    case "resend": post(`/local/deliveries/${id}/resend`, {}).then(refresh); return true
    case "broadcast": post(`/local/broadcasts/${id}/${verb}`, {}).then(refresh); return true
    case "take-back": post("/local/callee", {}, "DELETE").then(refresh); return true
  }
  return false
}

document.addEventListener("submit", async (event) => {
  if (!event.target.dataset.send) return
  event.preventDefault()
  await sendForm(event.target, event.submitter, go)
  refresh()
})
document.addEventListener("keydown", (event) => onKey(event, refresh))
addEventListener("popstate", refresh)

const box = document.getElementById("q")
box.addEventListener("input", () => search(box))
box.form.addEventListener("submit", (event) => event.preventDefault())

const sure = document.getElementById("sure")
document.getElementById("clear").addEventListener("click", () => sure.showModal())
sure.addEventListener("close", () => {
  if (sure.returnValue === "yes") {
    go("/") // first: what is chosen will not be there to be asked for again
    post("/local/reset", {})
  }
  sure.returnValue = ""
})

afterChange("")
listen()
