// Menus near the control that opened them, and one dialog for pages that can be shown over another.
import { ask, parse } from "./fetch.js";
import { refused } from "./refusal.js";
import { t } from "./words.js";

export function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  menu.style.insetBlockStart = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
  menu.style.insetInlineStart = `${left}px`;
}

export function openMenu(menu, anchor) {
  menu.showPopover();
  place(menu, anchor);
  menu.querySelector("a, button")?.focus();
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed" && (document.activeElement === document.body || menu.contains(document.activeElement))) anchor.focus();
  }, { once: true });
}

export async function fetchMenu(anchor) {
  const menu = document.getElementById("menu") ?? document.getElementById("over").appendChild(
    Object.assign(document.createElement("div"), { id: "menu", className: "menu", popover: "auto" }));
  try {
    menu.replaceChildren(parse(await ask(anchor.href)));
    openMenu(menu, anchor);
  } catch (error) {
    refused(error);
  }
}

document.addEventListener("click", ({ target }) => {
  const menu = target.closest("#menu");
  if (menu && target.closest("a, button")) menu.hidePopover();
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[popover]");
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("a, button")];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
});

export async function openDialog(href) {
  let fragment;
  try {
    fragment = parse(await ask(href));
  } catch (error) {
    return refused(error);
  }
  const dialog = document.body.appendChild(Object.assign(document.createElement("dialog"), { className: "dialog" }));
  const title = fragment.querySelector("[data-title]")?.dataset.title ?? "";
  dialog.innerHTML = `<div class="dialog__head"><h2 id="dialog-h"></h2><form method="dialog"><button class="ib">
    <svg class="i" aria-hidden="true"><use/></svg></button></form></div><div class="dialog__body"></div>`;
  dialog.setAttribute("aria-labelledby", "dialog-h");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("button").setAttribute("aria-label", t("close"));
  const sprite = document.querySelector("use").getAttribute("href").split("#")[0];
  dialog.querySelector("use").setAttribute("href", `${sprite}#close`);
  dialog.querySelector(".dialog__body").append(fragment);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
  dialog.querySelector("[autofocus], .kind[aria-current], .dialog__body :is(input:not([type=hidden]), textarea, select, button:not([tabindex]))")?.focus();
  return dialog;
}
