// What a person sees when the server said no.
import { t } from "./words.js";
import { toast } from "./toast.js";

export function refused(error, retry) {
  if (!("status" in error)) throw error;
  if (error.status === 401) {
    const next = encodeURIComponent(location.pathname + location.search);
    return toast(t("session"), { action: t("signin"), href: `/login?next=${next}`, bad: true });
  }
  const again = retry && (error.status === 0 || error.status >= 500);
  return toast(error.message, { bad: true, ...(again && { action: t("retry"), onAction: retry }) });
}
