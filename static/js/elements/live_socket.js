// One socket a tab. It brings small facts; the page asks for the HTML it needs. Lost facts are asked for by cursor.
import { t } from "../helpers/words.js";
import { toast } from "../helpers/toast.js";
import { show } from "../models/availability.js";
import { refresh } from "../models/cards.js";
import { showCounts } from "../models/counts.js";
import { catchUp, feedOnScreen, postsOnScreen } from "../models/missed.js";

const SIGNED_OUT = 4401, NETWORK = 4403, RESYNC = 4408;
const MINUTE = 60_000;

class LiveSocket extends HTMLElement {
  #socket; #cursor = ""; #wait = 1000; #retry; #watched = ""; #hiddenSince = 0; #chip; #soon; #asking = false;

  connectedCallback() {
    this.#know(this.dataset.cursor);
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) { this.#catchUp(true); this.#open(); } });
    addEventListener("online", () => { this.#wait = 1000; this.#open(); });
    document.addEventListener("visibilitychange", () => this.#visible());
    document.addEventListener("posts-changed", () => this.#watch());
    document.addEventListener("counts-changed", () => this.#catchUp());
    this.#tick = setInterval(() => this.#everyMinute(), MINUTE);
    this.#open();
  }

  disconnectedCallback() {
    clearInterval(this.#tick);
    clearTimeout(this.#soon);
    this.#close();
  }

  #tick;

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
    const wait = code === RESYNC ? Math.random() * 2000 : this.#wait * (0.5 + Math.random());
    this.#wait = Math.min(this.#wait * 2, MINUTE);
    this.#retry = setTimeout(() => this.#open(), wait);
    if (this.#wait > 8000) this.#lost(true);
  }

  #watch() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const feed = feedOnScreen()?.dataset.feed;
    const message = JSON.stringify({ type: "watch", feeds: feed ? [feed] : [], posts: postsOnScreen() });
    if (message !== this.#watched) this.#socket.send(message);
    this.#watched = message;
  }

  #fact(fact) {
    this.#know(fact.cursor);
    switch (fact.kind) {
      case "post.changed":
      case "post.gone": return refresh([fact.id]);
      case "availability": return show(fact);
      case "counts": return showCounts(fact);
      case "access": return this.#catchUpSoon();
      case "post": return document.dispatchEvent(new CustomEvent("post-arrived", { detail: fact }));
    }
  }

  // Positions are texts that sort as they follow each other: one never goes back.
  #know(cursor) { if (cursor > this.#cursor) this.#cursor = cursor; }

  // Many pages hear of the same change at once: they do not all ask at once.
  #catchUpSoon() {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#catchUp(), Math.random() * 500);
  }

  // A page that comes back from the browser's memory after signing out must not go on showing what it showed.
  async #catchUp(back = false) {
    if (!this.isConnected) return;
    if (this.#asking) return this.#catchUpSoon();
    this.#asking = true;
    try {
      this.#know(await catchUp(this.#cursor));
    } catch (error) {
      // The socket may have said the same meanwhile: once is enough.
      if (!this.isConnected) return;
      if (error.status === 401 && back) location.reload();
      else if (error.status === 401) this.#closed(this.#socket, SIGNED_OUT);
    } finally {
      this.#asking = false;
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
