"""Around every request: who and where from, in which language, and how refusals look."""

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.http import address_of
from ledger import context
from microblog.lib.errors import NotAllowed, NotFound, Refusal, Rejected
from microblog.lib.http import is_fragment

Handler = Callable[[HttpRequest], HttpResponseBase]


class PersonMiddleware:
    """The person's language and time zone, and the origin that the ledger notes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        origin = context.Origin("page", address_of(request), uuid.uuid4().hex)
        user = request.user
        if user.is_authenticated:
            language, zone = user.language, user.time_zone
        else:
            language, zone = _language(request), settings.TIME_ZONE
        request.LANGUAGE_CODE = language
        with (
            context.acting_from(origin),
            translation.override(language),
            timezone.override(ZoneInfo(zone)),
        ):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not user.is_authenticated:
            patch_vary_headers(response, ["Accept-Language"])
        return response


class RefusalMiddleware:
    """An action's refusal is a page, or one sentence for the page's script."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_unreadable(request):
            return refuse(
                request, 400, _("This address or text has characters that are not allowed.")
            )
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case NotFound() | Http404():
                return refuse(request, 404, "")
            case NotAllowed():
                return refuse(request, 403, error.message)
            case Rejected():
                return refuse(request, 422, error.message)
            case Refusal():
                return refuse(request, 400, error.message)
        return None


def refuse(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """A refusal as a page, or as text for a script."""
    if is_fragment(request):
        text = message or _("This is no longer there.")
        response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
        return response
    # Outside, there is no navigation to show around the message.
    plain = "refused.html" if request.user.is_authenticated else "400.html"
    template = {403: "403.html", 404: "404.html"}.get(status, plain)
    response = render(request, template, {"message": message, "status": status}, status=status)
    # A refusal today may be a page tomorrow, and the other way round.
    response.headers["Cache-Control"] = "no-store"
    return response


def _language(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in dict(settings.LANGUAGES):
        return cookie
    if not request.headers.get("Accept-Language"):
        return str(settings.LANGUAGE_CODE)
    return translation.get_language_from_request(request)


def _is_unreadable(request: HttpRequest) -> bool:
    """NUL and lone surrogates are text in no database: refuse them before anything reads them."""
    texts = [request.path, *request.GET.keys()]
    texts += [value for values in dict(request.GET.lists()).values() for value in values]
    if request.method == "POST" and request.content_type != "application/json":
        texts += [str(value) for values in dict(request.POST.lists()).values() for value in values]
    return any("\x00" in text or _has_surrogates(text) for text in texts)


def _has_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
