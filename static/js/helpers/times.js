// Relative times as the server writes them, kept fresh; the reader's own zone, not the machine's.
import { language, t } from "./words.js";

const zone = document.documentElement.dataset.zone || undefined;
const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
const full = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" });

export function clock(date) {
  const [hour, minute] = parts.format(date).split(":");
  return t("clock", { hour: language.startsWith("fr") ? Number(hour) : hour, minute });
}

export const untilWords = (date) => t("until", { time: clock(date) });

function relative(date, now) {
  const seconds = (now - date) / 1000;
  if (seconds < 60) return t("now");
  if (seconds < 3600) return t("ago", { n: Math.floor(seconds / 60) });
  if (day.format(date) === day.format(now)) return clock(date);
  if (day.format(date) === day.format(now - 86_400_000)) return t("yesterday", { time: clock(date) });
  return null;
}

export function refreshTimes(root = document) {
  const now = Date.now();
  for (const time of root.querySelectorAll("time[datetime]:not([data-full])")) {
    const text = relative(new Date(time.dateTime), now);
    if (text && text !== time.textContent) time.textContent = text;
  }
}

// The exact date is worked out only when somebody points at it.
document.addEventListener("pointerover", ({ target }) => {
  const time = target.closest?.("time[datetime]");
  if (!time || time.title) return;
  const date = new Date(time.dateTime);
  time.title = t("moment", { date: full.format(date).replace(",", ""), time: clock(date) });
});
