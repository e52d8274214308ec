// Planning a class: while one edits, the server is asked what is in the way. The page works without it.
"use strict";

const PAUSE_MS = 400;

function watched(form) {
  const box = document.getElementById("clashes");
  const reason = document.getElementById("clash-reason");
  const silent = new Set(["reason", "publish", "publish_day", "publish_time", "intake_day", "intake_time", "course_id"]);
  let waiting, turn = 0;

  async function look() {
    const mine = ++turn;
    const typed = new URLSearchParams(new FormData(form));
    let answer;
    try {
      answer = await fetch(form.dataset.clashes, { method: "POST", body: typed });
    } catch {
      return; // the network is away: the button still asks
    }
    if (mine !== turn) return;
    if (answer.redirected) { location.assign(answer.url); return; }
    show(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("clash-answer"), mine);
  }

  function show(found, mine) {
    if (!found || mine !== turn) return;
    const held = box.contains(document.activeElement);
    if (found.outerHTML !== box.firstElementChild?.outerHTML) box.replaceChildren(found);
    if (held && !box.contains(document.activeElement)) form.querySelector("[value=check]").focus();
    reason.hidden = !found.dataset.soft && !reason.querySelector("input").value && !reason.querySelector(".error");
  }

  function soon(event) {
    if (silent.has(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  }

  function pressed(event) {
    const button = event.submitter;
    if (button?.value === "check") { event.preventDefault(); clearTimeout(waiting); look(); }
    if (button?.name !== "take") return;
    event.preventDefault();
    for (const [name, text] of new URLSearchParams(button.value)) form.elements[name].value = text;
    clearTimeout(waiting);
    look();
  }

  form.addEventListener("input", soon);
  form.addEventListener("submit", pressed);
}

const plan = document.querySelector("form[data-clashes]");
if (plan) watched(plan);
document.getElementById("error-summary")?.focus();
