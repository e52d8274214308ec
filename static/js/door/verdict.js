// What the door says: it fills the screen for about two seconds, then stands in one line above the buttons until the
// next one. Colour, word, drawing, sound and vibration say the same.
//   createVerdict({bundle}) → {show(answer, seen), plain(words, …), hide(), last, isFresh()}

import { el } from "./screens.js";
import { signal } from "./signals.js";
import { dayName, has, hour, own, say } from "./words.js";

const STAYS_MS = { green: 2000, amber: 3000, red: 4000 };
const ASK = new Set(["day", "city", "off"]); // what is to be done is not in the word itself
const FRESH_MS = 900; // so long nothing takes the place of what was just shown

/** @param {{bundle: () => object}} from what the phone knows now */
export function createVerdict({ bundle }) {
  const box = el("verdict"), strip = el("last");
  let leaving = null, shownAt = -Infinity;
  const verdict = { last: null, show, plain, hide, isFresh: () => performance.now() - shownAt < FRESH_MS };

  /** @param {object} answer the judge's, with `event` @param {number} seen when the code was in hand */
  function show(answer, seen) {
    verdict.last = answer;
    const more = detailOf(answer, bundle());
    const number = answer.number ? say("number", { number: answer.number }) : "";
    put({ colour: answer.verdict, name: answer.word, words: wordsOf(answer), number, more, staff: answer.staff });
    offer(answer);
    painted(seen, answer.word);
  }

  /** Something else that was written down: a walk-in, a head count, what was taken back. */
  function plain({ colour, name, words, more = "" }) {
    verdict.last = null;
    put({ colour, name, words, number: "", more, staff: false });
    offer({ party: [], event: null });
  }

  function put({ colour, name, words, number, more, staff }) {
    clearTimeout(leaving);
    write("verdict-word", words);
    write("verdict-number", number);
    write("verdict-detail", more);
    el("verdict-note").hidden = !staff;
    for (const sign of box.querySelectorAll("[data-sign]")) sign.hidden = sign.dataset.sign !== colour;
    Object.assign(box.dataset, { colour, word: name });
    box.hidden = false;
    box.scrollTop = 0;
    strip.dataset.colour = colour;
    el("last-words").textContent = [number, words].filter(Boolean).join(" ");
    strip.hidden = false;
    shownAt = performance.now();
    signal(colour);
    leaving = setTimeout(leave, STAYS_MS[colour]);
  }

  function offer({ party, admit, event }) {
    const others = party.map((at) => bundle().people[at]?.n);
    const name = party.length > 1 ? "party-many" : "party";
    const words = others.every(Boolean) ? say(name, { numbers: others.join(", ") }) : say("party-one");
    for (const place of document.querySelectorAll("[data-party-words]")) place.textContent = words;
    for (const id of ["do-party", "do-last-party"]) el(id).hidden = party.length === 0;
    for (const id of ["do-admit", "do-last-admit"]) el(id).hidden = !admit || event?.kind === "entry";
    el("do-last-undo").hidden = event?.kind !== "entry";
  }

  // Whoever has a finger or the focus on it is not done with it yet.
  function leave() {
    if (box.matches(":hover:active") || box.contains(document.activeElement)) leaving = setTimeout(leave, 1000);
    else hide();
  }

  function hide() {
    clearTimeout(leaving);
    box.hidden = true;
    delete box.dataset.colour;
    delete box.dataset.word;
  }

  box.addEventListener("click", (event) => event.target.closest("button") || hide());
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  // The focus is never hidden behind the verdict.
  document.addEventListener("focusin", (event) => box.hidden || box.contains(event.target) || hide());
  return verdict;
}

function write(id, text) {
  el(id).textContent = text;
  el(id).hidden = !text;
}

/** @returns {string} what the verdict says in words */
export function wordsOf({ word, since }) {
  return say(has(`word-${word}`) ? `word-${word}` : "word-unknown", { time: since ? hour(since) : "" });
}

function detailOf(answer, bundle) {
  if (answer.word === "day" && answer.day) return say("detail-day", { day: dayName(answer.day) });
  if (answer.word === "other") return otherClass(bundle?.lessons.find((one) => one.id === answer.of));
  if (has(`detail-${answer.word}`)) return say(`detail-${answer.word}`);
  return ASK.has(answer.word) ? say("detail-ask") : "";
}

const otherClass = (lesson) =>
  lesson ? say("detail-other", { time: hour(lesson.starts), title: own(lesson.title) }) : say("detail-elsewhere");

// How long it takes from a code in hand to a verdict that can be seen; browser tests read it.
function painted(seen, word) {
  if (seen === undefined) return;
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark("door-read", { startTime: seen, detail: word });
    performance.mark("door-shown", { detail: word });
  }));
}
