"""Pages that are the same for everybody: shortcuts, offline, what a browser asks for by itself."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

from accounts import organizations
from accounts.http import UserRequest, signed_in


@signed_in
def shortcuts(request: UserRequest) -> HttpResponse:
    """The keyboard map as a page."""
    return render(request, "feeds/shortcuts.html", {"section": "settings"})


def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows without a network. Says nothing of anybody."""
    return render(request, "offline.html", {"bilingual": True})


def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the offline page, and nothing else, on the device."""
    return render(request, "sw.js", content_type="text/javascript")


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its first screen (W3C Web App Manifest)."""
    return JsonResponse(
        {
            "name": organizations.current().name,
            "short_name": "Sillage",
            "start_url": "/",
            "display": "standalone",
            "background_color": "#F6F5F1",
            "theme_color": "#0B6170",
            "icons": [{"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that do not read the page ask for this address."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))
