// Changes above the reading point must not move it: browsers without scroll anchoring need the help.
function reading() {
  for (const post of document.querySelectorAll(".post")) {
    const { top, bottom } = post.getBoundingClientRect();
    if (bottom > 80) return { post, top };
  }
  return null;
}

export function keepPlace(change) {
  const before = scrollY > 0 ? reading() : null;
  const result = change();
  if (before?.post.isConnected) {
    const moved = before.post.getBoundingClientRect().top - before.top;
    if (Math.abs(moved) > 1) scrollBy({ top: moved, behavior: "instant" });
  }
  return result;
}
