// The camera: it looks on and on and tells each code once, until that has left the picture.
//   createCamera({video, onText, onState, isBusy}) → {start(), stop(), flip(), torch(), state, sides, hasTorch, lit}
//     state: "off" "starting" "on" "refused" "none" "busy" "reader"
//   onText(text, seen): seen = performance.now() when the picture was taken; isBusy(): look at nothing now

import { prepareZXingModule, readBarcodes } from "../../vendor/zxing-wasm/es/reader/index.js";

const READER = new URL("../../vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 4 };
const LONGEST_SIDE = 1280, PAUSE_MS = 40, GONE_MS = 2500;
const STATES = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none",
  NotReadableError: "busy", AbortError: "busy",
};

/** Get the reader ready before somebody stands there. @returns {Promise<boolean>} whether this browser can read codes */
export function prepareReader() {
  const overrides = { locateFile: () => READER };
  return Promise.resolve(prepareZXingModule({ overrides, fireImmediately: true })).then(() => true, () => false);
}

/** @returns {object} see above */
export function createCamera({ video, onText, onState, isBusy = () => false }) {
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  const gone = createSights();
  const camera = { state: "off", sides: 1, hasTorch: false, lit: false, start, stop, flip, torch };
  let side = "environment", stream = null, turn = 0;

  function become(state) {
    camera.state = state;
    onState(camera);
  }

  async function start() {
    const mine = ++turn;
    release();
    become("starting");
    try {
      const found = await opened(side);
      if (mine !== turn) return halt(found);
      stream = found;
      video.srcObject = found;
      await video.play();
    } catch (error) {
      if (mine === turn) fail(STATES[error.name] ?? "busy");
      return;
    }
    if (mine !== turn) return;
    await facts();
    stream.getVideoTracks()[0].addEventListener("ended", () => mine === turn && fail("busy"));
    become("on");
    look(mine);
  }

  async function facts() {
    const track = stream.getVideoTracks()[0];
    camera.hasTorch = Boolean(track.getCapabilities?.().torch);
    camera.lit = false;
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    camera.sides = devices.filter((one) => one.kind === "videoinput").length;
  }

  function fail(state) {
    turn += 1;
    release();
    become(state);
  }

  function release() {
    if (stream) halt(stream);
    stream = null;
    video.srcObject = null;
  }

  function stop() {
    if (camera.state === "on" || camera.state === "starting") fail("off");
  }

  function flip() {
    side = side === "environment" ? "user" : "environment";
    return start();
  }

  async function torch() {
    const track = stream?.getVideoTracks()[0];
    if (!track) return;
    const lit = !camera.lit;
    await track.applyConstraints({ advanced: [{ torch: lit }] }).then(() => (camera.lit = lit), () => (camera.hasTorch = false));
    onState(camera);
  }

  async function look(mine) {
    while (mine === turn) {
      if (!isBusy() && video.readyState >= 2 && !document.hidden && !(await glance(mine))) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async function glance(mine) {
    const picture = taken();
    const seen = performance.now();
    try {
      const codes = await readBarcodes(picture, OPTIONS);
      const fresh = codes.map((one) => one.text).find((text) => gone.isNew(text, seen));
      if (fresh !== undefined && mine === turn && !isBusy()) {
        gone.took(fresh, seen);
        await onText(fresh, seen);
      }
      return true;
    } catch {
      if (mine === turn) fail("reader");
      return false;
    }
  }

  function taken() {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    const width = Math.max(1, Math.round(video.videoWidth * scale)), height = Math.max(1, Math.round(video.videoHeight * scale));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    paper.drawImage(video, 0, 0, width, height);
    return paper.getImageData(0, 0, width, height);
  }

  return camera;
}

// A code that stays before the camera is not taken again; once it was away for a while, it is a new one.
function createSights() {
  const last = new Map();
  return {
    isNew(text, now) {
      const before = last.get(text);
      if (before !== undefined && now - before < GONE_MS) {
        last.set(text, now);
        return false;
      }
      return true;
    },
    took(text, now) {
      for (const [old, at] of last) if (now - at > GONE_MS) last.delete(old);
      last.set(text, now);
    },
  };
}

const halt = (stream) => stream.getTracks().forEach((track) => track.stop());

function opened(side) {
  if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), { name: "NotFoundError" });
  const video = { facingMode: { ideal: side }, width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}
