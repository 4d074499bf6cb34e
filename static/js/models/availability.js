// Availability wherever a person is shown: changed by a fact, and flipped back by the page itself when it ends.
import { t } from "../helpers/words.js";
import { untilWords } from "../helpers/times.js";

const SOON = 24 * 3600 * 1000;

export function show({ handle, state, label, text, until }) {
  const end = until && new Date(until) - Date.now() < SOON ? untilWords(new Date(until)) : "";
  const long = [label, text, end].filter(Boolean).join("\u00a0· ");
  for (const mark of document.querySelectorAll(`[data-of="${CSS.escape(handle)}"]`)) {
    mark.toggleAttribute("data-until", Boolean(until));
    if (until) mark.dataset.until = until;
    if ("long" in mark.dataset) {
      mark.textContent = long;
      continue;
    }
    mark.className = mark.className.replace(/\bis-\w+/, `is-${state}`);
    const use = mark.querySelector("use");
    if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#s-${state}`));
    else {
      mark.textContent = label;
      mark.title = long;
    }
  }
  if (until) document.dispatchEvent(new Event("availability-shown"));
}

// Takes away what ended; when the next one ends (Infinity: none does).
export function expire() {
  const now = Date.now();
  let next = Infinity;
  for (const mark of document.querySelectorAll("[data-until]")) {
    const end = new Date(mark.dataset.until).getTime();
    if (end > now) next = Math.min(next, end);
    else show({ handle: mark.dataset.of, state: "available", label: t("available"), text: "", until: null });
  }
  return next;
}
