// A part of a page that stays fresh without being loaded again. The server makes the part, words and all; this only
// asks whether there is another one, and lays it into the page piece by piece. It never touches the piece one is in.
// The page works without it, by its link "Look again".

const EVERY_MS = 4000, SLOWEST_MS = 60000, PATIENCE_MS = 15000, SAY_EVERY_MS = 15000, TOUCH_MS = 350;
const TROUBLE_AFTER = 2;

let pressed = null;

/** Whether somebody is in this element: by keyboard, or with a button of the mouse or a finger down on it. */
const held = (element) => element.contains(document.activeElement) || Boolean(pressed && element.contains(pressed));

/**
 * Makes `old` like `fresh`, which is used up. What somebody is in stays as it is.
 * An element with `data-pieces` has children with ids, which are laid in one by one.
 * @param {Element} old
 * @param {Element} fresh
 * @returns {boolean} false where something has to wait until it is left
 */
export function merge(old, fresh) {
  if (old.isEqualNode(fresh)) return true;
  if (!held(old)) {
    old.replaceWith(fresh);
    return true;
  }
  if (!old.hasAttribute("data-pieces") || !fresh.hasAttribute("data-pieces")) return false;
  return mergePieces(old, fresh);
}

function mergePieces(old, fresh) {
  const there = () => new Map([...old.children].map((one) => [one.id, one]));
  const wanted = [...fresh.children];
  const ids = wanted.map((one) => one.id);
  let whole = true;
  for (const one of there().values()) {
    if (ids.includes(one.id)) continue;
    if (held(one)) whole = false;
    else one.remove();
  }
  wanted.forEach((one, at) => {
    const now = there();
    if (now.has(one.id)) whole = merge(now.get(one.id), one) && whole;
    else old.insertBefore(one, ids.slice(at + 1).map((id) => now.get(id)).find(Boolean) ?? null);
  });
  return whole;
}

/** What is said aloud, politely: the newest sentence of the server, and not more often than every few seconds. */
function speaker(box) {
  let said = null, at = 0;
  return (sentence) => {
    const first = said === null;
    if (sentence === said || (!first && Date.now() - at < SAY_EVERY_MS)) return;
    if (!first) box.textContent = sentence;
    said = sentence;
    at = Date.now();
  };
}

/**
 * Keeps the element with `data-live`, the address to ask, fresh while the page is seen.
 * @param {HTMLElement} part
 */
export function watch(part) {
  const { live: address } = part.dataset;
  const trouble = document.getElementById("live-trouble"), signedOut = document.getElementById("live-signed-out");
  const say = speaker(document.getElementById("live-said"));
  let mark = part.dataset.mark ?? "", failed = 0, waiting = 0, asking = false, over = false;

  function later() {
    clearTimeout(waiting);
    if (over || document.hidden) return;
    const pause = Math.min(EVERY_MS * 2 ** failed, SLOWEST_MS);
    waiting = setTimeout(look, pause * (0.9 + 0.2 * Math.random())); // many pages do not ask at the same moment
  }

  async function look() {
    clearTimeout(waiting);
    if (asking || over || document.hidden) return;
    asking = true;
    try {
      await take(await ask());
      failed = 0;
    } catch {
      failed += 1;
    }
    asking = false;
    trouble.hidden = failed < TROUBLE_AFTER;
    later();
  }

  function ask() {
    const stop = new AbortController();
    const bell = setTimeout(() => stop.abort(), PATIENCE_MS);
    const headers = mark ? { "If-None-Match": mark } : {};
    return fetch(address, { headers, cache: "no-store", signal: stop.signal }).finally(() => clearTimeout(bell));
  }

  async function take(answer) {
    if (answer.redirected) { // to the page where one signs in
      over = true;
      signedOut.hidden = false;
      return;
    }
    if (answer.status === 304) {
      say(part.dataset.said);
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.adoptNode(page.getElementById(part.id));
    say(fresh.dataset.said);
    part.dataset.said = fresh.dataset.said;
    const whole = mergePieces(part, fresh);
    mark = whole ? answer.headers.get("ETag") ?? "" : ""; // what waits is asked for again
  }

  say(part.dataset.said);
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(waiting) : look()));
  addEventListener("online", look);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  later();
}

const letGo = () => setTimeout(() => { pressed = null; }, TOUCH_MS); // the click itself comes after it
addEventListener("pointerdown", (event) => { pressed = event.target; }, { capture: true, passive: true });
addEventListener("pointerup", letGo, { capture: true, passive: true });
addEventListener("pointercancel", letGo, { capture: true, passive: true });
addEventListener("blur", letGo); // of the window, not of what is in it
for (const one of document.querySelectorAll("[data-by-hand]")) one.hidden = true;
for (const one of document.querySelectorAll("[data-by-itself]")) one.hidden = false;
for (const part of document.querySelectorAll("[data-live]")) watch(part);
