// How much room is left, in what a reader calls characters; a link counts as 24 whatever its length.
import { say } from "../helpers/announce.js";
import { t } from "../helpers/words.js";

const LINK = /https?:\/\/\S+/g;
const segments = "Segmenter" in Intl ? new Intl.Segmenter() : null;

export function lengthOf(text) {
  const plain = text.replace(LINK, "x".repeat(24));
  if (!segments || /^[\x20-\x7e\u00a0-\u02ff\u2000-\u206f\n]*$/.test(plain)) return plain.length;
  let count = 0;
  for (const _ of segments.segment(plain)) count += 1;
  return count;
}

export class TextCounter {
  #box; #mark; #limit; #told = Infinity;

  constructor(box, mark, limit) {
    this.#box = box;
    this.#mark = mark;
    this.#limit = limit;
    box.addEventListener("input", () => this.update());
  }

  update() {
    const left = this.#limit - lengthOf(this.#box.value.trim());
    this.#mark.querySelector(".num").textContent = left;
    this.#mark.querySelector("circle:last-child").setAttribute("stroke-dasharray", `${Math.min(100, 100 - (left / this.#limit) * 100)} 100`);
    this.#mark.classList.toggle("counter--near", left <= 60 && left >= 0);
    this.#mark.classList.toggle("counter--over", left < 0);
    const step = left > 60 ? Infinity : left > 20 ? 60 : left > 0 ? 20 : Math.ceil(left / 10) * 10;
    if (step < this.#told) say(left < 0 ? t("over", { n: -left }) : t("left", { n: left }));
    this.#told = step;
    if (!CSS.supports("field-sizing", "content")) {
      this.#box.style.blockSize = "auto";
      this.#box.style.blockSize = `${this.#box.scrollHeight}px`;
    }
  }
}
