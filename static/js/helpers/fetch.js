/* How pages talk to the server. One convention:
   - a request carries `X-Requested-With: fetch`; it has the URL, method and fields of the plain link or form;
   - 2xx with HTML: each top-level element replaces (by morphing) the element with its id; `.toast` items are shown;
   - 204: what is shown already is right. `X-Location`: go there;
   - 422: the same form with its errors; 401 or the sign-in page: the session ended;
   - other refusals: a sentence, as text or JSON {"error"}. `Refused` carries status and sentence. */
import { morph } from "./morph.js";
import { keepPlace } from "./place.js";
import { t } from "./words.js";

export class Refused extends Error {
  constructor(status, body) {
    super(sentence(status, body));
    this.status = status;
    this.body = body;
  }
}

function sentence(status, body) {
  try { return JSON.parse(body).error; } catch { /* not JSON */ }
  if (body && body.length < 300 && !body.includes("<")) return body;
  return t({ 401: "session", 403: "forbidden", 404: "gone", 410: "gone", 413: "toolarge", 415: "badfile" }[status] ?? "error");
}

export const token = () => document.querySelector("#act [name=csrfmiddlewaretoken]")?.value ?? "";

export async function ask(url, { method = "GET", body, keepalive = false } = {}) {
  const headers = { "X-Requested-With": "fetch" };
  if (method !== "GET") headers["X-CSRFToken"] = token();
  let response;
  try {
    response = await fetch(url, { method, body, headers, keepalive, credentials: "same-origin" });
  } catch {
    throw new Refused(0, "");
  }
  const away = response.headers.get("X-Location");
  if (away) {
    location.assign(away);
    return "";
  }
  const text = await response.text();
  if (response.redirected && new URL(response.url).pathname.startsWith("/login")) throw new Refused(401, "");
  if (!response.ok) throw new Refused(response.status, text);
  return text;
}

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Puts what the server answered in its places; gives back the elements that are now in the page.
export function apply(html) {
  return keepPlace(() => [...parse(html).children].map((fresh) => {
    if (fresh.matches(".toast")) return document.getElementById("toasts").appendChild(fresh);
    const old = fresh.id && document.getElementById(fresh.id);
    return old ? morph(old, fresh) : null;
  }).filter(Boolean));
}
