// Bytes and text: hex, base64url, SHA-256, and the marks by which a phone knows a ticket without keeping it.
//   hex(bytes), unhex(text), base64url(bytes), unbase64url(text), sha256(bytes) → bytes, sha256Hex(text) → hex,
//   randomHex(bytes), ticketMark(salt, reference) → t, codeMark(salt, code) → c

const encoder = new TextEncoder();

/** @param {Uint8Array} bytes @returns {string} */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text @returns {Uint8Array} */
export const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** @param {Uint8Array} bytes @returns {string} without padding */
export function base64url(bytes) {
  const binary = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text @returns {Uint8Array} */
export const unbase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

/** @param {string} text @returns {Uint8Array} UTF-8 */
export const utf8 = (text) => encoder.encode(text);

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export const sha256 = async (bytes) => new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));

/** @param {string} text @returns {Promise<string>} */
export const sha256Hex = async (text) => hex(await sha256(utf8(text)));

/** @param {number} length in bytes @returns {string} */
export const randomHex = (length) => hex(globalThis.crypto.getRandomValues(new Uint8Array(length)));

/**
 * The mark of a ticket on this phone: nobody learns the ticket from it, and no other phone has the same.
 * @param {string} salt 16 bytes in hex @param {Uint8Array} reference 16 bytes @returns {Promise<string>} 32 hex digits
 */
export const ticketMark = (salt, reference) => marked(salt, reference);

/**
 * The mark of a ticket's 8 digits on this phone.
 * @param {string} salt 16 bytes in hex @param {string} code @returns {Promise<string>} 32 hex digits
 */
export const codeMark = (salt, code) => marked(salt, utf8(code));

async function marked(salt, bytes) {
  return hex(await sha256(new Uint8Array([...unhex(salt), ...bytes]))).slice(0, 32);
}
