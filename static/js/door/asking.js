// What the buttons of the door ask before they do something: a number, a name, a reason. The digits are typed on the
// page's own keys or on any keyboard.
//   createAsking({door, courier, verdict, lesson, bundle, told, offline})

import { close, el, fault, open, press, submit, working } from "./screens.js";
import { hour, say } from "./words.js";
import { wordsOf } from "./verdict.js";

const LONGEST_LINE = 3, MOST_HEADS = 999, MOST_RECORDS = 100;

/** @param {object} by told(act) runs an act and shows the count anew; offline(): whether names can be asked for */
export function createAsking({ door, courier, verdict, lesson, bundle, told, isOffline }) {
  let taken = null, admitted = null;

  const plainDigits = (id) => el(id).value.normalize("NFKC").trim();

  // ── by number ──

  function askNumber() {
    const list = bundle().lessons.find((one) => one.id === lesson())?.list;
    el("number-list").textContent = list ? say("list-is", { list }) : say("list-none");
    fresh("digits");
    open("number");
  }

  async function byNumber() {
    const seen = performance.now(), typed = plainDigits("digits");
    if (!typed) return fault("digits", say("no-digits"));
    const isLine = /^\d+$/.test(typed) && typed.length <= LONGEST_LINE;
    const answer = await told(() =>
      isLine ? door.number(Number(typed), { lesson: lesson() }) : door.type(typed, { lesson: lesson() }));
    if (answer.word === "unreadable") {
      return fault("digits", isLine ? say("no-line", { number: typed }) : say("wrong-digits"));
    }
    close();
    return verdict.show(answer, seen);
  }

  // ── by name ──

  function askName() {
    const away = isOffline();
    el("name-offline").hidden = !away;
    el("name-form").hidden = away;
    fresh("typed");
    found([]);
    el("found-words").textContent = "";
    open("name");
  }

  async function byName() {
    const typed = el("typed").value.trim();
    if (!typed) return fault("typed", say("no-name"));
    fault("typed", "");
    const answer = await courier.find(lesson(), typed);
    if (answer.refused) return fault("typed", answer.refused.text);
    el("name-offline").hidden = answer.ok;
    found(answer.ok ? answer.found : []);
    const many = answer.ok ? answer.found.length : 0;
    el("found-words").textContent = !answer.ok ? "" : many ? say("found", { count: many }) : say("found-none");
    return null;
  }

  function found(people) {
    el("found").replaceChildren(...people.map((person) => {
      const item = el("found-one").content.cloneNode(true);
      part(item, "name").textContent = say("found-person", { name: person.name, kana: person.kana });
      const state = person.here ? "here" : ["waiting", "cancelled"].includes(person.state) ? person.state : "";
      part(item, "state").textContent = state ? say(`found-${state}`) : "";
      part(item, "state").hidden = !state;
      item.querySelector("button").dataset.mark = person.t;
      return item;
    }));
  }

  async function take(button) {
    const answer = await told(() => door.person(button.dataset.mark, { lesson: lesson(), how: "name" }));
    close();
    verdict.show(answer);
  }

  async function party() {
    const marks = verdict.last.party.map((at) => bundle().people[at].t);
    let answer = verdict.last;
    for (const mark of marks) answer = await told(() => door.person(mark, { lesson: lesson(), how: "party" }));
    verdict.show(answer);
  }

  // ── without a registration ──

  function askPlusOne() {
    el("plus-one-named").hidden = isOffline();
    el("walk-in").value = "";
    open("plus-one");
  }

  async function plusOne() {
    const name = el("walk-in").value.trim();
    const { event } = await told(() => door.walkIn({ lesson: lesson() }));
    close();
    const said = { colour: "green", name: "plus", words: say("word-plus") };
    verdict.plain({ ...said, more: say("detail-plus") });
    if (!name || isOffline()) return;
    const answer = await courier.walkInName(lesson(), event.id, name);
    const colour = answer.ok ? "green" : "amber";
    verdict.plain({ ...said, colour, more: answer.refused?.text ?? say(answer.ok ? "detail-named" : "detail-unnamed") });
  }

  // ── taking back, letting in all the same ──

  async function askUndo() {
    const records = (await door.recent(MOST_RECORDS)).filter((one) => one.lesson === lesson());
    el("undo-none").hidden = records.length > 0;
    el("records").replaceChildren(...records.map(recordOf));
    open("undo");
  }

  function recordOf(event) {
    const item = el("choice-one").content.cloneNode(true);
    const button = item.querySelector("button");
    const what = whatOf(event);
    part(item, "words").textContent = event.voided ? say("record-voided", { what }) : what;
    button.dataset.do = "undo-this";
    button.dataset.event = event.id;
    button.disabled = event.voided;
    return item;
  }

  function whatOf(event) {
    const time = hour(event.at + (event.offset ?? 0));
    if (event.kind === "walk_in") return say("record-walk-in", { time });
    const line = bundle().people.find((one) => one.t === event.ref)?.n;
    if (line) return say("record-number", { time, number: line });
    if (event.code) return say("record-code", { time, code: `${event.code.slice(0, 4)}-${event.code.slice(4)}` });
    return say("record-ticket", { time });
  }

  async function askWhy(id) {
    taken = (await door.recent(Infinity)).find((one) => one.id === id);
    if (!taken) return;
    el("undo-what").textContent = whatOf(taken);
    open("undo-why");
  }

  async function undo(why) {
    const what = whatOf(taken);
    await told(() => door.undo(taken.id, why));
    close();
    verdict.plain({ colour: "amber", name: "undone", words: say("taken-back"), more: what });
  }

  function askAdmit() {
    admitted = verdict.last;
    el("admit-what").textContent = wordsOf(admitted);
    verdict.hide();
    open("admit");
  }

  async function admit(why) {
    const answer = await told(() => door.admit(admitted, why));
    close();
    verdict.show({ ...answer, verdict: "amber", word: "admitted" });
  }

  // ── heads ──

  async function heads() {
    const typed = plainDigits("heads");
    if (!/^\d+$/.test(typed)) return fault("heads", say("no-digits"));
    const many = Number(typed);
    if (many > MOST_HEADS) return fault("heads", say("too-many"));
    await told(() => door.count(many, { lesson: lesson() }));
    close();
    return verdict.plain({ colour: "green", name: "counted", words: say("counted", { count: many }) });
  }

  // ── the digits ──

  function fresh(id) {
    el(id).value = "";
    fault(id, "");
  }

  function digit(button) {
    const field = el(button.closest("[data-keypad]").dataset.keypad);
    field.value = button.dataset.digit ? field.value + button.dataset.digit : field.value.slice(0, -1);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-digit], [data-undo], [data-admit]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if ("digit" in button.dataset) digit(button);
    else working(button, () => (button.dataset.undo ? undo(button.dataset.undo) : admit(button.dataset.admit)));
  });
  submit("number-form", byNumber);
  submit("name-form", byName);
  submit("plus-one-form", plusOne);
  submit("heads-form", heads);
  press("number", askNumber);
  press("name", askName);
  press("take", take);
  press("party", party);
  press("plus-one", askPlusOne);
  press("undo", askUndo);
  press("undo-this", (button) => askWhy(button.dataset.event));
  press("undo-last", () => askWhy(verdict.last.event.id));
  press("admit", askAdmit);
  press("heads", () => {
    fresh("heads");
    open("heads");
  });
}

const part = (item, name) => item.querySelector(`[data-part="${name}"]`);
