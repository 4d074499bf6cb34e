// What changes by itself on an open page: relative times and availabilities that end. Once a minute, when looked at.
import { refreshTimes } from "../helpers/times.js";
import { expire } from "./availability.js";

function refresh() {
  if (document.hidden) return;
  refreshTimes();
  expire();
}

setInterval(refresh, 60_000);
document.addEventListener("visibilitychange", refresh);
