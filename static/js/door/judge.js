// What the door says to a ticket: decided from what the phone has, the same with network and without.
//
// judge(shown, {bundle, marks, lesson}) → {
//   verdict "green"|"amber"|"red", word (see the table below), kind "entry"|"seen"|"" (what is to be written down),
//   lesson: class id for the record · of: class id of the ticket (0 unknown) · day: of another day's ticket, or null
//   person: index in bundle.people or -1 · ref, code: for the record · mark: under which the phone remembers, or ""
//   number: line of the printed roster or null · staff: somebody is to be called · since: ms when she came, or 0
//   admit: may be let in all the same, with a reason · party: indices of others who signed up with her, not here yet }
//
// green  in
// amber  again (here already) · late (signature right, not in the list) · unlisted (digits right, on no list)
// red    waiting cancelled replaced (may be let in with a reason) · other (another class) · day (another day) · city
//        forged · retired-key · off (the class is cancelled) · unreadable
//
// shown = {fault} | {lesson, day, ref} of a ticket | {code, mark} | {number} | {ref} of somebody found by name or party
// marks = Map of mark → {at, id, lesson, standing}; lesson = the class that this door is open for, or null for any of
// this door. present(bundle, marks, lesson) → how many are here as far as this phone knows.

export const ADMITTABLE = new Set(["waiting", "cancelled", "replaced"]);
const REFUSED = new Set(["waiting", "cancelled", "replaced"]);

/** @returns {object} see above; pure */
export function judge(shown, { bundle, marks, lesson }) {
  const door = lesson ?? null;
  const base = { ...said("red", "unreadable", ""), lesson: door ?? bundle.lessons[0]?.id ?? 0 };
  if (shown.fault) return { ...base, word: shown.fault, kind: shown.fault === "unreadable" ? "" : "seen" };
  const index = personOf(shown, bundle.people, door);
  if (index < 0) return ofStranger(shown, base, { bundle, marks, door });
  return ofPerson(index, { ...base, person: index }, { bundle, marks, door });
}

const said = (verdict, word, kind) => ({
  verdict, word, kind, lesson: 0, of: 0, day: null, person: -1, ref: "", code: "", mark: "", number: null,
  staff: false, since: 0, admit: false, party: [],
});

function personOf(shown, people, door) {
  if (shown.number) return people.findIndex((one) => one.l === door && one.n === shown.number);
  if (shown.code) return people.findIndex((one) => one.c === shown.mark);
  return people.findIndex((one) => one.t === shown.ref);
}

function ofPerson(index, base, { bundle, marks, door }) {
  const one = bundle.people[index];
  const about = { ...base, of: one.l, ref: one.t, mark: one.t, number: one.n ?? null, staff: one.h === 1 };
  const [verdict, word, kind, more] = wordOf(one, { bundle, marks, door });
  const lesson = word === "other" ? about.lesson : one.l;
  const party = verdict === "red" ? [] : partyOf(index, bundle.people, marks);
  return { ...about, lesson, party, verdict, word, kind, ...more };
}

function wordOf(one, { bundle, marks, door }) {
  if (door !== null && one.l !== door) return ["red", "other", "seen"];
  if (isOff(bundle, one.l)) return ["red", "off", "seen"];
  const since = hereSince(one, marks);
  const own = standing(marks.get(one.t));
  if (since && (own || one.s !== "replaced")) return ["amber", "again", "seen", { since }];
  if (REFUSED.has(one.s)) return ["red", one.s, "seen", { since, admit: ADMITTABLE.has(one.s) }];
  return ["green", "in", "entry"];
}

function ofStranger(shown, base, { bundle, marks, door }) {
  if (shown.number) return base;
  const about = { ...base, of: shown.lesson ?? 0, ref: shown.ref ?? "", code: shown.code ?? "" };
  about.mark = shown.code ? shown.mark : about.ref;
  if (shown.lesson && !bundle.lessons.some((one) => one.id === shown.lesson)) return ofElsewhere(shown, about, bundle);
  if (shown.lesson && door !== null && shown.lesson !== door) return { ...about, word: "other", kind: "seen" };
  if (shown.lesson) about.lesson = shown.lesson;
  if (isOff(bundle, about.lesson)) return { ...about, word: "off", kind: "seen" };
  const mark = marks.get(about.mark);
  if (standing(mark)) return { ...about, verdict: "amber", word: "again", kind: "seen", since: mark.at };
  return { ...about, verdict: "amber", word: shown.code ? "unlisted" : "late", kind: "entry" };
}

// A class that was moved to today still has the old day on the paper: the class counts, the day only explains.
function ofElsewhere(shown, about, bundle) {
  const today = shown.day === bundle.day;
  return { ...about, word: today ? "other" : "day", kind: "seen", day: today ? null : shown.day };
}

const isOff = (bundle, id) => bundle.lessons.some((one) => one.id === id && one.status !== "published");

const standing = (mark) => Boolean(mark?.standing);

// What this phone wrote itself counts before what it was told: an arrival that was taken back here is none.
function hereSince(one, marks) {
  const own = [marks.get(one.t), marks.get(one.c)].filter(Boolean);
  const here = own.find(standing);
  if (here) return here.at;
  return own.length ? 0 : one.a;
}

function partyOf(index, people, marks) {
  const { p, l } = people[index];
  if (!p) return [];
  const isOther = (one, at) => at !== index && one.p === p && one.l === l && one.s === "in" && !hereSince(one, marks);
  return people.map((one, at) => (isOther(one, at) ? at : -1)).filter((at) => at >= 0);
}

/** How many are here as far as this phone knows. @returns {number} */
export function present(bundle, marks, lesson) {
  const listed = bundle.people.filter((one) => one.l === lesson);
  const names = new Set(listed.flatMap((one) => [one.t, one.c]));
  const others = [...marks].filter(([mark, value]) => value.standing && value.lesson === lesson && !names.has(mark));
  return listed.filter((one) => hereSince(one, marks)).length + others.length;
}
