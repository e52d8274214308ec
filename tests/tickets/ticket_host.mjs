// Answers lines of JSON with what the phone's own modules say: {"keys", "cityId", "texts"} or {"codes"} or {"bytes"}.
// With {"loose": [[text, text], …]} the reader is a twin of the page's in which these texts of its source are changed.

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

const DOOR = new URL("../../static/js/door/", import.meta.url);
const twins = new Map();

const inline = (source) => `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`;

function changed(source, changes) {
  return changes.reduce((text, [old, other]) => text.replace(old, () => other), source);
}

async function reader(changes) {
  if (!changes) return import(new URL("ticket.js", DOOR));
  const name = JSON.stringify(changes);
  if (!twins.has(name)) {
    const [base32, ticket] = await Promise.all(
      ["base32.js", "ticket.js"].map(async (file) => changed(await readFile(new URL(file, DOOR), "utf-8"), changes)),
    );
    twins.set(name, import(inline(ticket.replace("./base32.js", inline(base32)))));
  }
  return twins.get(name);
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");

async function tickets({ texts, cityId, keys, loose }) {
  const { readTicket } = await reader(loose);
  const said = [];
  for (const text of texts) {
    const ticket = await readTicket(text, { cityId, keys });
    said.push(ticket.ok ? [ticket.lesson, ticket.day, hex(ticket.reference), ticket.key] : ticket.reason);
  }
  return said;
}

async function answer(asked) {
  if (asked.texts) return tickets(asked);
  if (asked.codes) {
    const { readCode } = await import(new URL("code.js", DOOR));
    return asked.codes.map(readCode);
  }
  const { read, written } = await import(new URL("base32.js", DOOR));
  const bytes = Buffer.from(asked.bytes, "hex");
  const text = written(new Uint8Array(bytes));
  return [text, hex(read(text, bytes.length))];
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
