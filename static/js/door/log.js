// The phone's log: records that are numbered without a gap, each with the hash of the one before and signed, and only
// ever added to. Whoever shows green waits for `append`: it answers after the commit.
//
// createLog({store, clock, locks}) → {
//   append(decide) → what `decide` returned, with `event` (the facts as they were written)
//     decide(known) → {facts, marks: (event) => [[mark, value]], …} or {facts: null, …} where nothing is to be written;
//     known = {phone, bundle, marks: Map, head, clock, merges}. It is asked again where another tab was faster, so that
//     two taps at once never make two records of one number, nor two first arrivals of one ticket.
//   all() → records decoded, oldest first · find(id) → one of them or null }
// watchClock({now, mono}) → {look() → {at, mono}, jumped(), noted(ms)}: the wall clock against one that only runs on

import { randomHex, base64url, sha256Hex, utf8 } from "./bytes.js";
import { DoorError } from "./store.js";

export const JUMP_MS = 30000;
const LOCK = "outreach-door-log", LOCK_PATIENCE_MS = 500, TRIES = 25;
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const FIELDS = [
  "v", "id", "phone", "seq", "prev", "lesson", "kind", "how", "ref", "code", "verdict", "word", "why", "target",
  "number", "at", "mono", "offset", "list",
];
const BLANK = { ref: "", code: "", verdict: "green", word: "", why: "", target: "", number: 0 };

/** Sign text for a purpose by the phone's key. @returns {Promise<string>} base64url of r‖s */
export async function sign(key, purpose, text) {
  const signature = await globalThis.crypto.subtle.sign(SIGNING, key, utf8(`${purpose}\n${text}`));
  return base64url(new Uint8Array(signature));
}

/** Whoever knows the phone, its list and what it wrote last; all at one moment. */
export async function known(tx) {
  const [phone, bundle, keys, values, head, merges, clock, state, done] = await Promise.all([
    tx.objectStore("phone").get("phone"),
    tx.objectStore("bundle").get("bundle"),
    tx.objectStore("marks").getAllKeys(),
    tx.objectStore("marks").getAll(),
    ...["head", "merges", "clock", "state", "done"].map((name) => tx.objectStore("facts").get(name)),
  ]);
  return {
    phone, bundle, clock,
    marks: new Map(keys.map((key, index) => [key, values[index]])),
    head: head ?? { seq: 0, hash: "" },
    merges: merges ?? 0,
    state: state ?? "open",
    done,
  };
}

/** @returns {{append: Function, all: Function, find: Function}} */
export function createLog({ store, clock, locks = globalThis.navigator?.locks }) {
  const append = (decide) => inTurn(locks, () => appended(store, clock, decide));
  const all = async () => (await store.read(["log"], (tx) => tx.objectStore("log").getAll())).map(decoded);
  const find = async (id) => {
    const record = await store.read(["log"], (tx) => tx.objectStore("log").index("id").get(id));
    return record ? decoded(record) : null;
  };
  return { append, all, find };
}

const decoded = (record) => ({ ...JSON.parse(record.body), sent: record.sent });

// Other tabs wait for their turn, but never for long: the commit below is sure of itself without it.
async function inTurn(locks, work) {
  if (!locks) return work();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LOCK_PATIENCE_MS);
  let begun = null;
  try {
    return await locks.request(LOCK, { signal: patience.signal }, () => {
      clearTimeout(timer);
      return (begun = work());
    });
  } catch (error) {
    if (begun || error?.name !== "AbortError") throw error;
    return work();
  }
}

async function appended(store, clock, decide) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await store.read(["phone", "bundle", "marks", "facts"], known);
    checkOpen(before);
    const decided = await decide(before);
    if (!decided.facts) return { ...decided, event: null };
    const event = await filled(before, clock.look(), decided.facts);
    const record = await signed(before.phone.key, event);
    if (await committed(store, clock, before, record, decided.marks?.(event) ?? [])) return { ...decided, event };
  }
  throw new DoorError("busy");
}

function checkOpen({ phone, bundle, state, done }) {
  if (state !== "open") throw new DoorError("over");
  if (!phone || !bundle) throw new DoorError("none");
  if (done) throw new DoorError("done");
}

async function filled({ phone, bundle, head, clock }, { at, mono }, facts) {
  const own = { v: 1, id: randomHex(16), phone: phone.id, seq: head.seq + 1, prev: head.hash };
  const event = { ...BLANK, ...facts, ...own, at, mono, offset: clock?.offset ?? null, list: bundle.version };
  return Object.fromEntries(FIELDS.map((name) => [name, event[name]]));
}

async function signed(key, event) {
  const body = JSON.stringify(event);
  const [signature, hash] = await Promise.all([sign(key, "outreach-event-v1", body), sha256Hex(body)]);
  return { row: { seq: event.seq, id: event.id, body, signature, sent: false, due: event.seq }, hash };
}

// False where somebody else wrote since `before` was read.
async function committed(store, clock, before, { row, hash }, marks) {
  const jump = clock.jumped();
  const done = await store.write(["log", "marks", "facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    const names = ["head", "merges", "state", "done"];
    const [head, merges, state, ended] = await Promise.all(names.map((name) => facts.get(name)));
    const same = (head?.seq ?? 0) === before.head.seq && (merges ?? 0) === before.merges;
    if (!same || (state ?? "open") !== "open" || ended) return false;
    const writes = [tx.objectStore("log").add(row), facts.put({ seq: row.seq, hash }, "head")];
    for (const [mark, value] of marks) writes.push(tx.objectStore("marks").put(value, mark));
    if (jump) writes.push(facts.put(jumpedBy(before.clock, jump), "clock"));
    await Promise.all(writes);
    return true;
  });
  if (done) clock.noted(jump);
  return done;
}

/**
 * A jump is kept. Back, it was surely the clock that was set, and the offset that was measured before is worth nothing;
 * forward, the phone may only have slept while its other clock stood still.
 */
export function jumpedBy(clock, jump) {
  const before = clock ?? { offset: null, measured: 0, jumps: 0 };
  return { ...before, jump, jumps: (before.jumps ?? 0) + 1, offset: jump < 0 ? null : before.offset };
}

/** @param {{now: () => number, mono: () => number}} time */
export function watchClock({ now, mono }) {
  let from = null, jumped = 0;
  return {
    look() {
      const at = Math.max(0, Math.round(now())), ran = Math.max(0, Math.round(mono()));
      const by = from ? at - from.at - (ran - from.ran) : 0;
      if (Math.abs(by) > JUMP_MS) jumped += by;
      if (!from || Math.abs(by) > JUMP_MS) from = { at, ran };
      return { at, mono: ran };
    },
    jumped: () => jumped,
    noted: (by) => (jumped -= by),
  };
}
