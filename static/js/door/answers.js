// What the server may say to a phone: anything that is not exactly this is no answer, and changes nothing.
//   isAnswer(body), isBundle(bundle), offsetOf(serverNow, begun, ended) → ms by which the server's clock is ahead,
//   surely(send) → the same `send`, with status 0 where there is no network

const STATES = ["open", "ended", "revoked"];
const STANDINGS = ["in", "waiting", "cancelled", "replaced"];

/** @param {unknown} body of an answer to sync @returns {boolean} */
export const isAnswer = (body) =>
  isObject(body) &&
  isListOf(body.stored, isText) &&
  isListOf(body.refused, isObject) &&
  (body.bundle === null || isBundle(body.bundle)) &&
  Number.isFinite(body.now) &&
  STATES.includes(body.state);

/** @param {unknown} bundle @returns {boolean} */
export const isBundle = (bundle) =>
  isObject(bundle) &&
  bundle.v === 1 &&
  [bundle.version, bundle.day, bundle.salt].every(isText) &&
  isObject(bundle.city) &&
  isObject(bundle.keys) &&
  Number.isFinite(bundle.ends) &&
  isListOf(bundle.lessons, (one) => isObject(one) && Number.isInteger(one.id) && isText(one.status)) &&
  isListOf(bundle.people, isPerson);

const isPerson = (one) =>
  isObject(one) && Number.isInteger(one.l) && [one.t, one.c].every(isText) && STANDINGS.includes(one.s) &&
  Number.isFinite(one.a);

const isText = (value) => typeof value === "string";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isListOf = (value, is) => Array.isArray(value) && value.every(is);

/**
 * The server spoke in the middle between asking and hearing; the clock that only runs on says how long that was.
 * @param {number} serverNow @param {{at: number, mono: number}} begun @param {{at: number, mono: number}} ended
 * @returns {number} ms
 */
export const offsetOf = (serverNow, begun, ended) =>
  Math.round(serverNow - (ended.at - (ended.mono - begun.mono) / 2));

/** @param {Function} send @returns {Function} which never throws */
export const surely = (send) => async (path, body) => {
  try {
    return await send(path, body);
  } catch {
    return { status: 0, body: null };
  }
};
