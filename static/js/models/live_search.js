// Forms that only ask (search, directory filters) answer while one types; the address follows, so a result is a link.
import { apply, ask } from "../helpers/fetch.js";

let timer, latest = 0;

async function look(form) {
  const url = new URL(form.action, location);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  latest += 1;
  const mine = latest;
  try {
    const html = await ask(url);
    if (mine !== latest) return;
    apply(html);
    history.replaceState(history.state, "", url);
  } catch { /* the form can still be sent as it is */ }
}

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.hasAttribute("data-live")) return;
  clearTimeout(timer);
  timer = setTimeout(() => look(form), 250);
});
