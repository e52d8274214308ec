// Keeps the door's page and its files, so that it opens without any network. The server puts the list before this text:
//   self.door = {shell: its path, files: [[path, digest], …], version}
// It answers for these files only and for no other page. Records are not its business: they lie in IndexedDB, which it
// never touches. A new version is fetched whole, file by file with the right content, or not at all.
"use strict";

const { shell, files, version } = self.door;
const OURS = `outreach-door ${shell} `;
const NAME = OURS + version;
const kept = new Set(files.map(([path]) => path));

async function keep() {
  const box = await caches.open(NAME);
  await Promise.all(files.map(async ([path, integrity]) => {
    const answer = await fetch(path, { cache: "no-cache", integrity, credentials: "omit" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await box.put(path, answer);
  }));
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== NAME) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answered(request, path) {
  const answer = await caches.match(path, { cacheName: NAME });
  return answer ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !kept.has(pathname)) return;
  event.respondWith(answered(event.request, pathname));
});
