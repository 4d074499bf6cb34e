// Files of a post: sent at once, one row each with progress, a way to stop, and words for those who cannot see.
import { token } from "../helpers/fetch.js";
import { say } from "../helpers/announce.js";
import { language, t } from "../helpers/words.js";

const size = (bytes) => new Intl.NumberFormat(language, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 })
  .format(bytes / (bytes < 1e6 ? 1e3 : 1e6));
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const drawing = (name) => {
  const sprite = document.querySelector("use").getAttribute("href").split("#")[0];
  return make("template", { innerHTML: `<svg class="i" aria-hidden="true"><use href="${sprite}#${name}"/></svg>` }).content;
};

class UploadList extends HTMLElement {
  #running = new Set();

  connectedCallback() { this.dataset.keep = ""; }

  // Resolves when no file is on its way.
  get settled() { return Promise.allSettled([...this.#running]); }
  get busy() { return this.#running.size > 0; }
  clear() { this.replaceChildren(); }

  add(files) {
    for (const file of files) {
      const sending = this.#send(file);
      this.#running.add(sending);
      sending.finally(() => this.#running.delete(sending));
    }
  }

  #row(file) {
    const thumb = make("span", { className: "upload__thumb" });
    if (file.type.startsWith("image/")) {
      const url = URL.createObjectURL(file);
      thumb.append(make("img", { src: url, alt: "", onload: () => URL.revokeObjectURL(url) }));
    } else thumb.append(drawing(file.type.startsWith("video/") ? "video" : "file"));
    const stop = make("button", { type: "button", className: "ib" }, drawing("close"));
    stop.setAttribute("aria-label", t("remove", { name: file.name }));
    const name = make("span", { className: "upload__name" }, make("span", { textContent: file.name }), make("small", { textContent: size(file.size) }));
    const bar = make("progress", { max: 1, value: 0, ariaLabel: file.name });
    const row = make("div", { className: "upload" }, thumb, name, stop, bar);
    return { row, stop, bar };
  }

  #send(file) {
    const { row, stop, bar } = this.#row(file);
    this.append(row);
    const request = new XMLHttpRequest();
    stop.addEventListener("click", () => { request.abort(); row.remove(); this.closest("form").querySelector("textarea").focus(); });
    return new Promise((done) => {
      request.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
      request.onloadend = () => {
        if (request.status === 201) this.#sent(row, bar, JSON.parse(request.responseText));
        else if (row.isConnected) this.#failed(row, bar, request);
        done();
      };
      const body = new FormData();
      body.set("file", file);
      request.open("POST", "/files");
      request.setRequestHeader("X-Requested-With", "fetch");
      request.setRequestHeader("X-CSRFToken", token());
      request.send(body);
    });
  }

  #sent(row, bar, { id, kind, name }) {
    row.append(make("input", { type: "hidden", name: "attachment", value: id }));
    if (kind === "file") bar.remove();
    else {
      const words = make("input", { name: `alt_${id}`, maxLength: 1000, placeholder: t("alt") });
      words.setAttribute("aria-label", t("altof", { name }));
      bar.replaceWith(make("span", { className: "upload__alt" }, words));
    }
    say(t("sent", { name }));
  }

  #failed(row, bar, { status, responseText }) {
    let text = t({ 413: "toolarge", 415: "badfile" }[status] ?? "error");
    try { text = JSON.parse(responseText).error ?? text; } catch { /* not JSON: our own words */ }
    row.classList.add("upload--error");
    bar.replaceWith(make("p", { className: "upload__error", role: "alert", textContent: text }));
  }
}

customElements.define("upload-list", UploadList);
