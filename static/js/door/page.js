// The door's page on a volunteer's phone. Everything lies in the phone's store: after a reload, or when the browser was
// killed, this page stands where it stood. No verdict waits for the network.

import { createDoor } from "./acts.js";
import { createAsking } from "./asking.js";
import { bar } from "./bar.js";
import { createCamera, prepareReader } from "./camera.js";
import { createChoosing } from "./choosing.js";
import { createCourier, sender } from "./courier.js";
import { join } from "./join.js";
import { createJoining, takenSecret } from "./joining.js";
import { keep } from "./keeping.js";
import { createLens } from "./lens.js";
import { over } from "./over.js";
import { listen } from "./scanner.js";
import { close, el, isAsking, onEnded, open, press, show, shown, working } from "./screens.js";
import { awake, sound } from "./signals.js";
import { askToKeep, openStore } from "./store.js";
import { createVerdict } from "./verdict.js";
import { hour, own, say } from "./words.js";

const { city, shell } = el("door").dataset;
const CLOCK_OFF_MS = 300000;
const time = { now: () => Date.now(), mono: () => performance.now() };
const page = { net: "", summary: null, lesson: null, sending: false, kept: null };

// The answers' sentences come in the page's language.
const post = sender(window.fetch.bind(window));
const send = (path, body) => post(path.replace(`/${city}/door/phone`, shell), body);

const bundle = () => page.summary.bundle;
const lessonId = () => page.lesson?.id ?? null;

async function begin() {
  const secret = takenSecret();
  if (!window.isSecureContext) return show("insecure");
  show("wait");
  const store = await openStore().catch(() => null);
  if (!store || !crypto.subtle) return show("storage");
  const kept = keep(shells());
  const all = parts(store);
  await all.refresh();
  const joining = createJoining({ enter: all.enter, attempt: all.attempt });
  wire(all);
  await (secret && !all.isJoined() ? joining.join(secret) : all.enter());
  page.kept = await kept;
  if (page.kept) document.body.dataset.kept = "yes";
  await all.refresh();
}

const shells = () =>
  [shell, ...[...el("foot").querySelectorAll("nav a")].map((link) => link.getAttribute("href"))];

function parts(store) {
  const door = createDoor({ store, ...time });
  const courier = createCourier({ store, clock: door.clock, send, onSync: heard });
  const verdict = createVerdict({ bundle });
  const choosing = createChoosing({ enter });
  const camera = createCamera({
    video: el("video"), onText: scanned("camera"), onState: (state) => lens.show(state), isBusy,
  });
  const lens = createLens(camera);

  function isBusy() {
    return shown() !== "door" || isAsking() || verdict.isFresh() || !el("alarm").hidden;
  }

  // One ticket after the other: also a scanner that types two at once.
  let turn = Promise.resolve();
  function scanned(how) {
    return (text, seen = performance.now()) =>
      (turn = turn.then(() => working(null, async () => {
        // The verdict first: the bar's numbers may wait.
        await told(async () => verdict.show(await door.scan(text, { lesson: lessonId(), how }), seen));
      })));
  }

  async function told(act) {
    try {
      return await act();
    } finally {
      await refresh();
      courier.poke();
    }
  }

  async function refresh() {
    page.summary = await door.summary();
    page.lesson = choosing.chosen(page.summary);
    const tally = page.lesson ? await door.tally(page.lesson.id) : null;
    bar({ ...page, tally });
    mark();
  }

  async function heard(result) {
    page.net = result.net;
    await refresh();
    if (shown() !== "wait" && shown() !== "pin" && isElsewhere()) await enter();
  }

  function isElsewhere() {
    const { phone, state, done } = page.summary;
    if (!phone) return false;
    if (state !== "open" || done || shown() === "over") return true;
    return shown() === "none" || (shown() === "door" && !page.lesson);
  }

  async function enter() {
    await refresh();
    const { summary } = page;
    if (!summary.phone) return show("unjoined");
    if (!page.sending) askToKeep().catch(() => {});
    if (!page.sending) courier.start();
    page.sending = true;
    if (summary.phone.city !== city || summary.state !== "open" || summary.done || !summary.bundle) {
      camera.stop();
      awake(false);
      close();
      verdict.hide();
      return over(summary, city);
    }
    if (!page.lesson) return choosing.show(summary);
    show("door");
    awake(true);
    if (camera.state === "off") camera.start();
    return null;
  }

  function isJoined() {
    const { phone, state, done, bundle: known, offset } = page.summary;
    const today = new Date(Date.now() + (offset ?? 0) + 9 * 3600000).toISOString().slice(0, 10);
    return Boolean(phone && known && state === "open" && !done && known.day === today);
  }

  async function attempt(secret, pin) {
    const answer = await join({ store, send, clock: door.clock, city, secret, pin });
    page.net = answer.reason ? "offline" : "online";
    return answer;
  }

  onEnded(enter);
  const mark = () => page.summary?.bundle && document.body.dataset.kept && (document.body.dataset.ready = "yes");
  return { door, courier, verdict, choosing, camera, lens, scanned, told, refresh, enter, isJoined, attempt, mark };
}

function wire({ door, courier, verdict, choosing, camera, scanned, told, refresh, enter }) {
  createAsking({
    door, courier, verdict, bundle, told, lesson: lessonId, isOffline: () => page.net === "offline",
  });
  const scan = scanned("scanner");
  listen((text) => {
    if (shown() !== "door") return;
    close();
    scan(text);
  });
  prepareReader();
  press("next", () => verdict.hide());
  press("choose", () => {
    close();
    verdict.hide();
    camera.stop();
    choosing.show(page.summary);
  });
  press("reload", () => location.reload());
  press("more", () => {
    el("more-choose").hidden = bundle().lessons.length < 2;
    el("more-state").textContent = stateWords();
    open("more");
  });
  press("checks", () => {
    const { contact } = page.summary;
    el("checks-kept").textContent = say(page.kept ? "kept" : "unkept");
    el("checks-contact").textContent = contact ? say("contact", { time: hour(contact) }) : say("contact-none");
    open("checks");
  });
  press("sound", () => (el("sound-words").textContent = say(sound() ? "sound-on" : "sound-off")));
  press("close", () => open("close"));
  press("done", async () => {
    close();
    const { net } = await courier.finish();
    page.net = net;
    await enter();
  });
  press("resume", async () => {
    await courier.resume();
    await enter();
  });
  press("send", async () => {
    page.net = (await courier.sync()).net;
    await enter();
  });
  window.addEventListener("online", () => courier.poke({ seen: true }));
  window.addEventListener("offline", async () => {
    page.net = "offline";
    await refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    courier.poke({ seen: true });
    courier.tidy().catch(() => {});
  });
}

function stateWords() {
  const { phone, unsent, refused, offset } = page.summary;
  const { starts, title } = page.lesson;
  const words = { phone: phone.number, place: own(bundle().centre), time: hour(starts), title: own(title) };
  const state = say(refused ? "state-refused" : "state", { ...words, count: unsent, refused });
  return Math.abs(offset ?? 0) > CLOCK_OFF_MS ? `${state} ${say("clock")}` : state;
}

working(null, begin);
