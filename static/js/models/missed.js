// What a page missed while nobody told it: asked from where it knows the ledger, and put in its place.
import { ask } from "../helpers/fetch.js";
import { toast } from "../helpers/toast.js";
import { t } from "../helpers/words.js";
import { show } from "./availability.js";
import { onScreen, refresh, remove } from "./cards.js";
import { showCounts } from "./counts.js";

const MOST = 200;

export const feedOnScreen = () => document.querySelector("[data-feed]");

// Of a very long page, both ends: new posts come to one of them.
export function postsOnScreen() {
  const posts = onScreen();
  return posts.length > MOST ? [...posts.slice(0, MOST / 2), ...posts.slice(-MOST / 2)] : posts;
}

// Gives back where to ask on from.
export async function catchUp(since) {
  const feed = feedOnScreen();
  const query = new URLSearchParams({ since, feed: feed?.dataset.feed ?? "", after: feed?.dataset.newest ?? "", posts: postsOnScreen().join(",") });
  const news = JSON.parse(await ask(`/updates?${query}`));
  showCounts(news.counts);
  refresh(news.changed);
  news.gone.forEach(remove);
  news.availability.forEach(show);
  document.dispatchEvent(new CustomEvent("posts-waiting", { detail: news }));
  if (news.stale) toast(t("stale"), { action: t("reload"), onAction: () => location.reload() });
  return news.cursor;
}
