// Reads flowcharts with Mermaid's own parser: one JSON string a line comes in, one JSON object a line goes out.
import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const page = new JSDOM("<html><body></body></html>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, maxTextSize: 1e9, maxEdges: 1e7 });

// Mermaid keeps a code such as #35; as ﬂ°°35¶ß until it draws.
const decoded = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const linesOf = (text) => decoded(text).split("<br>");

async function read(text) {
  try {
    const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return {
      type,
      boxes: [...db.getVertices().values()].map(({ id, text }) => [id, linesOf(text)]),
      arrows: db.getEdges().map(({ start, end, text, stroke }) => [start, end, linesOf(text), stroke]),
      frames: db.getSubGraphs().map(({ id, title, nodes }) => [id, decoded(title), nodes]),
    };
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await read(JSON.parse(line)))}\n`);
}
