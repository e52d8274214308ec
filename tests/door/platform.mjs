// The browser that phones run in, as far as their core asks for it: IndexedDB in memory, and a life that can end between
// any two steps. A step is every call that leaves the language: a transaction begun, a request made, a key used, a
// message sent, an answer shown. What a dead page still does reaches nothing.

import "fake-indexeddb/auto";

export class Killed extends Error {}

export class Life {
  constructor() {
    this.left = null;
    this.dead = false;
    this.steps = 0;
    this.full = false;
    this.open = new Set();
  }

  step() {
    if (this.dead) throw new Killed();
    this.steps += 1;
    if (this.left === null || this.left-- > 0) return;
    this.dead = true;
    for (const tx of this.open) abort(tx, null);
    throw new Killed();
  }
}

let current = new Life();

/** Whose steps are counted from now on. */
export const live = (life) => (current = life);

export const step = () => current.step();

function abort(tx, why) {
  if (tx._state !== "finished") tx._abort(why);
}

function hook(prototype, names, make) {
  for (const name of names) {
    const original = prototype[name];
    prototype[name] = make(original);
  }
}

const READS = ["get", "getAll", "getAllKeys", "count"];
const WRITES = ["put", "add", "delete", "clear"];
const counted = (original) =>
  function (...args) {
    current.step();
    return original.apply(this, args);
  };
const written = (original) =>
  function (...args) {
    current.step();
    const request = original.apply(this, args);
    if (current.full) queueMicrotask(() => abort(this.transaction, "QuotaExceededError"));
    return request;
  };

hook(IDBDatabase.prototype, ["transaction"], (original) =>
  function (...args) {
    current.step();
    const tx = original.apply(this, args);
    const life = current;
    life.open.add(tx);
    for (const over of ["complete", "abort"]) tx.addEventListener(over, () => life.open.delete(tx));
    return tx;
  });
hook(IDBObjectStore.prototype, READS, counted);
hook(IDBIndex.prototype, READS.filter((name) => name in IDBIndex.prototype), counted);
hook(IDBObjectStore.prototype, WRITES, written);
for (const name of ["sign", "verify", "digest", "generateKey", "exportKey", "importKey"]) {
  const original = crypto.subtle[name];
  Object.defineProperty(crypto.subtle, name, {
    value: async (...args) => {
      current.step();
      return original.apply(crypto.subtle, args);
    },
  });
}

/** Web Locks for the tabs of one browser, as far as the core asks for them. */
export function lockManager() {
  const held = new Map();
  return {
    held,
    async request(name, options, work) {
      if (held.has(name) && options.ifAvailable) return work(null);
      while (held.has(name)) await Promise.race([held.get(name), givenUp(options.signal)]);
      const running = Promise.resolve(work({ name }));
      held.set(name, running.catch(() => null));
      return running.finally(() => held.delete(name));
    },
  };
}

const givenUp = (signal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  });
