// The desk by keyboard: search as one types, arrows among the people found, Esc steps back; what is typed about a new
// person is kept on the server while it is typed, and a form whose answer was lost is asked for. Every page works
// without it.
"use strict";

const PAUSE_MS = 200, DRAFT_PAUSE_MS = 500, PATIENCE_MS = 15000, ASK_AGAIN_MS = 1500;
const TEXT = "textarea, input:not([type=radio], [type=checkbox], [type=submit], [type=button])";

const typing = () => Boolean(document.activeElement?.matches(TEXT));
const choosing = () => Boolean(document.activeElement?.matches("select"));

// A sentence that the page brought along, ready to stand before the form that it is about.
const sentence = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

// One such sentence at a time; without a name it is taken back.
function say(form, id) {
  const said = form.parentElement.querySelector(":scope > [data-says]");
  if (said && said.dataset.says === id) return said;
  said?.remove();
  if (!id) return null;
  const box = sentence(id);
  box.dataset.says = id;
  form.before(box);
  return box;
}

// The sign-in is over: the server leads to its page, which is opened in another tab so that nothing typed is lost.
function ledToSignIn(answer) {
  const page = document.getElementById("signed-out").content.querySelector("a").getAttribute("href");
  return answer.redirected && new URL(answer.url).pathname === page;
}

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
      const body = new URLSearchParams(new FormData(form));
      body.set("live", "yes"); // who is found alone is shown, not opened
      answer = await fetch(form.action, { method: "POST", body });
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
  if (!/^[a-z0-9]$/.test(key)) return;
  // On some keyboards Alt writes a sign of its own, and kana input takes keys for itself: then somebody is typing.
  // With Shift, Alt writes a sign on every Mac, and the field is no place to keep a seat from.
  if (typing() && (event.shiftKey || event.key.toLowerCase() !== key)) return;
  const wanted = document.querySelector(event.shiftKey ? `[data-shift-key="${key}"]` : `[accesskey="${key}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
  if (wanted.matches("a, button, input[type=radio]")) wanted.click();
}

// ── the draft: kept on the server, sealed, and never in the browser ──
function drafted(form) {
  let waiting, dirty = false, busy = false;

  async function keep(leaving = false) {
    clearTimeout(waiting);
    if (!dirty || busy || form.dataset.sent) return;
    const body = new URLSearchParams(new FormData(form));
    dirty = false;
    busy = !leaving;
    let left; // kept is only what the server says it kept; anything else is said at once, and tried again
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: leaving });
      if (answer.status !== 204) left = ledToSignIn(answer) ? "signed-out" : "unkept";
    } catch {
      left = "unkept";
    }
    busy = false;
    if (form.dataset.sent) return;
    say(form, left);
    dirty ||= Boolean(left);
    if (dirty) waiting = setTimeout(keep, left ? ASK_AGAIN_MS : DRAFT_PAUSE_MS);
  }

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, DRAFT_PAUSE_MS);
  });
  form.addEventListener("keep", () => { dirty = true; keep(); });
  addEventListener("pagehide", () => keep(true));
}

// ── sending: where the answer is lost, the server is asked what came of it ──
function safe(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.dataset.sent) send(form, event.submitter);
  });
}

async function send(form, button) {
  form.dataset.sent = "yes";
  const body = new URLSearchParams(new FormData(form, button));
  const where = button?.hasAttribute("formaction") ? button.formAction : form.action;
  let answer, text;
  try {
    answer = await fetch(where, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
    text = await answer.text();
  } catch {
    return unsure(form, body);
  }
  if (ledToSignIn(answer)) return signedOut(form);
  if (answer.redirected) return location.assign(answer.url);
  const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (answer.status >= 500 || !main) return unsure(form, body);
  document.querySelector("main").replaceWith(main);
  begin(main);
}

// Nothing was done, or it was done before: sent again with the same key it has one effect.
function signedOut(form, instead) {
  document.getElementById("saved")?.remove();
  instead?.remove();
  say(form, "signed-out").focus();
  delete form.dataset.sent;
  form.dispatchEvent(new Event("keep"));
}

async function unsure(form, body) {
  document.getElementById("saved")?.remove();
  say(form);
  const box = sentence("unsure");
  form.before(box);
  box.focus();
  if ("each" in form.dataset) body.set("each", "yes");
  const asked = new URLSearchParams(["key", "lesson_id", "with", "each"].map((name) => [name, body.get(name) ?? ""]));
  for (;;) {
    const found = await told(form.dataset.safe, asked);
    if (found === "signed-out") return signedOut(form, box);
    if (found) {
      box.replaceWith(found);
      found.focus();
      if (found.dataset.key) {
        form.elements.key.value = found.dataset.key;
        delete form.dataset.sent;
        form.dispatchEvent(new Event("keep"));
      }
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

async function told(address, asked) {
  try {
    const answer = await fetch(address, { method: "POST", body: asked, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (ledToSignIn(answer)) return "signed-out";
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("saved");
  } catch {
    return null;
  }
}

function begin(page) {
  page.querySelectorAll("form[data-live]").forEach(live);
  page.querySelectorAll("form[data-draft]").forEach(drafted);
  page.querySelectorAll("form[data-safe]").forEach(safe);
  document.getElementById("error-summary")?.focus();
}

document.addEventListener("keydown", (event) => {
  // Every key belongs to the kana input while it is open (229: browsers that do not say so otherwise).
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
  const off = document.body.dataset.keys === "off";
  if (event.altKey) { if (!off && !event.repeat) shortcut(event); return; }
  // In a field, Escape belongs to the field: it must not throw away what was typed there.
  if (event.key === "Escape" && !off && !typing() && !choosing()) document.querySelector("[data-back]")?.click();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") arrows(event);
});

// The form for a new person opens with what stands in the search now, not with what was last searched.
document.addEventListener("submit", (event) => {
  const typed = event.target.elements.namedItem("typed"), field = document.getElementById("field-q");
  if (typed && field) typed.value = field.value || " ";
});

begin(document);
