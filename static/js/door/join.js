// A phone becomes one of a door: it makes a key that never leaves it, and the server tells it its number and its list.
//
// join({store, send, clock, city, secret, pin}) → {ok: true, already: bool} | {ok: false, refused: {code, text}} |
//   {ok: false, reason: "offline"}
// The same invitation twice is the same phone, also where the answer was lost: its key is kept until the answer came.
// Another phone that this browser was before is kept as `left` until the courier has sent what it wrote.

import { base64url, sha256Hex } from "./bytes.js";
import { isBundle, offsetOf, surely } from "./answers.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** @returns {Promise<object>} see above; rejects with DoorError where the browser cannot keep anything */
export async function join({ store, send, clock, city, secret, pin = "" }) {
  const digest = await sha256Hex(secret);
  const { phone, keys, open } = await store.read(["phone", "facts"], before);
  if (phone?.secret === digest && open) return { ok: true, already: true };
  const own = keys?.secret === digest ? keys : await fresh(store, digest);
  const begun = clock.look();
  const { status, body } = await surely(send)(`/${city}/door/phone/join`, { secret, pin, public_key: own.public });
  if (status === 200 && isWelcome(body)) {
    await begin(store, { own, city, digest, body, offset: offsetOf(body.now, begun, clock.look()) });
    return { ok: true, already: false };
  }
  return body?.refused ? { ok: false, refused: body.refused } : { ok: false, reason: "offline" };
}

async function before(tx) {
  const facts = tx.objectStore("facts");
  const [phone, keys, state, done] = await Promise.all([
    tx.objectStore("phone").get("phone"),
    ...["joining", "state", "done"].map((name) => facts.get(name)),
  ]);
  return { phone, keys, open: state === "open" && !done };
}

const isWelcome = (body) =>
  Number.isInteger(body?.phone) && Number.isInteger(body.number) && Number.isFinite(body.now) && isBundle(body.bundle);

async function fresh(store, secret) {
  const pair = await globalThis.crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const raw = await globalThis.crypto.subtle.exportKey("raw", pair.publicKey);
  const keys = { secret, key: pair.privateKey, public: base64url(new Uint8Array(raw)) };
  await store.write(["facts"], (tx) => tx.objectStore("facts").put(keys, "joining"));
  return keys;
}

function begin(store, { own, city, digest, body, offset }) {
  const phone = { id: body.phone, number: body.number, city, key: own.key, public: own.public, secret: digest };
  const clock = { offset, measured: body.now, jumps: 0, jump: 0 };
  return store.write(["phone", "bundle", "log", "marks", "facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    const known = await tx.objectStore("phone").get("phone");
    if (known?.id === phone.id) return; // another tab was faster, and may have let people in: nothing of it is touched
    const left = await leaving(tx);
    await Promise.all(["log", "marks", "facts"].map((name) => tx.objectStore(name).clear()));
    const kept = { head: { seq: 0, hash: "" }, merges: 0, clock, contact: body.now, state: "open", left };
    await Promise.all([
      tx.objectStore("phone").put(phone, "phone"),
      tx.objectStore("bundle").put(body.bundle, "bundle"),
      ...Object.entries(kept).map(([name, value]) => facts.put(value, name)),
    ]);
  });
}

// Whoever this browser was before, with what is not sent yet; nothing of it is lost.
async function leaving(tx) {
  const [before, due, head, left] = await Promise.all([
    tx.objectStore("phone").get("phone"),
    tx.objectStore("log").index("due").getAll(),
    tx.objectStore("facts").get("head"),
    tx.objectStore("facts").get("left"),
  ]);
  if (!before) return left ?? [];
  return [...(left ?? []), { phone: before, last: head?.seq ?? 0, events: due }];
}
