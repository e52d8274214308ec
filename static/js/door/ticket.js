// A ticket, checked without a network: its signature is the city's, and it is written in the one way there is.
// The same rules as the server's (outreach/tickets/signing.py).

import { read } from "./base32.js";

const VERSION = 1, PAYLOAD = 27, NUMBER = 32, BYTES = PAYLOAD + 2 * NUMBER;
const DOMAIN = new TextEncoder().encode("outreach-ticket-v1\n");
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // n of P-256, SP 800-186
const FIRST_YEAR = 2000, FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1), DAY_MS = 86400000, APRIL = 3;
// A scanner with another keyboard's letters may type something else for the colon; the signature covers what counts.
const ADDRESS = /^[Hh][Tt][Tt][Pp][!-~]{1,300}\/T\/([^/]*)$/;

/**
 * What a ticket says of itself. `day` is the class's date as YYYY-MM-DD, `reference` what phones know it by.
 * @typedef {{ok: true, lesson: number, day: string, reference: Uint8Array, key: string}} Ticket
 * @typedef {{ok: false, reason: "unreadable"|"forged"|"city"|"retired-key"}} NoTicket
 */

/**
 * Reads a ticket's QR: the whole address, whatever its host, or the signed ticket alone.
 * @param {string} text
 * @param {{cityId: number, keys: Record<string, string>}} known the city, and its keys as the server gave them out
 * @returns {Promise<Ticket|NoTicket>}
 */
export async function readTicket(text, { cityId, keys }) {
  const bytes = read(ADDRESS.exec(text)?.[1] ?? text, BYTES);
  const ticket = bytes && unfolded(bytes);
  if (!ticket) return no("unreadable");
  if (ticket.city !== cityId) return no("city");
  if (!Object.hasOwn(keys, ticket.key)) return no("retired-key");
  if (!(await isOurs(bytes, keys[ticket.key]))) return no("forged");
  const { lesson, day, key } = ticket;
  return { ok: true, lesson, day, reference: bytes.slice(11, PAYLOAD), key };
}

const no = (reason) => ({ ok: false, reason });

function unfolded(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const date = new Date(FIRST_DAY + view.getUint16(9) * DAY_MS);
  const year = FIRST_YEAR + bytes[2];
  if (bytes[0] !== VERSION || year !== fiscalYear(date)) return null;
  return {
    city: view.getUint16(3),
    lesson: view.getUint32(5),
    day: date.toISOString().slice(0, 10),
    key: `${bytes[1]}-${year}`,
  };
}

const fiscalYear = (date) => date.getUTCFullYear() - (date.getUTCMonth() < APRIL ? 1 : 0);

async function isOurs(bytes, point) {
  const signature = bytes.subarray(PAYLOAD);
  if (!isCanonical(number(signature.subarray(0, NUMBER)), number(signature.subarray(NUMBER)))) return false;
  const said = new Uint8Array(DOMAIN.length + PAYLOAD);
  said.set(DOMAIN);
  said.set(bytes.subarray(0, PAYLOAD), DOMAIN.length);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await imported(point), signature, said);
}

// Whether these can be a signature, and the one of its two spellings that the server writes.
const isCanonical = (r, s) => 0n < r && r < ORDER && 0n < s && s <= ORDER / 2n;

const number = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

const importedKeys = new Map();

function imported(point) {
  if (!importedKeys.has(point)) {
    const raw = Uint8Array.from(atob(point.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    importedKeys.set(point, crypto.subtle.importKey("raw", raw, curve, false, ["verify"]));
  }
  return importedKeys.get(point);
}
