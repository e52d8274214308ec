// Carries the phone's records to the server and brings back what the server knows. It never throws for the network,
// forgets nothing before the server has said that it has it, and never makes a verdict wait.
//
// createCourier({store, clock, send, locks, timer, onSync}) → {
//   sync() → {ok, net "online"|"offline", reason, state "open"|"ended"|"revoked", unsent, changed}
//     reason: "" · "offline" · "later" (too busy) · "garbage" (not our server's words) · "unknown" (the server does not
//     know this phone) · "large" (not even one record is let through) ·
//     "stuck" (it took nothing) · "busy" (another tab is at it) · "none" (not joined)
//   finish() → the same: the volunteer has ended; from now on nothing is written   resume() → true where still possible
//   find(lesson, typed) → {ok, found} | {ok: false, refused} | {ok: false, reason}   (shown, never stored)
//   walkInName(lesson, eventId, name) → {ok} …   tidy() → true where the day is over and all was wiped
//   start(), poke(), stop(): the loop; poke after every act, and whenever the page is seen or the network comes back }
// send(path, body) → {status, body (object or null), retryAfter (ms)}; sender(fetch) makes one for the browser.

import { isAnswer, offsetOf, surely } from "./answers.js";
import { deliverLeft, enveloped } from "./envelopes.js";
import { MOST, applied, batch, due, tidied } from "./merging.js";

export const CALM_MS = 20000, SOON_MS = 400, FIRST_MS = 2000, CEILING_MS = 60000, LONGEST_MS = 300000;
const LOCK = "outreach-door-sync", PATIENCE = 3;

/** How long to wait before the next try. @param {number} failures in a row @param {number} asked by the server */
export const pause = (failures, asked = 0) =>
  failures ? Math.min(LONGEST_MS, Math.max(asked, Math.min(CEILING_MS, FIRST_MS * 2 ** (failures - 1)))) : CALM_MS;

/** @returns {object} see above */
export function createCourier({ store, clock, send, locks = globalThis.navigator?.locks, timer = globalThis, onSync }) {
  const one = { store, clock, send: surely(send), most: MOST };
  const tab = { running: null, busy: 0 };
  const sync = () => (tab.running ??= alone(locks, tab, () => round(one)).finally(() => (tab.running = null)));
  const loop = createLoop({ sync, timer, onSync });
  return {
    sync,
    finish: async () => {
      await finish(store);
      await tab.running?.catch(() => null);
      return sync();
    },
    resume: () => resume(store),
    find: (lesson, typed) => asked(one, "find", "find", { lesson, typed }, (body) => Array.isArray(body.found)),
    walkInName: (lesson, event, name) =>
      asked(one, "walk-in", "walk-in", { lesson, event, name }, (body) => body.ok === true),
    tidy: () => tidied(store, clock),
    ...loop,
  };
}

// One tab at a time; but a tab that was put to sleep while it held the lock must not keep the others from sending.
async function alone(locks, tab, work) {
  if (!locks || tab.busy >= PATIENCE) {
    tab.busy = 0;
    return work();
  }
  return locks.request(LOCK, { ifAvailable: true }, (lock) => {
    tab.busy = lock ? 0 : tab.busy + 1;
    return lock ? work() : outcome("busy", { net: "offline" });
  });
}

const outcome = (reason, more = {}) =>
  ({ ok: !reason, net: "online", reason, state: "open", unsent: 0, changed: false, ...more });

async function round(one) {
  let result = outcome("none", { net: "offline" });
  let changed = false;
  for (let more = true; more; ) {
    result = await exchange(one);
    changed ||= result.changed;
    more = (result.ok && result.more) || (result.reason === "large" && halved(one));
  }
  if (result.ok || result.reason === "none") await deliverLeft(one);
  return { ...result, changed, unsent: await due(one.store) };
}

// A server that takes no such long message takes a shorter one.
function halved(one) {
  if (one.most === 1) return false;
  one.most = Math.ceil(one.most / 2);
  return true;
}

async function exchange({ store, clock, send, most }) {
  const sending = await batch(store, most);
  if (!sending.phone) return outcome("none", { net: "offline" });
  if (sending.state !== "open" && !sending.events.length) return { ...outcome(""), state: sending.state };
  const begun = clock.look();
  const message = { at: begun.at, last: sending.last, have: sending.have, events: sending.events, done: sending.done };
  const answer = await send(...(await enveloped(sending.phone, "sync", "sync", message)));
  const ended = clock.look();
  const reason = reasonOf(answer);
  if (reason) return { ...failure(reason, answer), state: sending.state };
  const measured = { offset: offsetOf(answer.body.now, begun, ended), measured: answer.body.now };
  const { took, left, changed } = await applied(store, clock, { sending, answer: answer.body, measured });
  const stuck = left > 0 && took === 0;
  return { ...outcome(stuck ? "stuck" : ""), state: answer.body.state, more: left > 0, changed };
}

const failure = (reason, { body, retryAfter }) =>
  outcome(reason, { net: body ? "online" : "offline", retryAfter: retryAfter ?? 0 });

function reasonOf({ status, body }) {
  if (status === 200) return isAnswer(body) ? "" : "garbage";
  if (status === 413) return "large";
  if (status === 429 || status === 503) return "later";
  if (status === 403 && body?.refused) return "unknown";
  return status ? "garbage" : "offline";
}

const finish = (store) =>
  store.write(["facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    if (!(await facts.get("done"))) await facts.put(true, "done");
  });

// Whoever pressed "end" by mistake goes on, until the server has answered: what she writes after it had heard of the
// end is kept apart there, on a card.
const resume = (store) =>
  store.write(["facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    if (((await facts.get("state")) ?? "open") !== "open") return false;
    await facts.delete("done");
    return true;
  });

async function asked({ store, clock, send }, path, purpose, message, isAnswered) {
  const phone = await store.read(["phone"], (tx) => tx.objectStore("phone").get("phone"));
  if (!phone) return { ok: false, reason: "none" };
  const { status, body } = await send(...(await enveloped(phone, path, purpose, { at: clock.look().at, ...message })));
  if (status === 200 && body && isAnswered(body)) return { ...body, ok: true };
  return body?.refused ? { ok: false, refused: body.refused } : { ok: false, reason: "offline" };
}

function createLoop({ sync, timer, onSync }) {
  let waiting = null, failures = 0, on = false;
  const plan = (ms) => {
    timer.clearTimeout(waiting);
    waiting = on ? timer.setTimeout(tick, ms) : null;
  };
  async function tick() {
    const result = await sync().catch((error) => outcome("storage", { net: "offline", error }));
    failures = result.ok ? 0 : failures + 1;
    plan(pause(failures, result.retryAfter));
    onSync?.(result);
  }
  return {
    start: () => ((on = true), tick()),
    poke: ({ seen = false } = {}) => {
      if (seen) failures = 0;
      if (!failures) plan(SOON_MS);
    },
    stop: () => ((on = false), timer.clearTimeout(waiting)),
  };
}

/** A `send` for the browser: JSON to our own server, no redirect followed, and no answer waited for too long. */
export const sender = (fetch, { patience = 20000 } = {}) => async (path, body) => {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      cache: "no-store",
      credentials: "omit",
      signal: giveUp.signal,
    });
    const said = await answer.json().catch(() => null);
    const seconds = Number(answer.headers.get("retry-after"));
    const object = typeof said === "object" && said !== null && !Array.isArray(said);
    return { status: answer.status, body: object ? said : null, retryAfter: seconds > 0 ? seconds * 1000 : 0 };
  } finally {
    clearTimeout(timer);
  }
};
