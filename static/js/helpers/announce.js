// Two live regions in the page, never swapped; their text is cleared so that the same words can be said again.
const clear = new Map();

function put(id, text) {
  const region = document.getElementById(id);
  if (!region) return;
  clearTimeout(clear.get(id));
  region.textContent = text;
  clear.set(id, setTimeout(() => { region.textContent = ""; }, 1500));
}

export const say = (text) => put("live", text);
export const alarm = (text) => put("live-assertive", text);

const last = new Map();
// The same kind of news at most once in `seconds`.
export function sayRarely(kind, text, seconds) {
  if (Date.now() - (last.get(kind) ?? 0) < seconds * 1000) return;
  last.set(kind, Date.now());
  say(text);
}
