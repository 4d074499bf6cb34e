"""Small things about requests and answers that every view needs."""

from collections.abc import Callable
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.utils.encoding import iri_to_uri

View = Callable[..., HttpResponseBase]

FRAGMENT = "fetch"


def is_fragment(request: HttpRequest) -> bool:
    """Whether the page's own script asks, which wants the changed elements instead of a page."""
    return request.headers.get("X-Requested-With") == FRAGMENT


def methods(**views: View) -> View:
    """One address, several verbs: `methods(get=posts.show, post=posts.edit)`. HEAD follows GET."""
    by_verb = {verb.upper(): view for verb, view in views.items()}
    if "GET" in by_verb:
        by_verb.setdefault("HEAD", by_verb["GET"])

    def dispatch(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view = by_verb.get(request.method or "")
        if view is None:
            return HttpResponseNotAllowed(sorted(by_verb))
        return view(request, *args, **kwargs)

    dispatch.views = by_verb  # type: ignore[attr-defined]  # for the test that walks every address
    return dispatch


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, also an empty one, and nothing otherwise."""
    return request.POST if request.method == "POST" else None


def leave_for(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page: a redirect, or the header by which the page's script goes there."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return HttpResponse(status=303, headers={"Location": url})


def own_path(url: str, default: str = "/") -> str:
    """`url` if it is a path of this site, else `default`: what `next` fields may say."""
    local = url.startswith("/") and not url.startswith("//")
    return iri_to_uri(url) if local and "\\" not in url and url.isprintable() else default
