// One socket a tab. It brings small facts; the page asks for the HTML it needs. Lost facts are asked for by cursor.
import { ask } from "../helpers/fetch.js";
import { t } from "../helpers/words.js";
import { toast } from "../helpers/toast.js";
import { show } from "../models/availability.js";
import { onScreen, refresh, remove } from "../models/cards.js";
import { showCounts } from "../models/counts.js";

const SIGNED_OUT = 4401, NETWORK = 4403, RESYNC = 4408;
const MINUTE = 60_000;

class LiveSocket extends HTMLElement {
  #socket; #cursor; #wait = 1000; #retry; #watched = ""; #hiddenSince = 0; #chip;

  connectedCallback() {
    this.#cursor = this.dataset.cursor;
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) { this.#catchUp(true); this.#open(); } });
    addEventListener("online", () => { this.#wait = 1000; this.#open(); });
    document.addEventListener("visibilitychange", () => this.#visible());
    document.addEventListener("posts-changed", () => this.#watch());
    this.#tick = setInterval(() => this.#everyMinute(), MINUTE);
    this.#open();
  }

  disconnectedCallback() {
    clearInterval(this.#tick);
    this.#close();
  }

  #tick;

  get #feed() { return document.querySelector("[data-feed]"); }

  #open() {
    clearTimeout(this.#retry);
    if (!this.isConnected || (this.#socket?.readyState ?? WebSocket.CLOSED) < WebSocket.CLOSING) return;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = 1000;
      this.#watched = "";
      this.#lost(false);
      this.#watch();
      this.#catchUp();
    };
    socket.onmessage = ({ data }) => this.#fact(JSON.parse(data));
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  #close() {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    if (code === SIGNED_OUT) {
      this.remove();
      return toast(t("session"), { action: t("signin"), href: `/login?next=${encodeURIComponent(location.pathname)}`, bad: true });
    }
    // A page just opened was let in: then it is only the socket that is refused, and polling does.
    if (code === NETWORK && performance.now() > MINUTE) return location.reload();
    const wait = (code === RESYNC ? 100 : this.#wait) * (0.5 + Math.random());
    this.#wait = Math.min(this.#wait * 2, MINUTE);
    this.#retry = setTimeout(() => this.#open(), wait);
    if (this.#wait > 8000) this.#lost(true);
  }

  #watch() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const feed = this.#feed?.dataset.feed;
    const message = JSON.stringify({ type: "watch", feeds: feed ? [feed] : [], posts: onScreen().slice(0, 200) });
    if (message !== this.#watched) this.#socket.send(message);
    this.#watched = message;
  }

  #fact(fact) {
    if (fact.cursor) this.#cursor = fact.cursor;
    switch (fact.kind) {
      case "post.changed": return refresh([fact.id]);
      case "post.gone": return refresh([fact.id]);
      case "availability": return show(fact);
      case "counts": return showCounts(fact);
      case "access": return this.#catchUp();
      case "post": return document.dispatchEvent(new CustomEvent("post-arrived", { detail: fact }));
    }
  }

  // A page that comes back from the browser's memory after signing out must not go on showing what it showed.
  async #catchUp(back = false) {
    if (!this.isConnected) return;
    const feed = this.#feed;
    const query = new URLSearchParams({ since: this.#cursor, feed: feed?.dataset.feed ?? "", after: feed?.dataset.newest ?? "", posts: onScreen().slice(0, 100).join(",") });
    try {
      const news = JSON.parse(await ask(`/updates?${query}`));
      this.#cursor = news.cursor;
      showCounts(news.counts);
      refresh(news.changed);
      news.gone.forEach(remove);
      document.dispatchEvent(new CustomEvent("posts-waiting", { detail: news }));
      if (news.stale) toast(t("stale"), { action: t("reload"), onAction: () => location.reload() });
    } catch (error) {
      if (error.status === 401 && back) location.reload();
      else if (error.status === 401) this.#closed(this.#socket, SIGNED_OUT);
    }
  }

  #visible() {
    if (document.hidden) this.#hiddenSince = Date.now();
    else {
      if (Date.now() - this.#hiddenSince > MINUTE) this.#catchUp();
      this.#open();
    }
  }

  #everyMinute() {
    if (!document.hidden && this.#socket?.readyState !== WebSocket.OPEN) this.#catchUp();
  }

  #lost(yes) {
    this.#chip?.remove();
    if (!yes) return;
    this.#chip = Object.assign(document.createElement("p"), { className: "linkchip", textContent: t("connecting") });
    document.getElementById("over").append(this.#chip);
  }
}

customElements.define("live-socket", LiveSocket);
