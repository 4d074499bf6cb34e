{# The service worker, served at /sw.js. It keeps the offline page and nothing of anybody's. #}{% load ui %}
const KEPT = "offline-2";
const PAGES = ["/offline", "{% asset "css/errors.css" %}", "{% asset "favicon.svg" %}"];

addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(PAGES)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  else if (PAGES.some((page) => request.url.endsWith(page))) event.respondWith(caches.match(request.url).then((kept) => kept ?? fetch(request)));
});
