// People after @ and tags after #, while writing: a listbox below the textarea, which keeps the focus.
import { sayRarely } from "../helpers/announce.js";
import { ask } from "../helpers/fetch.js";
import { t } from "../helpers/words.js";

const TOKEN = /(?:^|[\s(«"'’])([@#][\p{L}\p{N}_.-]*)$/u;

export class Suggestions {
  #box; #list; #timer; #token = ""; #asked = new Map();

  constructor(box, list) {
    this.#box = box;
    this.#list = list;
    // Not role=combobox: HTML does not allow it on a textarea.
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.addEventListener("input", () => this.#look());
    box.addEventListener("blur", () => this.#close());
    box.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.#choose(option);
    });
  }

  get #options() { return [...this.#list.children]; }
  get #current() { return this.#list.querySelector("[aria-selected=true]"); }

  #look() {
    clearTimeout(this.#timer);
    const before = this.#box.value.slice(0, this.#box.selectionStart);
    this.#token = before.match(TOKEN)?.[1] ?? "";
    if (!this.#token) return this.#close();
    this.#timer = setTimeout(() => this.#ask(this.#token), 120);
  }

  async #ask(token) {
    const audience = this.#box.form.elements.audience?.value ?? "";
    const url = `/suggest?${new URLSearchParams({ q: token, audience })}`;
    try {
      if (!this.#asked.has(url)) this.#asked.set(url, await ask(url));
    } catch {
      return;
    }
    if (token !== this.#token) return;
    this.#list.innerHTML = this.#asked.get(url);
    const n = this.#options.length;
    if (!n) return this.#close();
    this.#list.hidden = false;
    this.#select(this.#options[0]);
    sayRarely("suggestions", t("results", { n }), 2);
  }

  #select(option) {
    for (const one of this.#options) one.ariaSelected = String(one === option);
    this.#box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #choose(option) {
    const end = this.#box.selectionStart;
    this.#box.setRangeText(option.dataset.insert, end - this.#token.length, end, "end");
    this.#close();
    this.#box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.#timer);
    this.#token = "";
    this.#list.hidden = true;
    this.#box.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (this.#list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#select(this.#options.at((this.#options.indexOf(this.#current) + step) % this.#options.length));
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.#choose(this.#current);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
