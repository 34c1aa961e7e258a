// Does with the official JavaScript client what stdin says: after a first line, a line of JSON for each task: a login,
// and operations with arguments. Answers each task with a line. The route is not this program's business: see
// official_js_preload.js.

const CallfireClient = require("callfire-api-client-js")

const lines = require("readline").createInterface({ input: process.stdin })

async function main() {
  let first = true
  for await (const line of lines) {
    if (!first) console.log(JSON.stringify(await answered(JSON.parse(line))))
    first = false
  }
}

async function answered(task) {
  const client = new CallfireClient(...task.login)
  await new Promise((resolve, reject) => client.ready(resolve, reject))
  const results = []
  for (const [operation, parameters] of task.steps) results.push(await done(client, operation, parameters))
  return results
}

async function done(client, operation, parameters) {
  const [tag, name] = operation.split(".")
  try {
    const answer = await client[tag][name](parameters)
    return { result: answer.obj ?? null }
  } catch (error) {
    if (!error.status) throw error
    return { status: error.status, message: JSON.parse(error.data).message }
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
