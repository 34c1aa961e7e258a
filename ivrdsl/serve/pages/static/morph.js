// Makes an element like a fresh one by the fewest changes, so that focus, scrolling and running animations stay, and so
// that a screen reader hears what is new and nothing else. Children with data-key or id are the same wherever they
// stand. An element with data-own belongs to the script and is left alone; so does whether details are open.

export function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data
    return
  }
  if (old.hasAttribute("data-own")) return
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !isOpened(old, name)) old.removeAttribute(name)
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  morphChildren(old, fresh)
}

function morphChildren(old, fresh) {
  const known = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]))
  const wanted = new Set([...fresh.children].map(keyOf))
  for (const [key, child] of known) if (!wanted.has(key)) child.remove() // else all that stand behind it would move
  let at = old.firstChild
  for (const next of [...fresh.childNodes]) {
    const key = keyOf(next)
    const match = key ? known.get(key) : at && !keyOf(at) && at.nodeName === next.nodeName ? at : null
    if (match && match.nodeName === next.nodeName) {
      if (match === at) at = at.nextSibling
      else old.insertBefore(match, at)
      morph(match, next)
    } else old.insertBefore(next, at)
  }
  while (at) {
    const gone = at
    at = at.nextSibling
    gone.remove()
  }
}

function isOpened(node, name) {
  return name === "open" && node.nodeName === "DETAILS"
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id : ""
}
