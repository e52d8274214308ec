// Base32 (RFC 4648 §6) in its one spelling: upper case, no padding, spare bits zero.

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PLACE = new Map([...SIGNS].map((sign, value) => [sign, value]));

/**
 * These bytes in base32.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function written(bytes) {
  let text = "", held = 0, bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += SIGNS[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits ? text + SIGNS[(held << (5 - bits)) & 31] : text;
}

/**
 * The so many bytes that are written so; null for every text but the one that `written` makes of them.
 * @param {string} text
 * @param {number} length
 * @returns {Uint8Array|null}
 */
export function read(text, length) {
  if (text.length !== Math.ceil((length * 8) / 5)) return null;
  const bytes = new Uint8Array(length);
  let held = 0, bits = 0, at = 0;
  for (const sign of text) {
    const value = PLACE.get(sign);
    if (value === undefined) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return isCanonical(bytes, text) ? bytes : null;
}

// The last sign has bits that stand for nothing; with others than zeros it would be a second spelling.
const isCanonical = (bytes, text) => written(bytes) === text;
