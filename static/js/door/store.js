// What a phone keeps: one IndexedDB database "outreach-door". No names, phones, needs, tickets or secrets of people.
//   phone  "phone"  {id, number, city, key: CryptoKey (cannot be taken out), public, secret: the invitation's SHA-256}
//   bundle "bundle" what the server said about this door (see the courier)
//   log    by seq   {seq, id, body, signature, sent, refused?, due?}   (due: only while unsent; its index counts them)
//   marks  by mark  {at, id, lesson, standing}      who was let in here, by the ticket's mark or the code's
//   facts  by name  head {seq, hash} · merges (how often the server's word changed bundle or marks)
//                   clock {offset, measured, jump, jumps} · contact ms · state "open"|"ended"|"revoked" · done
//                   joining {secret, key, public} · left [{phone, last, events} of phones that were joined before]
//
// openStore() → {read(names, work), write(names, work), close()}; askToKeep(); DoorError {code}
// work(tx) may await nothing but requests of its own transaction: anything else ends it (WebCrypto, fetch, timers).

import { openDB } from "../../vendor/idb/index.js";

export const DATABASE = "outreach-door";
export const STORES = ["phone", "bundle", "log", "marks", "facts"];

/**
 * Something that the page must say plainly. Codes: "full" (no room: not recorded!), "storage" (the browser cannot
 * write: not recorded!), "none" (not enrolled), "over" (ended or revoked), "done" (the volunteer has ended),
 * "unknown" (no such record), "busy".
 */
export class DoorError extends Error {
  /** @param {string} code @param {unknown} [cause] */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "DoorError";
    this.code = code;
  }
}

/** @returns {Promise<{read: Function, write: Function, close: Function}>} rejects with DoorError "storage" or "full" */
export async function openStore() {
  let opened = null;
  const opening = () => (opened ??= open(() => (opened = null)));
  await opening();
  const run = (mode) => async (names, work) => within(begin(await opening(), names, mode), work);
  return {
    read: run("readonly"),
    write: run("readwrite"),
    close: async () => (await opened)?.close(),
  };
}

async function open(lost) {
  try {
    return await openDB(DATABASE, 1, {
      upgrade: lay,
      blocking: (_from, _to, event) => {
        event.target.close();
        lost();
      },
      terminated: lost,
    });
  } catch (error) {
    lost();
    throw told(error);
  }
}

function lay(db) {
  for (const name of ["phone", "bundle", "marks", "facts"]) db.createObjectStore(name);
  const log = db.createObjectStore("log", { keyPath: "seq" });
  log.createIndex("id", "id", { unique: true });
  log.createIndex("due", "due");
}

// "strict": the commit is told only when it lies on the disk, so that an empty battery takes nothing that was green.
function begin(db, names, mode) {
  try {
    return db.transaction(names, mode, { durability: "strict" });
  } catch (error) {
    throw told(error);
  }
}

// Whole or not at all: the answer comes after the commit, and whatever goes wrong undoes every write of this act.
async function within(tx, work) {
  const committed = tx.done.then(() => null, (error) => error ?? tx.error ?? new Error("aborted"));
  let result;
  try {
    result = await work(tx);
  } catch (error) {
    abort(tx);
    await committed;
    throw told(tx.error?.name === "QuotaExceededError" ? tx.error : error);
  }
  const failed = await committed;
  if (failed) throw told(failed);
  return result;
}

function abort(tx) {
  try {
    tx.abort();
  } catch {
    // It has ended by itself: the reason is told by whoever called.
  }
}

function told(error) {
  if (error instanceof DoorError) return error;
  return new DoorError(error?.name === "QuotaExceededError" ? "full" : "storage", error);
}

/** Ask the browser not to clear this storage by itself. @returns {Promise<boolean|null>} null where nobody can ask */
export async function askToKeep(storage = globalThis.navigator?.storage) {
  if (!storage?.persist) return null;
  return (await storage.persisted?.()) || storage.persist();
}
