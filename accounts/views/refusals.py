"""What is answered before a view is reached: unreadable requests, forms that are too old."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.middleware import refuse
from microblog.lib.http import is_fragment


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form does not carry the secret of this browser (Django's CSRF check): 403."""
    message = _(
        "This form is too old, or it came from somewhere else. Go back, load the page again and"
        " send it once more: what you wrote is still there."
    )
    return refuse(request, 403, message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be read: 400, or 413 when it is too large.

    Asks nothing of the request: it may be what cannot be read, and nobody may be known yet.
    """
    too_large = isinstance(exception, RequestDataTooBig)
    status = 413 if too_large else 400
    if is_fragment(request):
        text = _("This is more than the server takes.") if too_large else _("It cannot be read.")
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    known = hasattr(request, "LANGUAGE_CODE")
    context = {"bilingual": not known, "too_large": too_large, "status": status}
    return HttpResponse(render_to_string("400.html", context), status=status)
