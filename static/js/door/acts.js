// What a volunteer does at the door, one call each: it is judged, written down and signed before the answer comes.
//
// createDoor({store, now, mono, locks}) → {
//   scan(text, {lesson, how "camera"|"scanner"})   type(typed, {lesson})   number(n, {lesson})
//   person(mark, {lesson, how "name"|"party"})     admit(answer, why "staff"|"paper"|"other")
//     → the judge's answer (judge.js) and `event`: the record as it was written, null where nothing was to be written
//   undo(eventId, why "wrong_person"|"pressed_twice"|"left"|"other") → {event} or {event: null, already: true}
//   walkIn({lesson}) → {event}   count(heads, {lesson}) → {event}
//   recent(many) → own entries and walk-ins, newest first, with `voided`
//   tally(lesson) → {came, expected, walkIns, heads} as far as this phone knows (heads: null until counted)
//   summary() → {phone, bundle, state, done, last, unsent, refused, contact, offset, jumps}
//   clock → for the courier }
// Every act rejects with a DoorError (store.js) where it could not be written: nothing may then be shown green.

import { codeMark, ticketMark } from "./bytes.js";
import { readCode } from "./code.js";
import { judge, present } from "./judge.js";
import { createLog, known, watchClock } from "./log.js";
import { leftOver } from "./merging.js";
import { DoorError } from "./store.js";
import { readTicket } from "./ticket.js";

export const ADMIT_WHY = ["staff", "paper", "other"];
export const UNDO_WHY = ["wrong_person", "pressed_twice", "left", "other"];
const MOST_HEADS = 1000;
const KNOWN = ["phone", "bundle", "marks", "facts"];

/** @returns {object} see above */
export function createDoor({ store, now, mono, locks }) {
  const clock = watchClock({ now, mono });
  const log = createLog({ store, clock, locks });
  const act = (shown, how, lesson, why = "") =>
    log.append(async (before) => decided(before, await shown(before.bundle), { how, lesson, why }));
  const press = (facts) => log.append(() => ({ facts: { how: "button", ...facts } }));
  return {
    clock,
    scan: (text, { lesson, how = "camera" }) => act(ticketOf(text), how, lesson),
    type: (typed, { lesson }) => act(codeOf(typed), "code", lesson),
    number: (number, { lesson }) => act(() => ({ number }), "number", lesson),
    person: (ref, { lesson, how = "name" }) => act(() => ({ ref }), how, lesson),
    admit: (answer, why) => act(() => answer.shown, answer.how, answer.door, oneOf(ADMIT_WHY, why)),
    undo: (id, why) => log.append((before) => undone(log, before, id, oneOf(UNDO_WHY, why))),
    walkIn: ({ lesson }) => press({ kind: "walk_in", lesson, number: 1 }),
    count: (heads, { lesson }) => press({ kind: "count", lesson, number: headCount(heads) }),
    recent: async (many) => recent(await log.all(), many),
    tally: async (lesson) => tally(await store.read(KNOWN, known), await log.all(), lesson),
    summary: () => store.read(["phone", "bundle", "log", "marks", "facts"], summary),
  };
}

function oneOf(words, word) {
  if (!words.includes(word)) throw new TypeError(`no reason: ${word}`);
  return word;
}

function headCount(heads) {
  if (!Number.isInteger(heads) || heads < 0 || heads > MOST_HEADS) throw new TypeError("no number of heads");
  return heads;
}

const ticketOf = (text) => async (bundle) => {
  const ticket = await readTicket(text, { cityId: bundle.city.id, keys: bundle.keys });
  if (!ticket.ok) return { fault: ticket.reason };
  return { lesson: ticket.lesson, day: ticket.day, ref: await ticketMark(bundle.salt, ticket.reference) };
};

const codeOf = (typed) => async (bundle) => {
  const code = readCode(typed);
  return code ? { code, mark: await codeMark(bundle.salt, code) } : { fault: "unreadable" };
};

function decided(before, shown, { how, lesson, why }) {
  const answer = { ...judge(shown, { ...before, lesson }), shown, how, door: lesson };
  const kind = why && answer.admit ? "entry" : answer.kind;
  if (!kind) return { ...answer, facts: null };
  const { ref, code, verdict, word } = answer;
  const facts = { lesson: answer.lesson, kind, how, ref, code, verdict, word, why: answer.admit ? why : "" };
  const marks = (event) => (kind === "entry" ? [[answer.mark, markOf(event)]] : []);
  return { ...answer, facts, marks };
}

const markOf = (event) => ({
  at: event.at + (event.offset ?? 0), id: event.id, lesson: event.lesson, standing: true,
});

async function undone(log, before, id, why) {
  const target = await log.find(id);
  if (!target || !["entry", "walk_in"].includes(target.kind)) throw new DoorError("unknown");
  if ((await log.all()).some((one) => one.kind === "void" && one.target === id)) return { facts: null, already: true };
  const { lesson, ref, code, verdict, word } = target;
  const facts = { lesson, kind: "void", how: "button", ref, code, verdict, word, why, target: id };
  const mark = ref || (code && (await codeMark(before.bundle.salt, code)));
  const stood = before.marks.get(mark);
  const marks = (event) => (stood?.id === id ? [[mark, { ...stood, id: event.id, standing: false }]] : []);
  return { facts, marks };
}

function recent(records, many) {
  const voided = new Set(records.filter((one) => one.kind === "void").map((one) => one.target));
  const own = records.filter((one) => ["entry", "walk_in"].includes(one.kind));
  return own.slice(-many).reverse().map((one) => ({ ...one, voided: voided.has(one.id) }));
}

function tally({ bundle, marks }, records, lesson) {
  const own = recent(records, records.length).filter((one) => one.lesson === lesson && !one.voided);
  const counted = records.filter((one) => one.kind === "count" && one.lesson === lesson).at(-1);
  return {
    came: bundle ? present(bundle, marks, lesson) : 0,
    expected: bundle ? bundle.people.filter((one) => one.l === lesson && one.s === "in").length : 0,
    walkIns: own.filter((one) => one.kind === "walk_in").length,
    heads: counted ? counted.number : null,
  };
}

async function summary(tx) {
  const { phone, bundle, state, done, head, clock } = await known(tx);
  const [due, left, contact] = await Promise.all([
    tx.objectStore("log").index("due").getAll(),
    tx.objectStore("facts").get("left"),
    tx.objectStore("facts").get("contact"),
  ]);
  return {
    phone: phone ? { id: phone.id, number: phone.number, city: phone.city } : null,
    bundle: bundle ?? null,
    state,
    done: Boolean(done),
    last: head.seq,
    unsent: due.length + leftOver(left),
    refused: due.filter((one) => one.refused).length,
    contact: contact ?? 0,
    offset: clock?.offset ?? null,
    jumps: clock?.jumps ?? 0,
  };
}
