// Buttons that say the state they want (`on=1`), sent without leaving the page. Without script they are plain forms.
import { apply, ask } from "../helpers/fetch.js";
import { say } from "../helpers/announce.js";
import { refused } from "../helpers/refusal.js";
import { fetchMenu, openDialog, openMenu } from "../helpers/popover.js";
import { toast } from "../helpers/toast.js";
import { t } from "../helpers/words.js";

function press(button) {
  const was = { pressed: button.getAttribute("aria-pressed"), value: button.value };
  const on = was.pressed !== "true";
  const number = button.querySelector(".num");
  const count = Number(number?.textContent);
  button.setAttribute("aria-pressed", String(on));
  button.value = on ? "0" : "1";
  if (number) number.textContent = Math.max(0, count + (on ? 1 : -1));
  button.classList.add("act--pop");
  return () => {
    button.setAttribute("aria-pressed", was.pressed);
    button.value = was.value;
    if (number) number.textContent = count;
  };
}

export async function send(url, fields, { button, form } = {}) {
  const body = form ? new FormData(form) : new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const revert = button?.hasAttribute("aria-pressed") ? press(button) : () => {};
  try {
    const html = await ask(url, { method: "POST", body });
    if (html) apply(html);
    return true;
  } catch (error) {
    revert();
    if (error.status === 422 && form?.id && error.body.includes(form.id)) {
      apply(error.body);
      document.getElementById(form.id)?.querySelector("[role=alert]")?.focus();
    } else refused(error, () => send(url, fields, { button, form }));
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  const dialog = form.closest("dialog");
  const ours = form.id === "act" || form.hasAttribute("data-fetch") || (dialog && form.method === "post");
  if (event.defaultPrevented || !ours || button?.hasAttribute("data-plain")) return;
  event.preventDefault();
  const url = button?.getAttribute("formaction") ?? form.action;
  const done = await send(url, button?.name ? { [button.name]: button.value } : {}, { button, form });
  if (done && button?.dataset.said) toast(button.dataset.said);
  if (done && dialog) {
    dialog.close();
    say(t("saved"));
  }
});

const reactions = () => document.getElementById("reaction-menu");

export function chooseReaction(post, anchor) {
  const menu = reactions();
  menu.dataset.post = post;
  openMenu(menu, anchor);
}

export function react(post, kind) {
  const url = `/p/${post}/reactions/${kind}`;
  const button = document.querySelector(`#p-${post} [formaction="${url}"]`);
  return button ? button.click() : send(url, { on: "1" });
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const reply = target.closest("a[data-act=reply]");
  if (reply?.pathname === location.pathname) document.getElementById("reply")?.focus();
  const link = target.closest("a[data-menu], a[data-dialog], a[data-act=react]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const post = link.closest(".post")?.dataset.post;
    event.preventDefault();
    if (link.dataset.act === "react") chooseReaction(post, link);
    else if ("menu" in link.dataset) fetchMenu(link);
    else openDialog(link.href);
    return;
  }
  const kind = target.closest("#reaction-menu button");
  if (kind) {
    reactions().hidePopover();
    react(reactions().dataset.post, kind.value);
  }
});

// A post's toolbar is one stop of the Tab key; arrows move inside it. Nothing to set up: the first visit does it.
const items = (bar) => [...bar.querySelectorAll("a, button")];
document.addEventListener("focusin", ({ target }) => {
  const bar = target.closest(".acts");
  for (const item of bar ? items(bar) : []) item.tabIndex = item === target ? 0 : -1;
});
document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.(".acts");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!bar || !step) return;
  event.preventDefault();
  const all = items(bar);
  all.at((all.indexOf(event.target) + step) % all.length).focus();
});
