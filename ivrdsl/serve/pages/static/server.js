// Asks the server to do something, one thing after the other, so that keys arrive in the order of the fingers.

let before = Promise.resolve()

export function post(path, body) {
  before = before.then(() => send(path, body))
  return before
}

async function send(path, body) {
  try {
    const headers = { "Content-Type": "application/json" }
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })
    if (!answer.ok) tell((await answer.json()).message)
    return answer.ok
  } catch {
    tell("The server does not answer.")
    return false
  }
}

const told = document.getElementById("told")
let silence

export function tell(message) {
  told.textContent = message
  clearTimeout(silence)
  silence = setTimeout(() => { told.textContent = "" }, 8000)
}
