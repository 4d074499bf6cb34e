// A post is read when most of it was in view for a second, in a tab that is looked at. One watermark a feed.
import { ask } from "../helpers/fetch.js";

const timers = new Map();
let mark = null;
let pending;

function flush(keepalive = false) {
  clearTimeout(pending);
  pending = undefined;
  if (!mark) return;
  const body = new FormData();
  body.set("feed", mark.feed);
  body.set("id", mark.id);
  mark = null;
  ask("/read", { method: "POST", body, keepalive }).catch(() => { /* the next post read carries it */ });
}

export function read(feed, id) {
  if (!mark || mark.feed !== feed || id > mark.id) mark = { feed, id };
  pending ??= setTimeout(flush, 3000);
}

const seen = new IntersectionObserver((entries) => {
  for (const { target, intersectionRatio, intersectionRect } of entries) {
    const enough = intersectionRatio >= 0.6 || intersectionRect.height > innerHeight * 0.6;
    if (!enough) {
      clearTimeout(timers.get(target));
      timers.delete(target);
    } else if (!timers.has(target)) {
      timers.set(target, setTimeout(() => {
        timers.delete(target);
        if (document.visibilityState !== "visible") return;
        const feed = target.closest("[data-feed]");
        if (feed) read(feed.dataset.feed, target.dataset.post);
        seen.unobserve(target);
      }, 1000));
    }
  }
}, { threshold: [0, 0.6] });

export function watchReading(root) {
  for (const post of root.querySelectorAll(".post.unread")) seen.observe(post);
}

addEventListener("pagehide", () => flush(true));
