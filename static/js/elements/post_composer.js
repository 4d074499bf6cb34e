// The writing box. Text never leaves it before the server has it; then the post is put where it belongs.
import { alarm, say } from "../helpers/announce.js";
import { catchDrops } from "../helpers/drops.js";
import { apply, ask, parse } from "../helpers/fetch.js";
import { refused } from "../helpers/refusal.js";
import { toast } from "../helpers/toast.js";
import { t } from "../helpers/words.js";
import { remove } from "../models/cards.js";
import { Suggestions } from "../models/suggestions.js";
import { TextCounter } from "../models/text_counter.js";

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

class PostComposer extends HTMLElement {
  #busy = false; #counter;

  connectedCallback() {
    this.#counter = new TextCounter(this.#box, this.querySelector(".counter"), Number(this.dataset.limit));
    new Suggestions(this.#box, this.querySelector(".ac"));
    this.#form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); this.#send(); });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.#form.requestSubmit(); }
    });
    this.addEventListener("click", ({ target }) => this.#insert(target.closest("[data-insert]:not([role])")?.dataset.insert));
    this.addEventListener("change", ({ target }) => {
      if (target.type !== "file") return;
      this.#files?.add(target.files);
      target.value = "";
    });
    this.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    if (document.querySelector("post-composer") === this && this.#files) catchDrops((event) => this.#take(event, event.dataTransfer));
    this.#box.addEventListener("input", () => this.#keep(this.#box.value));
    this.#box.value ||= this.#kept ?? "";
    this.#counter.update();
    if (location.hash === `#${this.#box.id}`) this.#box.focus();
  }

  get #form() { return this.closest("form"); }
  get #box() { return this.querySelector("textarea"); }
  get #files() { return this.querySelector("upload-list"); }
  get #button() { return this.querySelector(".btn--main"); }

  // Only until the tab closes: company text is not left on a shared computer.
  get #place() { return `text:${this.#form.getAttribute("action")}:${this.#form.elements.reply_to?.value ?? ""}`; }
  get #kept() { return this.dataset.place === "edit" ? null : sessionStorage.getItem(this.#place); }
  #keep(text) { if (text) sessionStorage.setItem(this.#place, text); else sessionStorage.removeItem(this.#place); }

  #insert(mark) {
    if (!mark) return;
    const box = this.#box;
    const before = box.value.slice(0, box.selectionStart);
    box.focus();
    box.setRangeText(before && !/\s$/.test(before) ? ` ${mark}` : mark, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #take(event, { files }) {
    if (!files.length || !this.#files) return;
    event.preventDefault();
    this.#files.add(files);
  }

  async #send() {
    if (this.#busy) return;
    this.#busy = true;
    const label = this.#button.textContent;
    const wait = (text) => { this.#button.textContent = text; };
    this.#button.ariaBusy = "true";
    wait(t("posting"));
    const slow = setTimeout(() => wait(t("slow")), 4000);
    try {
      if (this.#files?.busy) { say(t("uploading")); await this.#files.settled; }
      const body = new FormData(this.#form);
      body.delete("files");
      this.#done(await ask(this.#form.getAttribute("action"), { method: "POST", body }), this.#box.value);
    } catch (error) {
      if (error.status === 422 && error.body.includes("<form")) {
        apply(error.body);
        const wrong = this.querySelector("[role=alert]") ?? document.querySelector(".field--error");
        (wrong?.querySelector("input") ?? wrong)?.focus();
        alarm((wrong?.querySelector(".field__error") ?? wrong)?.textContent.trim() ?? "");
      } else refused(error, () => this.#form.requestSubmit());
    } finally {
      clearTimeout(slow);
      this.#busy = false;
      this.#button.ariaBusy = "false";
      wait(label);
    }
  }

  #done(html, text) {
    this.#keep("");
    if (this.dataset.place === "edit") {
      apply(html);
      this.closest("dialog")?.close();
      return say(t("saved"));
    }
    const feed = document.querySelector("post-feed");
    const id = parse(html).querySelector(".post")?.dataset.post;
    if (!feed || this.dataset.place === "compose") return id && location.assign(this.#form.elements.next.value || `/p/${id}`);
    feed.add(html);
    this.#box.value = "";
    this.#files?.clear();
    this.querySelector(".errors")?.remove();
    this.#box.removeAttribute("aria-invalid");
    this.#form.elements.client_key.value = newKey();
    this.#counter.update();
    this.#box.focus();
    if (this.dataset.place === "conversation") say(t("posted"));
    else toast(t("posted"), { action: t("undo"), onAction: () => this.#undo(id, text) });
  }

  async #undo(id, text) {
    try {
      await ask(`/p/${id}/retract`, { method: "POST", body: new FormData() });
    } catch (error) {
      return refused(error);
    }
    remove(id);
    this.#box.value ||= text;
    this.#counter.update();
    this.#box.focus();
    say(t("undone"));
  }
}

customElements.define("post-composer", PostComposer);
