// What changes by itself on an open page: relative times, once a minute, and availabilities, when they end.
import { refreshTimes } from "../helpers/times.js";
import { expire } from "./availability.js";

const MINUTE = 60_000;
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.min(MINUTE, expire() - Date.now() + 50));
}

function refresh() {
  if (document.hidden) return;
  refreshTimes();
  wait();
}

for (const event of ["visibilitychange", "posts-changed"]) document.addEventListener(event, refresh);
document.addEventListener("availability-shown", wait);
refresh();
