// Posts on screen that changed elsewhere are asked for together and changed in place.
import { ask, apply } from "../helpers/fetch.js";
import { keepPlace } from "../helpers/place.js";

const waiting = new Set();
let timer;

export const shown = (id) => document.getElementById(`p-${id}`);
export const onScreen = () => [...document.querySelectorAll(".post[data-post]")].map((post) => post.dataset.post);

export function refresh(ids) {
  for (const id of ids) if (shown(id)) waiting.add(id);
  if (waiting.size && !timer) timer = setTimeout(flush, 250);
}

async function flush() {
  timer = undefined;
  const ids = [...waiting].slice(0, 50);
  for (const id of ids) waiting.delete(id);
  try {
    const html = await ask(`/cards?ids=${ids.join(",")}`);
    apply(html);
    for (const id of ids) if (!html.includes(`id="p-${id}"`)) remove(id);
    document.dispatchEvent(new Event("posts-changed"));
  } catch { /* the next change or reconnection asks again */ }
  if (waiting.size) timer = setTimeout(flush, 250);
}

// A post that is gone for this reader leaves; focus goes to its neighbour.
export function remove(id) {
  const post = shown(id);
  if (!post) return;
  const near = post.nextElementSibling ?? post.previousElementSibling ?? document.getElementById("main");
  const focused = post.contains(document.activeElement);
  keepPlace(() => post.remove());
  if (focused) near.focus();
}
