// « 3 new posts »: says that posts wait, and shows them only when asked. A page never moves by itself.
import { sayRarely } from "../helpers/announce.js";
import { shown } from "../models/cards.js";
import { t } from "../helpers/words.js";

class NewPostsPill extends HTMLElement {
  #waiting = new Map();
  #more = 0;

  connectedCallback() {
    document.addEventListener("post-arrived", ({ detail }) => this.#arrived(detail));
    document.addEventListener("posts-waiting", ({ detail }) => this.#set(detail));
    document.addEventListener("posts-changed", () => this.#forgetShown());
    this.addEventListener("click", (event) => { event.preventDefault(); this.open(); });
  }

  get #feed() { return document.querySelector("post-feed"); }
  get #count() { return Math.max(this.#waiting.size, this.#more); }

  #arrived(fact) {
    if (!fact.feed.includes(this.#feed?.dataset.feed) || shown(fact.id)) return;
    // My own comes with the answer to its form; only from another page of mine does it wait like others.
    if (fact.author?.handle === document.body.dataset.me && !fact.late) return setTimeout(() => this.#arrived({ ...fact, late: true }), 2000);
    this.#waiting.set(fact.id, fact.author);
    if (this.#more) this.#more += 1;
    this.#show();
  }

  // The server's count is the truth after a pause: it replaces what the socket told.
  #set(news) {
    this.#waiting.clear();
    this.#more = news.new;
    news.authors.forEach((author, i) => this.#waiting.set(`author-${i}`, author));
    if (!news.new) this.#waiting.clear();
    this.#show();
  }

  #forgetShown() {
    for (const id of this.#waiting.keys()) if (shown(id)) this.#waiting.delete(id);
    this.#show();
  }

  #show() {
    const n = this.#count;
    this.hidden = !n;
    if (!n) return;
    const text = t("pill", { n });
    this.querySelector(".pill__text").textContent = text;
    const faces = new Map([...this.#waiting.values()].filter(Boolean).reverse().map((author) => [author.handle ?? author.name, author]));
    this.querySelector(".faces").replaceChildren(...[...faces.values()].slice(0, 3).map(({ initials, color }) => Object.assign(
      document.createElement("span"), { className: `av c${color}`, textContent: initials, ariaHidden: "true" })));
    sayRarely("pill", text, 30);
  }

  async open() {
    if (this.hidden) return scrollTo({ top: 0 });
    if (await this.#feed.loadNew()) {
      this.#waiting.clear();
      this.#more = 0;
      this.#show();
    }
  }
}

customElements.define("new-posts-pill", NewPostsPill);
