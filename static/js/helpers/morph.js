// Turns one element into another without losing focus, selection, open details or a playing video.
const keyOf = (node) => node.nodeType === 1
  && (node.id || node.getAttribute("formaction") || node.getAttribute("href") || node.getAttribute("name"));

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return old;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType !== 1) {
    old.data = fresh.data;
    return old;
  }
  if (old.hasAttribute("data-keep") || (old.nodeName === "VIDEO" && !old.paused)) return old;
  attributes(old, fresh);
  if (old.nodeName !== "TEXTAREA") children(old, fresh);
  return old;
}

function attributes(old, fresh) {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) {
    const ours = (name === "open" && old.nodeName === "DETAILS") || (name.startsWith("aria-") && old.nodeName === "TEXTAREA");
    if (!ours && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
}

function children(old, fresh) {
  const keyed = new Map();
  for (const child of old.childNodes) if (keyOf(child)) keyed.set(keyOf(child), child);
  let here = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const key = keyOf(child);
    const match = key ? keyed.get(key) : here && !keyOf(here) && here.nodeName === child.nodeName ? here : null;
    if (!match) {
      old.insertBefore(child, here);
      continue;
    }
    if (match === here) here = here.nextSibling;
    else old.insertBefore(match, here);
    keyed.delete(key);
    morph(match, child);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}
