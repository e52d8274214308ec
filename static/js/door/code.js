// The ticket's short code as somebody types it: the same rules as the server's (outreach/tickets/codes.py).

const LENGTH = 8, LONGEST = 100;
const QUASIGROUP = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];
const BETWEEN = /[\p{White_Space}\x1c-\x1f\-‐‑‒–—―−ー〜~.・]/gu;

/**
 * The eight digits that were typed, full-width ones, spaces and hyphens welcome; null where they are no code.
 * @param {string} typed
 * @returns {string|null}
 */
export function readCode(typed) {
  const digits = [...typed].slice(0, LONGEST).join("").normalize("NFKC").replace(BETWEEN, "");
  return digits.length === LENGTH && /^[0-9]+$/.test(digits) && checkDigit(digits) === 0 ? digits : null;
}

/**
 * Damm's check digit; 0 for digits that already end in theirs.
 * @param {string} digits
 * @returns {number}
 */
export function checkDigit(digits) {
  return [...digits].reduce((interim, digit) => Number(QUASIGROUP[interim][Number(digit)]), 0);
}
