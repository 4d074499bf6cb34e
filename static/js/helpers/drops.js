// Files dropped anywhere on the page, with a hint over all of it while they are held.
import { t } from "./words.js";

export function catchDrops(take) {
  const hint = Object.assign(document.createElement("div"), { className: "drophint", textContent: t("drop") });
  const carries = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    document.body.append(hint);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => { if (!relatedTarget) hint.remove(); });
  document.addEventListener("drop", (event) => {
    hint.remove();
    if (carries(event)) take(event);
  });
}
