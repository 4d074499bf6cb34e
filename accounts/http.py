"""Requests of people who are signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from accounts.models import User
from microblog.lib.http import is_fragment
from microblog.lib.net import client_address

P = ParamSpec("P")

# What a form is asked for and sent by; Django would take a PUT for a POST.
FORM_VERBS = ["GET", "HEAD", "POST"]


class UserRequest(HttpRequest):
    """A request whose user is somebody: what `signed_in` hands to a view."""

    user: User


def signed_in(
    view: Callable[Concatenate[UserRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only signed-in people reach a view; others go to sign in and come back."""

    @wraps(view)
    def check(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)  # type: ignore[arg-type]
            # What one person may see is nobody else's page, and not for any cache on the way.
            response.headers.setdefault("Cache-Control", "private, no-cache")
            return response
        if is_fragment(request):
            return HttpResponse(_("Your session has ended."), status=401, content_type="text/plain")
        return redirect_to_login(request.get_full_path())

    check.needs_sign_in = True  # type: ignore[attr-defined]  # for the test that walks every address
    return check


def refusing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of allauth whose refused forms answer 422 (429 after too many tries), not 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in FORM_VERBS:
            return HttpResponseNotAllowed(FORM_VERBS)
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and isinstance(form, BaseForm) and form.errors:
            codes = {error.code for errors in form.errors.as_data().values() for error in errors}
            response.status_code = 429 if "too_many_login_attempts" in codes else 422
        return response

    return answer


def address_of(request: HttpRequest) -> str:
    """The client's address: the socket's, or what the proxies that we trust say."""
    return client_address(
        str(request.META.get("REMOTE_ADDR", "")),
        request.headers.get("X-Forwarded-For", ""),
        settings.TRUSTED_PROXIES,
    )
