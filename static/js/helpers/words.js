// The page's own words (templates/ui/_words.html), so that scripts carry no language.
const source = document.getElementById("words");
const words = new Map();
for (const word of source?.content.querySelectorAll("[data-w]") ?? []) words.set(word.dataset.w, word.textContent);

export const language = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(language);

// t("posted"), t("until", {time}), t("pill", {n: 3}): with `n`, the plural form of the language is chosen.
export function t(key, values = {}) {
  const form = "n" in values ? `${key}.${plural.select(values.n)}` : key;
  const text = words.get(form) ?? words.get(`${key}.other`) ?? words.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
