// What is heard and felt: each verdict has its own sound and its own vibration; and the screen stays awake.
//   signal(colour)   unlock()   sound() → on   awake(on)

const TONES = {
  green: [[880, 0, 0.09], [1320, 0.1, 0.16]],
  amber: [[660, 0, 0.14], [660, 0.2, 0.14]],
  red: [[220, 0, 0.5]],
};
const BUZZES = { green: [60], amber: [80, 80, 80], red: [350] };
const LOUD = 0.35;
let heard = null, isOn = true, lock = null, wanted = false;

/** Browsers make no sound before somebody has touched the page. */
export function unlock() {
  const Heard = window.AudioContext ?? window.webkitAudioContext;
  if (!Heard) return;
  heard ??= new Heard();
  if (heard.state === "suspended") heard.resume().catch(() => {});
}

/** @param {"green"|"amber"|"red"} colour */
export function signal(colour) {
  try {
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(BUZZES[colour]);
    if (isOn && heard?.state === "running") TONES[colour].forEach(play);
  } catch {
    // A phone without sound still shows the verdict.
  }
}

function play([pitch, after, long]) {
  const tone = heard.createOscillator(), volume = heard.createGain();
  const from = heard.currentTime + after;
  tone.type = "triangle";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(LOUD, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + long);
  tone.connect(volume).connect(heard.destination);
  tone.start(from);
  tone.stop(from + long);
}

/** Switch the sound on or off. @returns {boolean} whether it is on now */
export const sound = () => (isOn = !isOn);

/** Keep the screen from going dark, where the browser can. @param {boolean} on */
export async function awake(on) {
  wanted = on;
  if (!on) {
    await lock?.release().catch(() => {});
    lock = null;
  } else if (document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}

document.addEventListener("visibilitychange", () => wanted && awake(true));
for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, unlock, { passive: true });
