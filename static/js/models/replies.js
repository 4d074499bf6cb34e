// Above the answers of a thread stands how many there are: the first post knows, and is kept up to date.
import { t } from "../helpers/words.js";
import { shown } from "./cards.js";

document.addEventListener("posts-changed", () => {
  const heading = document.getElementById("replies-h");
  const first = heading && shown(heading.dataset.of);
  if (!first) return;
  const n = Number(first.querySelector("[data-act=reply] .num")?.textContent ?? 0);
  heading.textContent = t("replies", { n });
  heading.classList.toggle("vh", !n);
});
