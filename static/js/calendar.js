// Moving a class: by dragging it, or with M and the arrow keys. Both lead to the page on which the move is looked at
// and confirmed; without this script its link leads to the same page.
"use strict";

const HALF_HOUR = 30, FAR = 8, PAUSE_MS = 250;
const words = document.getElementById("calendar-words")?.dataset;
const said = document.getElementById("calendar-said");
const sheet = document.querySelector("[data-calendar]");
const language = document.documentElement.lang;
let carried = null;

const filled = (text, name, when = "") => text.replace("[name]", name).replace("[when]", when);
const minutes = (clock) => clock.split(":").reduce((hours, part) => hours * 60 + Number(part), 0);
const clock = (n) => `${String(Math.floor(n / 60)).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}`;

// Days are reckoned in UTC so that no clock change ever moves one.
function dayAfter(day, steps) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + steps);
  return date.toISOString().slice(0, 10);
}

function inWords(day, starts) {
  const options = { month: "long", day: "numeric", weekday: "long", hour: "numeric", minute: "2-digit", hour12: true, timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, options).format(new Date(`${day}T${starts}:00Z`));
}

function say(text) { said.textContent = text; }

function address(event, wish) {
  const query = new URLSearchParams();
  if (wish.day !== event.dataset.day) query.set("day", wish.day);
  if (wish.starts !== event.dataset.starts) query.set("starts", wish.starts);
  if (wish.place !== event.dataset.place) query.set("place", wish.place);
  return `${event.dataset.move}?${query}`;
}

function leave(event, wish) { location.assign(address(event, wish)); }

function wishOf(event) { return { day: event.dataset.day, starts: event.dataset.starts, place: event.dataset.place }; }

// ── by keyboard ──

async function clashes(event, wish) {
  const query = new URLSearchParams(wish);
  try {
    const answer = await fetch(`${event.dataset.look}?${query}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...page.querySelectorAll("#in-the-way li")].map((one) => one.textContent);
    return found.length ? found.join(" ") : words.unknown;
  } catch {
    return words.unknown;
  }
}

function show() {
  const { event, wish } = carried;
  const told = filled(words.at, event.dataset.name, inWords(wish.day, wish.starts));
  say(told);
  mark(cellOf(wish));
  ghost(event, inWords(wish.day, wish.starts));
  place(event.getBoundingClientRect().left, event.getBoundingClientRect().bottom + 6);
  clearTimeout(carried.waiting);
  const own = carried;
  carried.waiting = setTimeout(async () => {
    const found = await clashes(event, { ...wish });
    if (carried === own && own.wish.day === wish.day && own.wish.starts === wish.starts) say(`${told} ${found}`);
  }, PAUSE_MS);
}

function take(event) {
  carried = { event, wish: wishOf(event), back: document.activeElement };
  event.classList.add("is-carried");
  say(filled(words.begin, event.dataset.name));
  mark(cellOf(carried.wish));
  ghost(event, inWords(carried.wish.day, carried.wish.starts));
  place(event.getBoundingClientRect().left, event.getBoundingClientRect().bottom + 6);
}

function putBack() {
  if (!carried) return;
  clearTimeout(carried.waiting);
  carried.event.classList.remove("is-carried");
  carried.back?.focus();
  carried = null;
  mark(null);
  ghost(null);
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -HALF_HOUR], ArrowDown: [0, HALF_HOUR] };

function shift(key) {
  const [days, halves] = STEPS[key];
  const { event, wish } = carried;
  const long = minutes(event.dataset.ends) - minutes(event.dataset.starts);
  const starts = minutes(wish.starts) + halves;
  if (starts < 0 || starts + long >= 24 * 60) return;
  carried.wish = { ...wish, day: dayAfter(wish.day, days), starts: clock(starts) };
  show();
}

function onKey(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (carried && event.key in STEPS) { event.preventDefault(); shift(event.key); return; }
  if (carried && event.key === "Enter") { event.preventDefault(); leave(carried.event, carried.wish); return; }
  if (carried && (event.key === "Escape" || event.key === "Tab")) { if (event.key === "Escape") event.preventDefault(); putBack(); say(words.left); return; }
  // M belongs to the class that has the focus and to nothing else on the page (WCAG 2.2, 2.1.4).
  const focused = document.activeElement?.closest?.("[data-move]");
  if (!carried && focused && event.key.toLowerCase() === "m") { event.preventDefault(); take(focused); }
}

// ── by pointer ──

let drawn = null;

function ghost(event, when) {
  if (!event) { drawn?.remove(); drawn = null; return; }
  drawn ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "calendar-ghost" }));
  drawn.setAttribute("aria-hidden", "true");
  drawn.textContent = `${event.dataset.name} ${when}`;
}

// Moved by the element's own properties: the policy for styles forbids attributes, not these.
function place(x, y) { drawn.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`; }

function mark(cell) {
  document.querySelector(".is-target")?.classList.remove("is-target");
  cell?.classList.add("is-target");
}

function cellOf(wish) {
  const cells = [...sheet.querySelectorAll(`td[data-day="${wish.day}"]`)];
  const half = clock(Math.floor(minutes(wish.starts) / HALF_HOUR) * HALF_HOUR);
  return cells.find((cell) => (!cell.dataset.starts || cell.dataset.starts === half) && (!cell.dataset.place || cell.dataset.place === wish.place));
}

function under(x, y) { return document.elementFromPoint(x, y)?.closest("td[data-day]"); }

function wishAt(event, cell) {
  const now = wishOf(event);
  return { day: cell.dataset.day, starts: cell.dataset.starts ?? now.starts, place: cell.dataset.place ?? now.place };
}

function onDown(down) {
  const event = down.target.closest("[data-move]");
  if (!event || down.button !== 0 || down.pointerType === "touch" || down.target.closest(".event-foot a") || carried) return;
  let dragging = false;
  const from = [down.clientX, down.clientY];

  function onMove(move) {
    if (!dragging && Math.hypot(move.clientX - from[0], move.clientY - from[1]) < FAR) return;
    dragging = true;
    event.classList.add("is-carried");
    const cell = under(move.clientX, move.clientY);
    const wish = cell ? wishAt(event, cell) : wishOf(event);
    ghost(event, inWords(wish.day, wish.starts));
    place(move.clientX + 12, move.clientY + 12);
    mark(cell);
  }

  function stop(up) {
    for (const [name, listener] of listeners) removeEventListener(name, listener);
    event.classList.remove("is-carried");
    mark(null);
    ghost(null);
    if (!dragging) return;
    const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true), 0);
    const cell = up.type === "pointerup" && under(up.clientX, up.clientY);
    if (cell && !cell.contains(event)) leave(event, wishAt(event, cell));
  }

  function onEscape(key) { if (key.key === "Escape") stop(key); }

  const listeners = [["pointermove", onMove], ["pointerup", stop], ["pointercancel", stop], ["keydown", onEscape]];
  for (const [name, listener] of listeners) addEventListener(name, listener);
}

if (words && sheet?.querySelector("[data-move]")) {
  document.querySelector(".calendar-keys").hidden = false;
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusout", () => { setTimeout(() => { if (carried && !carried.event.contains(document.activeElement)) putBack(); }, 0); });
  sheet.addEventListener("pointerdown", onDown);
  sheet.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-move]")) event.preventDefault(); });
}
