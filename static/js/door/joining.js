// How a phone joins: by the secret behind # in the address, by the code that it reads itself, with a PIN if one is asked.
//   takenSecret() → secret or ""   createJoining({enter, attempt}): attempt(secret, pin) → join's answer

import { createCamera } from "./camera.js";
import { el, fault, press, show, submit, working } from "./screens.js";
import { has, say } from "./words.js";

const FRAGMENT = /#join=([A-Za-z0-9_-]{8,100})$/;
const PIN = /^\d{6}$/;

/** The secret leaves the address at once, so that nobody can share it by mistake. @returns {string} */
export function takenSecret() {
  const secret = FRAGMENT.exec(location.href)?.[1] ?? "";
  if (location.hash) history.replaceState(null, "", location.pathname);
  return secret;
}

/** @param {{enter: Function, attempt: (secret: string, pin: string) => Promise<object>}} by */
export function createJoining({ enter, attempt }) {
  let secret = "", camera = null;

  async function join(given, pin = "") {
    secret = given;
    if (!pin) show("wait");
    const answer = await attempt(secret, pin);
    if (answer.ok) return enter();
    if (answer.reason) return show("offline");
    if (answer.refused.code === "pin") return askPin(pin ? answer.refused.text : "");
    el("refused-text").textContent = answer.refused.text;
    return show("refused");
  }

  function askPin(text) {
    show("pin");
    el("pin").value = "";
    fault("pin", text);
    el("pin").focus();
  }

  const digits = () => el("pin").value.normalize("NFKC").replace(/\D/g, "");

  function read(text) {
    const found = FRAGMENT.exec(text);
    el("invitation-note").textContent = found ? "" : say("not-invitation");
    if (!found) return;
    camera.stop();
    working(null, () => join(found[1]));
  }

  function look({ state }) {
    const words = state === "on" || state === "off" ? "" : `camera-${state}`;
    el("invitation-note").textContent = words && has(words) ? say(words) : "";
  }

  submit("pin-form", () => (PIN.test(digits()) ? join(secret, digits()) : fault("pin", el("pin-hint").textContent)));
  press("join-again", () => join(secret));
  press("show-unjoined", () => show("unjoined"));
  press("read-invitation", () => {
    show("invitation");
    camera ??= createCamera({ video: el("invitation-video"), onText: read, onState: look });
    return camera.start();
  });
  press("leave-invitation", () => {
    camera.stop();
    show("unjoined");
  });
  return { join };
}
