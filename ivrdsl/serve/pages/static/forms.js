// Sends a form as JSON: what is empty is left out, and the names in data-whole are numbers. Then data-done is told, or
// the page of what was made is shown, whose address begins with data-go.

import { post } from "./server.js"

export async function sendForm(form, button, go) {
  const whole = (form.dataset.whole ?? "").split(" ")
  const fields = [...new FormData(form, button)].filter(([, value]) => value !== "")
  const body = Object.fromEntries(fields.map(([name, value]) => [name, whole.includes(name) ? Number(value) : value]))
  say(form, "") // so that the same words are heard again
  const made = await post(form.dataset.send, body)
  if (!made) return
  if (form.dataset.go) {
    go(form.dataset.go + made.id + addressOfInbox())
    return
  }
  for (const area of form.querySelectorAll("textarea")) area.value = ""
  say(form, form.dataset.done)
}

// What keeps the inbox as it is: the links of the page have it.
function addressOfInbox() {
  return new URL(document.querySelector("#places a").href).search
}

function say(form, words) {
  const done = form.querySelector(".done")
  if (!done) return
  done.textContent = words
  clearTimeout(done.silence)
  done.silence = setTimeout(() => { done.textContent = "" }, 6000)
}
