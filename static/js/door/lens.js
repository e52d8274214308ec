// The buttons on the camera's picture, and what is said where there is no picture.
//   createLens(camera) → {show(camera)}

import { el, press } from "./screens.js";
import { has, say } from "./words.js";

/** @param {object} camera of camera.js */
export function createLens(camera) {
  let resting = false;

  function show({ state, sides, hasTorch, lit }) {
    el("stage").dataset.camera = state;
    const words = { off: "camera-paused" }[state] ?? `camera-${state}`;
    el("camera-note").hidden = state === "on";
    el("camera-words").textContent = has(words) ? say(words) : "";
    el("do-start").hidden = ["starting", "none", "reader"].includes(state);
    el("do-camera").hidden = state !== "on";
    el("do-torch").hidden = state !== "on" || !hasTorch;
    el("do-torch").setAttribute("aria-pressed", String(lit));
    el("do-flip").hidden = state !== "on" || sides < 2;
  }

  press("camera", () => {
    resting = true;
    camera.stop();
    el("do-start").focus();
  });
  press("start-camera", () => {
    resting = false;
    return camera.start();
  });
  press("torch", () => camera.torch());
  press("flip", () => camera.flip());
  // A phone that is put away rests its camera, too.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && camera.state === "on") {
      camera.stop();
    } else if (!document.hidden && camera.state === "off" && !resting && !el("screen-door").hidden) {
      camera.start();
    }
  });
  return { show };
}
