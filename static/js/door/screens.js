// Which part of the page is seen: one screen at a time, dialogs over it, and the alarm that stays until it was read.
//   el(id)   show(screen)   shown()   open(dialog)   close()   isAsking()   alarm(name)   press(name, act)
//   submit(form, act)   working(button, act)   fault(field, text)   onEnded(act)

import { DoorError } from "./store.js";
import { say } from "./words.js";

/** @param {string} id @returns {HTMLElement} */
export const el = (id) => document.getElementById(id);

const acts = new Map();

/** Show one screen, and take the reader to its beginning. @param {string} name */
export function show(name) {
  for (const screen of document.querySelectorAll(".screen")) screen.hidden = screen.id !== `screen-${name}`;
  const isDoor = name === "door";
  if (document.body.dataset.screen === name) return;
  document.body.dataset.screen = name;
  el("bar").hidden = !["door", "choose", "none", "over"].includes(name) || !el("net-word").textContent;
  el("foot").hidden = isDoor;
  document.querySelector("h1").classList.toggle("unseen", isDoor);
  const heading = el(`screen-${name}`).querySelector("h2, input");
  if (heading?.matches("h2")) heading.tabIndex = -1;
  if (!isDoor) heading?.focus({ preventScroll: true });
}

/** @returns {string} the name of the screen that is seen */
export const shown = () => document.body.dataset.screen ?? "";

const opened = () => document.querySelector("dialog[open]");

/** @returns {boolean} whether somebody is being asked something */
export const isAsking = () => opened() !== null;

/** Open a dialog instead of the one that is open. @param {string} name */
export function open(name) {
  opened()?.close();
  const dialog = el(`dialog-${name}`);
  dialog.showModal();
  dialog.scrollTop = 0;
  (dialog.querySelector("input:not([hidden])") ?? dialog.querySelector("h2")).focus();
  return dialog;
}

/** Close whatever dialog is open. */
export const close = () => opened()?.close();

/** Something that must be read: a sentence that stays until it was. @param {string} name of the words */
export function alarm(name) {
  close();
  el("alarm-text").textContent = say(name);
  el("alarm").hidden = false;
}

/** What a button does, by its data-do. While it works, it can be pressed no second time. */
export function press(name, act) {
  acts.set(name, act);
}

const NAMES = { full: "full", storage: "unwritten", busy: "busy" };
const ENDED = new Set(["over", "done", "none"]);
let leave = () => {};

/** What happens where nothing can be written any more because this phone's time at the door is over. */
export const onEnded = (act) => (leave = act);

/** Say plainly what could not be written. @param {unknown} error */
export function told(error) {
  const code = error instanceof DoorError ? error.code : "";
  if (ENDED.has(code)) return leave();
  if (!code) console.error(error);
  return alarm(NAMES[code] ?? "broken");
}

async function pressed(event) {
  const button = event.target.closest?.("[data-do]");
  const act = button && acts.get(button.dataset.do);
  if (!act || button.getAttribute("aria-disabled") === "true") return;
  await working(button, () => act(button));
}

/** Let a button be busy while something is done. @param {Element|null} button @param {Function} act */
export async function working(button, act) {
  button?.setAttribute("aria-disabled", "true");
  try {
    await act();
  } catch (error) {
    await told(error);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

/** Send a form to a function instead of a server. @param {string} id @param {Function} act */
export function submit(id, act) {
  const form = el(id);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") !== "true") working(button, act);
  });
}

/** Put a sentence at a field, or take it away. @param {string} id of the field @param {string} text */
export function fault(id, text) {
  const place = el(`${id}-error`);
  place.textContent = text;
  place.hidden = !text;
  if (!text) return el(id).removeAttribute("aria-invalid");
  el(id).setAttribute("aria-invalid", "true");
  return el(id).focus();
}

document.addEventListener("click", pressed);
press("back", close);
press("alarm-seen", () => (el("alarm").hidden = true));
