/**
 * The text of a service worker that keeps `files` under `version`: addresses with a hash from the device, pages from the
 * network where there is one, so that another version is seen at once.
 */
export function serviceWorker(files: readonly string[], version: string): string {
  return `const NAME = ${JSON.stringify(`clearhead-${version}`)};
const FILES = ${JSON.stringify(["./", ...files.filter((file) => file !== "index.html")])};

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("clearhead-") && name !== NAME;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  const kept = () => caches.match(request, { ignoreSearch: request.mode === "navigate" });
  event.respondWith(
    request.mode === "navigate"
      ? fetch(request).catch(async () => (await kept()) ?? (await caches.match("./")) ?? Response.error())
      : kept().then((response) => response ?? fetch(request)),
  );
});
`;
}
