// Signed messages: enveloped(phone, path, purpose, message) → [whole path, body]; deliverLeft sends what another phone,
// that this browser was before, had not sent yet, and forgets each record only when the server has it.

import { isAnswer } from "./answers.js";
import { sign } from "./log.js";

/** @returns {Promise<[string, {phone: number, message: string, signature: string}]>} */
export async function enveloped(phone, path, purpose, message) {
  const text = JSON.stringify(message);
  const signature = await sign(phone.key, `outreach-door-v1\n${purpose}`, text);
  return [`/${phone.city}/door/phone/${path}`, { phone: phone.id, message: text, signature }];
}

/** Ends the phones that this browser was before, once everything that they wrote has arrived. */
export async function deliverLeft({ store, clock, send, most }) {
  for (const left of (await store.read(["facts"], (tx) => tx.objectStore("facts").get("left"))) ?? []) {
    while (await delivered({ store, clock, send, most }, left.phone.id));
  }
}

// True where there is more to send.
async function delivered({ store, clock, send, most }, id) {
  const left = (await store.read(["facts"], (tx) => tx.objectStore("facts").get("left"))) ?? [];
  const one = left.find(({ phone }) => phone.id === id);
  if (!one) return false;
  const events = one.events.slice(0, most);
  const done = events.length === one.events.length;
  const sent = events.map(({ body, signature }) => ({ body, signature }));
  const message = { at: clock.look().at, last: one.last, have: "", events: sent, done };
  const { status, body } = await send(...(await enveloped(one.phone, "sync", "sync", message)));
  if (status !== 200 || !isAnswer(body)) return false;
  const stored = new Set(body.stored);
  const rest = one.events.filter((event) => !stored.has(event.id));
  await store.write(["facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    const others = ((await facts.get("left")) ?? []).filter(({ phone }) => phone.id !== id);
    await facts.put(rest.length ? [...others, { ...one, events: rest }] : others, "left");
  });
  return rest.length > 0 && rest.length < one.events.length;
}
