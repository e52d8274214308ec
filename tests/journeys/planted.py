"""Looks for texts that must not lie anywhere in a browser, however they are written there."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import Page

SHORTEST = 5  # bytes; fewer are found by chance

# Everything that scripts of this origin can have stored, as text.
STORED = """async () => {
  const shown = (value) => {
    if (value instanceof ArrayBuffer) return shown(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
    if (value instanceof Map) return [...value].map(shown);
    if (value instanceof Set) return [...value].map(shown);
    if (value instanceof Date) return value.getTime();
    if (Array.isArray(value)) return value.map(shown);
    if (value instanceof CryptoKey) return `a key, extractable: ${value.extractable}, ${value.type}`;
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)]));
    }
    return value === undefined ? null : value;
  };
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = { local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, databases: {} };
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    found.databases[name] = {};
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([asked(rows.getAllKeys()), asked(rows.getAll())]);
      found.databases[name][store] = { keys: shown(keys), values: shown(values) };
    }
    database.close();
  }
  found.caches = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.caches[`${name} ${request.url}`] = await (await cache.match(request)).text();
    }
  }
  return found;
}"""


async def stored(page: Page) -> dict[str, object]:
    """What scripts of the page's origin have stored: databases, caches, and the two small stores."""
    found: dict[str, object] = await page.evaluate(STORED)
    return found


def spellings(text: str) -> set[bytes]:
    """The text as it may lie in a file: in UTF-8 and UTF-16 (either end first), each in base64 too, and escaped."""
    plain = {text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
    found = {*plain, json.dumps(text)[1:-1].encode(), quote(text).encode(), quote(text).lower().encode()}
    for raw in plain:
        for part in _in_base64(raw):
            found |= {part, part.replace(b"+", b"-").replace(b"/", b"_")}
    return {one for one in found if len(one) >= SHORTEST}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The signs that are the same whatever stands before and behind, for each of the three places it may begin at."""
    for shift in range(3):
        signs = base64.b64encode(bytes(shift) + raw)
        yield signs[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]


def in_folder(folder: Path, texts: Iterable[str]) -> list[str]:
    """``file: text`` for every file below the folder that holds one of the texts in any spelling."""
    needles = [(text, one) for text in texts for one in sorted(spellings(text))]
    found = []
    for file in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
        held = file.read_bytes()
        found += [f"{file.relative_to(folder)}: {text} ({one!r})" for text, one in needles if one in held]
    return found


def in_text(held: str, texts: Iterable[str]) -> list[str]:
    """The texts that stand in a text in any spelling."""
    raw = held.encode()
    return [f"{text} ({one!r})" for text in texts for one in sorted(spellings(text)) if one in raw]
