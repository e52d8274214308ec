// What helps a reader where scripts run: reading the page aloud, and switches that lose nothing that was typed.
"use strict";

// A voice speaks for a language of the page: by its own tag, or by the tags that devices use for it.
const VOICES = { "zh-hans": ["zh-cn", "zh-sg", "cmn-hans"], "zh-hant": ["zh-tw", "zh-hk", "cmn-hant"], "fil": ["fil", "tl"] };
// What is not read: how kanji are read (the kanji are), what is not shown, and what is pressed or filled in.
const SILENT = "rt, rp, [hidden], [aria-hidden=true], script, template, button, select, option, input, textarea, .aloud, details:not([open]) > :not(summary)";
const PIECES = "p, li, dt, dd, th, td, h1, h2, h3, h4, summary, label, legend, caption, figcaption";

function voiceFor(tag) {
  const wanted = VOICES[tag.toLowerCase()] ?? [tag.toLowerCase().split("-")[0]];
  // Only the device's own voices: others send the text away to be spoken elsewhere.
  return speechSynthesis.getVoices().find((voice) => {
    const own = voice.lang.toLowerCase().replace("_", "-");
    return voice.localService && wanted.some((one) => own === one || own.startsWith(`${one}-`));
  });
}

function pieces(main) {
  const found = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement;
    if (around.closest(SILENT) || !around.checkVisibility?.()) continue;
    const block = around.closest(PIECES) ?? main, lang = around.closest("[lang]").lang, last = found.at(-1);
    if (last?.block === block && last.lang === lang) last.text += node.data;
    else found.push({ block, lang, text: node.data });
  }
  return found.map(({ lang, text }) => ({ lang, text: text.replace(/\s+/g, " ").trim() })).filter(({ text }) => text);
}

function aloud(button) {
  const words = button.querySelector("span"), start = words.textContent, main = document.getElementById("main");
  const tag = document.documentElement.lang;

  function offer() { button.parentElement.hidden = !voiceFor(tag); }
  function still() { speechSynthesis.cancel(); words.textContent = start; }

  function speak() {
    words.textContent = button.dataset.stop;
    const all = pieces(main);
    all.forEach(({ lang, text }, at) => {
      const said = new SpeechSynthesisUtterance(text);
      said.lang = lang;
      said.voice = voiceFor(lang) ?? null;
      if (at === all.length - 1) said.onend = still;
      speechSynthesis.speak(said);
    });
  }

  button.addEventListener("click", () => (words.textContent === start ? speak() : still()));
  addEventListener("pagehide", still);
  speechSynthesis.addEventListener("voiceschanged", offer);
  offer();
}

// Colours and sizes change at once; only furigana come from the server.
function switches(form) {
  form.addEventListener("submit", async (event) => {
    const { name, value } = event.submitter ?? {};
    if (name !== "text" && name !== "contrast") return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const root = document.documentElement;
    if (value === "normal" || value === "device") delete root.dataset[name];
    else root.dataset[name] = value;
    for (const one of form.querySelectorAll(`[name=${name}]`)) one.setAttribute("aria-pressed", String(one === event.submitter));
    await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  });
}

const button = document.getElementById("aloud"), form = document.getElementById("reader");
if (button && "speechSynthesis" in window) aloud(button);
if (form) switches(form);
