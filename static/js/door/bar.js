// The line on top that never leaves: network, what is not sent yet, which door, how many came.
//   bar(facts): facts = {net: "online", "offline" or "" before the first answer, summary, tally, lesson, kept: null while the page is being stored}

import { el } from "./screens.js";
import { hour, own, say } from "./words.js";

/** @param {{net: string, summary: object, tally: object|null, lesson: object|null, kept: boolean|null}} facts */
export function bar({ net, summary, tally, lesson, kept }) {
  const { phone, bundle, unsent } = summary;
  if (net) document.body.dataset.net = net;
  put(el("net-word"), say(net || "looking"));
  put(el("unsent"), unsent ? say("unsent", { count: unsent }) : say(kept === null ? "getting-ready" : "sent"));
  el("unsent").dataset.unsent = unsent;
  const [time, title] = lesson ? [hour(lesson.starts), own(lesson.title)] : ["", own(bundle?.centre)];
  put(el("place"), phone ? say("place", { phone: phone.number, time }).trim() : "");
  put(el("title"), title);
  el("count").hidden = !tally;
  if (tally) count(tally);
}

function count({ came, expected, walkIns }) {
  const words = [say("count", { came, expected }), walkIns ? say("plus", { count: walkIns }) : ""];
  put(el("count-words"), words.filter(Boolean).join(" "));
  Object.assign(el("count").dataset, { came, expected, walkIns });
}

// A live region that says the same again is read again: it is touched only when something is new.
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
