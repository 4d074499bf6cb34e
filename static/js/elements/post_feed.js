// A list of posts: puts new ones first (or last, in a thread), loads older ones, watches what is read.
import { say } from "../helpers/announce.js";
import { ask, parse } from "../helpers/fetch.js";
import { keepPlace } from "../helpers/place.js";
import { refused } from "../helpers/refusal.js";
import { t } from "../helpers/words.js";
import { shown } from "../models/cards.js";
import { watchReading } from "../models/read_marks.js";

const MOST_PAGES = 5, AUTO_PAGES = 3;

class PostFeed extends HTMLElement {
  #auto = AUTO_PAGES; #behind = false; #loading = Promise.resolve();
  #end = new IntersectionObserver(([entry]) => { if (entry.isIntersecting && this.#auto-- > 0) this.#older(false); }, { rootMargin: "200% 0px" });

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const more = event.target.closest("a.more");
      if (more) { event.preventDefault(); this.#older(true); }
      if (event.target.closest("[data-read-all]")) this.querySelector("#markline")?.remove();
      const on = event.target.closest(".post__readon");
      if (on) { event.preventDefault(); on.previousElementSibling.classList.add("body--open"); }
    });
    document.addEventListener("post-arrived", ({ detail }) => {
      if (detail.feed.includes(this.dataset.feed) && !shown(detail.id)) this.#follow();
    });
    document.addEventListener("posts-waiting", ({ detail }) => { if (detail.new) this.#follow(); });
    document.addEventListener("visibilitychange", () => { if (this.#behind) this.#follow(); });
    this.#changed();
    // A conversation opens at its last words; coming back, the browser knows where one was.
    if (this.matches(".bubbles") && !location.hash && performance.getEntriesByType("navigation")[0]?.type !== "back_forward") {
      scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    }
  }

  // Threads and conversations grow at their end, where nothing that is being read can move.
  get #last() { return this.dataset.order === "down"; }
  get #list() { return this.querySelector("[role=feed]"); }

  // What is loaded counts as read: a page nobody looks at waits until somebody does.
  async #follow() {
    if (!this.#last) return;
    this.#behind = document.hidden;
    if (!this.#behind && await this.loadNew() && this.dataset.feed.startsWith("conversation:")) document.dispatchEvent(new Event("counts-changed"));
  }

  // One after the other, so that each asks from where the one before it came to.
  loadNew() {
    this.#loading = this.#loading.then(() => this.#load());
    return this.#loading;
  }

  async #load() {
    const fresh = [];
    this.#list.ariaBusy = "true";
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const url = new URL(this.dataset.url, location);
        url.searchParams.set("after", this.dataset.newest);
        const fragment = parse(await ask(url));
        const end = fragment.querySelector("[data-newest]");
        fresh.unshift(...fragment.querySelectorAll(".post"));
        this.dataset.newest = end?.dataset.newest || this.dataset.newest;
        if (!end?.hasAttribute("data-more")) break;
        if (page === MOST_PAGES - 1) return location.assign(this.dataset.url);
      }
    } catch (error) {
      refused(error, () => this.loadNew());
      return false;
    } finally {
      this.#list.ariaBusy = "false";
    }
    this.#put(fresh);
    if (!this.#last) {
      scrollTo({ top: 0, behavior: "instant" });
      this.querySelector(".post")?.focus({ preventScroll: true });
    }
    return true;
  }

  // `posts` come newest first; a thread shows the oldest first.
  #put(posts) {
    const fresh = posts.filter(({ id }) => !document.getElementById(id));
    for (const post of fresh) post.classList.add("post--fresh");
    const near = innerHeight + scrollY > document.documentElement.scrollHeight - 200;
    this.querySelector(".empty")?.remove();
    if (this.#last) {
      this.#list.append(...fresh.reverse());
      if (near) fresh.at(-1)?.scrollIntoView({ block: "nearest" });
    } else this.#list.prepend(...fresh);
    this.#changed();
  }

  // My own post, at once; `newest` stays, so that others' posts of the same moment are still asked for.
  add(html) {
    const post = parse(html).querySelector(".post");
    if (post && !shown(post.dataset.post)) this.#put([post]);
    return post && shown(post.dataset.post);
  }

  async #older(asked) {
    const more = this.querySelector("a.more");
    if (!more || more.ariaBusy === "true") return;
    more.ariaBusy = "true";
    try {
      const fragment = parse(await ask(more.href));
      for (const post of fragment.querySelectorAll(".post")) if (document.getElementById(post.id)) post.remove();
      const posts = [...fragment.querySelectorAll(".post")];
      const lists = [...this.querySelectorAll("[role=feed]")];
      const list = lists.findLast((one) => one.children.length) ?? lists[0];
      const next = fragment.querySelector(".more");
      keepPlace(() => {
        if (this.#last) list.prepend(...posts);
        else list.append(...posts);
        if (next) more.replaceWith(next);
        else more.remove();
      });
      if (asked) posts[0]?.focus();
      say(t("loaded"));
      this.#changed();
    } catch (error) {
      more.ariaBusy = "false";
      refused(error, asked ? () => this.#older(true) : undefined);
    }
  }

  #changed() {
    watchReading(this);
    this.#end.disconnect();
    const more = this.querySelector("a.more");
    if (more && this.#auto > 0 && !this.#last) this.#end.observe(more);
    document.dispatchEvent(new Event("posts-changed"));
  }
}

customElements.define("post-feed", PostFeed);
