// Unread notifications and messages: in the navigation and in the title.
import { sayRarely } from "../helpers/announce.js";
import { t } from "../helpers/words.js";

let total = null;

export function showCounts(counts) {
  for (const badge of document.querySelectorAll("[data-count]")) {
    const number = counts[badge.dataset.count];
    if (number === undefined) continue;
    badge.hidden = !number;
    badge.querySelector(".num").textContent = number;
  }
  const sum = (counts.notifications ?? 0) + (counts.messages ?? 0);
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = sum ? `(${sum}) ${title}` : title;
  if (total !== null && sum > total) sayRarely("counts", t("message"), 10);
  total = sum;
}
