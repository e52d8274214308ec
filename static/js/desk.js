// The desk by keyboard: search as one types, arrows among the people found, Esc steps back. Every page works without it.
"use strict";

const PAUSE_MS = 200;

function live(form) {
  const box = document.getElementById(form.dataset.live);
  const field = form.querySelector("input[name=q]");
  let waiting, asked = field.value;

  async function look() {
    const typed = field.value;
    if (typed.trim() === asked.trim() || !typed.trim()) return;
    asked = typed;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    } catch {
      asked = ""; // the network is away: Enter still sends the form
      return;
    }
    if (field.value !== typed) return;
    if (answer.redirected) { location.assign(answer.url); return; }
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(box.id);
    if (found && field.value === typed) box.replaceChildren(...found.childNodes);
  }

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, PAUSE_MS); });
}

function arrows(event) {
  const links = [...document.querySelectorAll("#results .person-link")];
  const at = links.indexOf(document.activeElement);
  const inSearch = document.activeElement?.name === "q";
  if (!links.length || (at < 0 && !inSearch)) return;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length) return;
  event.preventDefault();
  (next < 0 ? document.querySelector("input[name=q]") : links[next])?.focus();
}

// Browsers differ in how they reach an accesskey; here Alt and the key that is shown always do.
function shortcut(event) {
  const key = event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
  const wanted = /^[a-z0-9]$/.test(key) && document.querySelector(`[accesskey="${key}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  if (wanted.matches("a, button")) wanted.click();
}

document.querySelectorAll("form[data-live]").forEach(live);

document.addEventListener("keydown", (event) => {
  // Esc and the arrows belong to the kana input while it is open.
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.altKey) { if (!event.shiftKey && !event.repeat) shortcut(event); return; }
  if (event.key === "Escape") document.querySelector("[data-back]")?.click();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") arrows(event);
});

document.getElementById("error-summary")?.focus();
