// Which class this phone's door is for: there may be several on one day. The choice is kept for the day.
//   createChoosing({enter}) → {show(summary), chosen(summary) → lesson or null}

import { el, press, show as showScreen } from "./screens.js";
import { hour, own, say } from "./words.js";

const KEPT = "outreach-door-class";

/** @param {{enter: Function}} by */
export function createChoosing({ enter }) {
  press("choose-this", (button) => {
    keepChoice(button.dataset.lesson);
    return enter();
  });

  function chosen({ bundle }) {
    const lessons = bundle?.lessons ?? [];
    if (lessons.length === 1) return lessons[0];
    return lessons.find((one) => String(one.id) === choice()) ?? null;
  }

  function show({ bundle }) {
    el("classes").replaceChildren(...bundle.lessons.map((lesson) => {
      const item = el("choice-one").content.cloneNode(true);
      const button = item.querySelector("button");
      const words = { time: hour(lesson.starts), title: own(lesson.title) };
      item.querySelector("[data-part]").textContent = say(lesson.status === "published" ? "class" : "class-off", words);
      button.dataset.do = "choose-this";
      button.dataset.lesson = lesson.id;
      return item;
    }));
    showScreen(bundle.lessons.length ? "choose" : "none");
  }

  return { show, chosen };
}

// Where the browser keeps nothing of this kind, the question is only asked again.
function choice() {
  try {
    return sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keepChoice(id) {
  try {
    sessionStorage.setItem(KEPT, id);
    localStorage.setItem(KEPT, id);
  } catch {
    // It is asked again after a reload.
  }
}
