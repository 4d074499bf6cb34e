"""The product's addresses, and a page that does nothing for somebody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.http import UserRequest, signed_in
from microblog.urls import handler400  # noqa: F401  Django looks for it here


def _trivial(request: UserRequest) -> HttpResponse:
    return HttpResponse(f"<p>{request.user.handle}</p>")


def trivial(request: HttpRequest) -> HttpResponse:
    """The whole stack of middleware, the session, the person: the floor under every page."""
    return signed_in(_trivial)(request)  # type: ignore[return-value]


urlpatterns = [path("bench/trivial", trivial), path("", include("microblog.urls"))]
