// All that the page says comes from its template; here it is only filled in. Times are those of Japan, wherever the
// phone thinks it is.
//   say(name, values) → text   has(name)   own(texts) → a city's own text   hour(ms) → "13:30"
//   dayName("2026-11-25") → spoken

const ZONE = "Asia/Tokyo";
const language = document.documentElement.lang;
const words = document.getElementById("words").content;

const found = (name) => words.querySelector(`[data-say="${name}"]`);

/** @param {string} name @returns {boolean} whether the page has words for it */
export const has = (name) => found(name) !== null;

/** @param {string} name @param {Object<string, string|number>} values for [brackets] @returns {string} */
export function say(name, values = {}) {
  const text = found(name).textContent;
  return text.replace(/\[(\w+)\]/g, (bracket, key) => (key in values ? String(values[key]) : bracket));
}

/** @param {Object<string, string>} texts by language @returns {string} in the page's language or the nearest */
export const own = (texts) => texts?.[language] || texts?.ja || Object.values(texts ?? {})[0] || "";

const hours = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat(language, { timeZone: ZONE, month: "long", day: "numeric", weekday: "long" });

/** @param {number} ms @returns {string} such as 13:30 */
export const hour = (ms) => hours.format(ms);

/** @param {string} day as 2026-11-25 @returns {string} */
export const dayName = (day) => days.format(new Date(`${day}T12:00:00+09:00`));
