// Many phones in one process, driven by lines of JSON: the same modules that the page runs, each phone with a browser
// storage, clocks and a life of its own. One command at a time; the answer is {result}, {error: code}, {died: true},
// {broken: text}, or {ask: {path, body}} where a phone waits for the server (then "answer" goes on).
//
// {phone, do, t: true time in ms, tab?, kill?: die after so many steps, …}; see `verbs`.

import { createInterface } from "node:readline";
import { Killed, Life, live, lockManager, step } from "./platform.mjs";

const core = new URL("../../static/js/door/", import.meta.url);
const { openStore } = await import(new URL("store.js", core));
const { createDoor } = await import(new URL("acts.js", core));
const { createCourier, pause } = await import(new URL("courier.js", core));
const { join } = await import(new URL("join.js", core));

const phones = new Map();
let time = 0;

class Phone {
  constructor() {
    this.factory = new IDBFactory();
    this.skew = 0;
    this.forgets = false;
    this.life = null;
    this.tabs = new Map();
    this.asks = [];
    this.heard = [];
    this.locks = null;
  }

  // Resolves when somebody in this phone asks the server.
  asking() {
    return new Promise((resolve) => this.heard.push(resolve));
  }

  send(path, body) {
    step();
    return new Promise((answer) => {
      this.asks.push({ answer, running: null });
      for (const resolve of this.heard.splice(0)) resolve({ ask: { path, body } });
    });
  }

  async open(tab) {
    globalThis.indexedDB = this.factory;
    const opened = time;
    const now = () => time + this.skew;
    const clocks = { slept: 0 };
    const mono = () => time - opened - clocks.slept;
    const store = await openStore();
    const send = (path, body) => this.send(path, body);
    const door = createDoor({ store, now, mono, locks: this.locks });
    const courier = createCourier({ store, clock: door.clock, send, locks: this.locks });
    this.tabs.set(tab, { store, door, courier, send, clocks });
  }

  crash() {
    this.tabs.clear();
    this.asks = [];
    this.heard = [];
  }
}

const strip = ({ bundle, ...rest }) => ({ ...rest, list: bundle?.version ?? null });

// What can be asked of a tab; `c` is the command.
const acts = {
  join: ({ store, send, door }, { city, secret, pin }) => join({ store, send, clock: door.clock, city, secret, pin }),
  scan: ({ door }, c) => door.scan(c.text, c),
  type: ({ door }, c) => door.type(c.text, c),
  number: ({ door }, c) => door.number(c.number, c),
  person: ({ door }, c) => door.person(c.ref, c),
  admit: ({ door }, c) => door.admit(c.answer, c.why),
  undo: ({ door }, c) => door.undo(c.event, c.why),
  walk_in: ({ door }, c) => door.walkIn(c),
  count: ({ door }, c) => door.count(c.heads, c),
  recent: ({ door }, c) => door.recent(c.many ?? 1000),
  tally: ({ door }, c) => door.tally(c.lesson),
  summary: async ({ door }) => strip(await door.summary()),
  bundle: async ({ door }) => (await door.summary()).bundle,
  sync: ({ courier }) => courier.sync(),
  finish: ({ courier }) => courier.finish(),
  resume: ({ courier }) => courier.resume(),
  tidy: ({ courier }) => courier.tidy(),
  find: ({ courier }, c) => courier.find(c.lesson, c.typed),
  name: ({ courier }, c) => courier.walkInName(c.lesson, c.event, c.name),
};

// What can be done to a phone.
const deeds = {
  new: (phone, c) => {
    phone.skew = c.skew ?? 0;
    phone.locks = c.locks ? lockManager() : undefined;
    phone.forgets = c.forgets ?? false;
  },
  clock: (phone, c) => (phone.skew = c.skew),
  sleep: (phone, c) => { for (const { clocks } of phone.tabs.values()) clocks.slept += c.ms; },
  full: (phone, c) => (phone.life.full = c.on),
  crash: (phone) => ((phone.life.dead = true), phone.crash()),
  hold: (phone, c) => phone.locks.held.set(c.name, new Promise(() => null)),
  pauses: (_phone, c) => c.failures.map((failures) => pause(failures, c.asked)),
  dump,
};

// Everything in the storage of a phone, also of a dead one.
async function dump(phone) {
  live(new Life());
  globalThis.indexedDB = phone.factory;
  const store = await openStore();
  const names = ["phone", "bundle", "log", "marks", "facts"];
  const kept = await store.read(names, (tx) => Promise.all(names.map(async (name) => {
    const one = tx.objectStore(name);
    const [keys, values] = await Promise.all([one.getAllKeys(), one.getAll()]);
    return [name, keys.map((key, at) => [key, values[at]])];
  })));
  await store.close();
  return Object.fromEntries(kept);
}

// For the control: a phone that forgets what it has sent before anybody said that it has arrived.
async function forget(phone) {
  if (!phone.forgets) return;
  live(new Life()); // these steps are none of the page's
  const { store } = phone.tabs.values().next().value;
  await store.write(["log"], async (tx) => {
    const log = tx.objectStore("log");
    for (const { due: _due, ...row } of await log.getAll()) await log.put({ ...row, sent: true });
  });
}

async function perform(command) {
  const phone = phones.get(command.phone) ?? new Phone();
  phones.set(command.phone, phone);
  time = command.t ?? time;
  if (command.do === "drop") return { result: phones.delete(command.phone) };
  if (command.do === "open") return opened(phone, command);
  if (command.do in deeds) return { result: (await deeds[command.do](phone, command)) ?? null };
  live(phone.life);
  phone.life.left = command.kill ?? null;
  if (command.do === "answer") return answered(phone, command);
  const running = command.do === "both" ? Promise.all(command.of.map((one) => ran(phone, one))) : ran(phone, command);
  return settled(phone, running);
}

async function opened(phone, { tab = "tab", kill = null }) {
  if (!phone.life || phone.life.dead) phone.life = new Life();
  live(phone.life);
  phone.life.left = kill;
  return settled(phone, phone.open(tab).then(() => null));
}

async function ran(phone, command) {
  const result = await acts[command.do](phone.tabs.get(command.tab ?? "tab"), command);
  step();
  return result ?? null;
}

async function answered(phone, { status, body, lost, which = 0 }) {
  if (!phone.asks.length) throw new Error("nobody asked");
  await forget(phone);
  live(phone.life);
  const [{ answer, running }] = phone.asks.splice(which, 1);
  answer(lost ? Promise.reject(new TypeError("network")) : { status, body: body ?? null, retryAfter: 0 });
  return settled(phone, running);
}

async function settled(phone, running) {
  const told = running.then((result) => ({ result }), (error) => ({ error }));
  const { life } = phone;
  const answer = await Promise.race([told, phone.asking()]);
  life.left = null;
  if (life.dead) {
    phone.crash();
    return { died: true };
  }
  if (answer.ask) phone.asks.at(-1).running = running;
  if (!answer.error) return answer;
  if (answer.error.name === "DoorError") return { error: answer.error.code };
  throw answer.error;
}

process.on("unhandledRejection", (error) => {
  if (!(error instanceof Killed || error?.name === "AbortError")) throw error; // requests of a page that was killed
});

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await perform(JSON.parse(line)).catch((error) => ({ broken: error.stack ?? String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
