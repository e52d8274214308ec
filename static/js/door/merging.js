// What goes out and what comes in, each in one transaction of the phone's store.
//   batch(store, most) → {phone, state, have, last, events, ids, done, merges}
//   due(store) → how many records are not acknowledged
//   applied(store, clock, {sending, answer, measured}) → {took, left, changed}: records that the server has are marked
//     as sent, its list takes the place of the older one, its clock is compared with ours; when the day is over and
//     nothing is unsent, list, marks and sent records go. All of it or nothing.
//   tidied(store, clock) → the same wipe without the server, when the day is surely over

import { jumpedBy } from "./log.js";

export const MOST = 200;
const ALL = ["phone", "bundle", "log", "marks", "facts"];
const SLACK_MS = 48 * 3600 * 1000; // a phone's clock may be wrong by so much, and its list is needed at the door

/** What to send next: the oldest records first; those that the server refused before come last. */
export function batch(store, most = MOST) {
  return store.read(["phone", "bundle", "log", "facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    const [phone, bundle, waiting, head, state, done, merges] = await Promise.all([
      tx.objectStore("phone").get("phone"),
      tx.objectStore("bundle").get("bundle"),
      tx.objectStore("log").index("due").getAll(),
      ...["head", "state", "done", "merges"].map((name) => facts.get(name)),
    ]);
    const rows = [...waiting.filter((row) => !row.refused), ...waiting.filter((row) => row.refused)].slice(0, most);
    const ends = Boolean(done) && rows.length === waiting.length;
    return {
      phone, state: state ?? "open", have: bundle?.version ?? "", last: head?.seq ?? 0, done: ends, merges,
      events: rows.map(({ body, signature }) => ({ body, signature })),
      ids: rows.map((row) => row.id),
    };
  });
}

/** @returns {Promise<number>} those too that another phone wrote, which this browser was before */
export const due = (store) =>
  store.read(["log", "facts"], async (tx) => {
    const [own, left] = await Promise.all([
      tx.objectStore("log").index("due").count(),
      tx.objectStore("facts").get("left"),
    ]);
    return own + leftOver(left);
  });

/** @param {Array<{events: Array}>|undefined} left @returns {number} */
export const leftOver = (left) => (left ?? []).reduce((sum, one) => sum + one.events.length, 0);

/** @returns {Promise<{took: number, left: number, changed: boolean}>} left: not acknowledged and never refused */
export async function applied(store, clock, { sending, answer, measured }) {
  const jump = clock.jumped();
  const done = await store.write(ALL, async (tx) => {
    const phone = await tx.objectStore("phone").get("phone");
    if (phone?.id !== sending.phone.id) return { took: 0, left: 0, changed: false };
    const took = await acknowledge(tx.objectStore("log"), sending, answer);
    const changed = await heard(tx, { sending, answer, measured, jump });
    const waiting = await tx.objectStore("log").index("due").getAll();
    const left = waiting.filter((row) => !row.refused).length;
    if (left === 0 && (await isOver(tx, answer))) await wipe(tx);
    return { took, left, changed };
  });
  clock.noted(jump);
  return done;
}

async function acknowledge(log, sending, answer) {
  const rows = await Promise.all(answer.stored.map((id) => log.index("id").get(id)));
  const stored = rows.filter((row) => row && !row.sent);
  const reasons = answer.refused.map((one) => [one.id || sending.ids[one.index], String(one.reason ?? "refused")]);
  const known = reasons.filter(([id]) => id);
  const doubted = await Promise.all(known.map(async ([id, reason]) => [await log.index("id").get(id), reason]));
  const have = new Set(answer.stored);
  const refused = doubted.filter(([row]) => row && !row.sent && !have.has(row.id));
  await Promise.all([
    ...stored.map(({ due: _due, refused: _refused, ...row }) => log.put({ ...row, sent: true })),
    ...refused.map(([row, reason]) => log.put({ ...row, refused: reason })),
  ]);
  return stored.length + refused.filter(([row]) => !row.refused).length;
}

// An answer that another tab's overtook tells nothing but what has arrived.
async function heard(tx, { sending, answer, measured, jump }) {
  const facts = tx.objectStore("facts");
  const [clock, merges, state] = await Promise.all(["clock", "merges", "state"].map((name) => facts.get(name)));
  if (merges !== sending.merges) return false;
  if (answer.bundle) await tx.objectStore("bundle").put(answer.bundle, "bundle");
  const settled = await settle(tx);
  const kept = jump ? jumpedBy(clock, jump) : { jumps: 0, jump: 0, ...clock };
  const changed = Boolean(answer.bundle) || settled || (state ?? "open") !== answer.state;
  await Promise.all([
    facts.put({ ...kept, ...measured }, "clock"),
    facts.put(answer.now, "contact"),
    facts.put(answer.state, "state"),
    facts.put((merges ?? 0) + (changed ? 1 : 0), "merges"),
  ]);
  return changed;
}

// What this phone knew better until the server had it: an arrival taken back here, and one that the office took back.
async function settle(tx) {
  const marks = tx.objectStore("marks"), ids = tx.objectStore("log").index("id");
  const [bundle, keys, values] = await Promise.all([
    tx.objectStore("bundle").get("bundle"), marks.getAllKeys(), marks.getAll(),
  ]);
  const away = bundle?.people.filter((one) => one.s === "in" && !one.a && isOn(bundle, one.l)) ?? [];
  const absent = new Set(away.flatMap((one) => [one.t, one.c]));
  const doubted = keys.map((key, at) => [key, values[at]]).filter(([key, mark]) => !mark.standing || absent.has(key));
  const rows = await Promise.all(doubted.map(([, mark]) => ids.get(mark.id)));
  const over = doubted.filter((_one, at) => rows[at]?.sent).map(([key]) => key);
  await Promise.all(over.map((key) => marks.delete(key)));
  return over.length > 0;
}

const isOn = (bundle, id) => bundle.lessons.some((one) => one.id === id && one.status === "published");

async function isOver(tx, answer) {
  if (answer.state !== "open") return true;
  const bundle = await tx.objectStore("bundle").get("bundle");
  return Boolean(bundle) && answer.now >= bundle.ends;
}

async function wipe(tx) {
  const log = tx.objectStore("log"), facts = tx.objectStore("facts");
  const rows = await log.getAll();
  const state = await facts.get("state");
  await Promise.all([
    tx.objectStore("bundle").clear(),
    tx.objectStore("marks").clear(),
    ...rows.filter((row) => row.sent).map((row) => log.delete(row.seq)),
    facts.put(state === "revoked" ? "revoked" : "ended", "state"),
  ]);
}

/**
 * Wipes what a phone without a network still has of a day that is surely over; never what is unsent.
 * @returns {Promise<boolean>}
 */
export function tidied(store, clock) {
  const { at } = clock.look();
  return store.write(ALL, async (tx) => {
    const [bundle, kept, waiting] = await Promise.all([
      tx.objectStore("bundle").get("bundle"),
      tx.objectStore("facts").get("clock"),
      tx.objectStore("log").index("due").getAll(),
    ]);
    const sure = bundle && at + (kept?.offset ?? 0) >= bundle.ends + SLACK_MS;
    if (!sure || waiting.some((row) => !row.refused)) return false;
    await wipe(tx);
    return true;
  });
}
