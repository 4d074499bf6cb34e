// Short news with at most one action. It stays while it is pointed at or focused; `z` presses its action.
import { alarm, say } from "./announce.js";

const STAY = 8000;

export function toast(text, { action, onAction, href, bad = false } = {}) {
  const item = document.createElement("li");
  item.className = bad ? "toast toast--bad" : "toast";
  item.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (action) {
    const button = document.createElement(href ? "a" : "button");
    if (href) button.href = href;
    else button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => { item.remove(); onAction?.(); });
    item.append(button);
  }
  document.getElementById("toasts").append(item);
  let timer = setTimeout(() => item.remove(), STAY);
  for (const [enter, leave] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    item.addEventListener(enter, () => clearTimeout(timer));
    item.addEventListener(leave, () => { clearTimeout(timer); timer = setTimeout(() => item.remove(), STAY); });
  }
  (bad ? alarm : say)(action ? `${text} ${action}` : text);
  return item;
}

export const undoLast = () => [...document.querySelectorAll("#toasts .toast button")].at(-1)?.click();
