// A slim bar while the network is gone, and the page kept for reading without it.
import { t } from "../helpers/words.js";

const bar = Object.assign(document.createElement("p"), { className: "offbar", role: "status" });

function show() {
  bar.textContent = t("offline");
  if (navigator.onLine) bar.remove();
  else document.getElementById("over")?.append(bar);
}

addEventListener("online", show);
addEventListener("offline", show);
if (!navigator.onLine) show();
navigator.serviceWorker?.register("/sw.js").catch(() => { /* pages work without it */ });
