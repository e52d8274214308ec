// After the door was closed, by the volunteer, by the coordinator or by the day: whether the phone may be put away.
//   over(summary, city)

import { el, show } from "./screens.js";
import { say } from "./words.js";

/** @param {object} summary of acts.js @param {string} city of this page */
export function over(summary, city) {
  const name = kind(summary, city);
  const { unsent, refused } = summary;
  el("over-heading").textContent = say(name);
  const words = name === "over-unsent" && refused === unsent ? "over-refused-text" : `${name}-text`;
  el("over-text").textContent = say(words, { count: unsent, refused });
  el("do-send").hidden = unsent === 0;
  el("do-resume").hidden = !(summary.done && summary.state === "open" && summary.bundle);
  el("do-forget").hidden = unsent > 0 || name === "over-city";
  show("over");
}

function kind({ phone, state, done, unsent }, city) {
  if (phone.city !== city) return "over-city";
  if (unsent > 0) return "over-unsent";
  if (state === "revoked") return "over-revoked";
  if (!done) return "over-ended";
  return state === "open" ? "over-unsent" : "over-sent";
}
