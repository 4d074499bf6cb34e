// Keys, bound from the rows of the help itself: what `?` lists is what works.
import { undoLast } from "../helpers/toast.js";
import { openDialog } from "../helpers/popover.js";
import { t } from "../helpers/words.js";
import { say } from "../helpers/announce.js";
import { chooseReaction, react } from "./actions.js";
import { read } from "./read_marks.js";

const SEQUENCE_MS = 1000;
const help = () => document.getElementById("keys");
const STOPS = ".post, .notice";
const posts = () => [...document.querySelectorAll(STOPS)];
const current = () => document.activeElement?.closest(STOPS);
const inside = (selector) => current()?.querySelector(selector);

function step(way, wanted = STOPS) {
  const all = posts();
  const top = (post) => post.getBoundingClientRect().top > 60;
  const at = current() ? all.indexOf(current()) : all.findIndex(top) - (way > 0 ? 1 : 0);
  const rest = way > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
  const post = rest.find((one) => one.matches(wanted));
  if (!post) return;
  post.focus();
  post.scrollIntoView({ block: "nearest" });
  const feed = post.closest("[data-feed]")?.dataset.feed;
  if (feed && post.matches(".unread")) read(feed, post.dataset.post);
}

async function copyLink() {
  const link = inside(".byline__when");
  if (!link) return;
  await navigator.clipboard?.writeText(link.href);
  say(t("copied"));
}

const focusOrGo = (id, address) => {
  const box = document.getElementById(id);
  if (box?.checkVisibility?.()) box.focus();
  else location.assign(address);
};

const does = {
  next: () => step(1),
  previous: () => step(-1),
  "next-unread": () => step(1, ".unread, .notice--new"),
  "previous-unread": () => step(-1, ".unread, .notice--new"),
  open: () => { const link = inside(".byline__when, .notice__text a"); if (link) location.assign(link.href); },
  expand: () => inside(".post__readon")?.click(),
  media: () => inside("[data-act=open]")?.click(),
  profile: () => inside(".byline__name")?.click(),
  refresh: () => document.querySelector("new-posts-pill")?.open(),
  compose: () => focusOrGo("compose", "/compose"),
  reply: () => inside("[data-act=reply]")?.click(),
  thank: () => current()?.dataset.post && react(current().dataset.post, "thanks"),
  react: () => current()?.dataset.post && chooseReaction(current().dataset.post, inside("[data-act=react]")),
  repost: () => inside(".act--share")?.click(),
  bookmark: () => inside(".act--mark")?.click(),
  copy: copyLink,
  edit: () => {
    const done = document.activeElement?.closest(".notice")?.querySelector("[data-act=done]");
    if (done) done.click();
    else if (current()?.matches(".post--mine")) openDialog(`/p/${current().dataset.post}/edit`);
  },
  undo: undoLast,
  availability: () => openDialog("/me/availability"),
  search: () => focusOrGo("q", "/search"),
  go: (row) => location.assign(row.dataset.go),
  "own-profile": () => location.assign(`/@${document.body.dataset.me}`),
  keys: () => help().showModal(),
  leave: () => document.activeElement?.closest("input, textarea, select")?.blur(),
};

const bound = new Map();
for (const row of help()?.querySelectorAll("[data-keys]") ?? []) {
  for (const keys of row.dataset.keys.split(",")) bound.set(keys, row);
}
const starts = new Set([...bound.keys()].filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]));

let first = "", timer;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  const writing = target.isContentEditable || target.matches("input, textarea, select");
  if (writing && key !== "Escape") return;
  if (document.body.dataset.keys === "off" && key !== "Escape") return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  if (key === "Enter" && target !== current()) return;
  const row = bound.get(first ? `${first} ${key}` : key);
  clearTimeout(timer);
  first = !first && starts.has(key) ? key : "";
  timer = setTimeout(() => { first = ""; }, SEQUENCE_MS);
  if (first || !row) return;
  if (key !== "Escape") event.preventDefault();
  does[row.dataset.do]?.(row);
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("a[data-act=keys]") && help()) { event.preventDefault(); help().showModal(); }
  const copy = target.closest("a[data-act=copy]");
  if (copy) {
    event.preventDefault();
    navigator.clipboard?.writeText(copy.href).then(() => say(t("copied")));
  }
});
