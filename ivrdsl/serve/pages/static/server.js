// Asks the server to do something, one thing after the other, so that keys arrive in the order of the fingers.

let before = Promise.resolve()

// What the server answers, or null where it refuses; that is told here.
export function post(path, body, method = "POST") {
  before = before.then(() => send(path, body, method))
  return before
}

async function send(path, body, method) {
  try {
    const headers = { "Content-Type": "application/json" }
    const answer = await fetch(path, { method, headers, body: JSON.stringify(body) })
    const found = await answer.json()
    tell(answer.ok ? "" : found.message) // what was refused before is no news any more
    return answer.ok ? found : null
  } catch {
    tell("The server does not answer.")
    return null
  }
}

const told = document.getElementById("told")
let silence

export function tell(message) {
  told.textContent = message
  clearTimeout(silence)
  silence = setTimeout(() => { told.textContent = "" }, 8000)
}
