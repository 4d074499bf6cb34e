"""What anybody may know of this server before they sign in: little."""

import json
import time
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts import organizations
from accounts.models import User
from api.http import Call, endpoint
from api.serializers.instance import OURS, Figures, host, instance, v1_instance
from feeds.models import Audience, Post
from feeds.visibility import PRESENT
from microblog.lib import clock
from microblog.lib.bounded import Bounded
from microblog.lib.ids import floor_id

COUNTED_EVERY = 600.0
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema"

_figures: Bounded[str, tuple[float, Figures]] = Bounded(1)


@endpoint(public=True)
def show(call: Call) -> HttpResponse:
    """Version 2."""
    organization = organizations.current()
    data = instance(organization, figures(), registration=settings.TEST_PROFILE)
    return call.answer(data)


@endpoint(public=True)
def show_v1(call: Call) -> HttpResponse:
    """Version 1."""
    organization = organizations.current()
    data = v1_instance(organization, figures(), registration=settings.TEST_PROFILE)
    return call.answer(data)


def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    """Where the description of this server is."""
    link = {"rel": f"{NODEINFO}/2.0", "href": f"{settings.ORIGIN}/nodeinfo/2.0"}
    return JsonResponse({"links": [link]})


def nodeinfo(request: HttpRequest) -> HttpResponse:
    """The description by which clients find out which protocol is spoken."""
    counted = figures()
    described = {
        "version": "2.0",
        "software": {"name": "sillage", "version": OURS},
        "protocols": [],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": settings.TEST_PROFILE,
        "usage": {
            "users": {"total": counted.users, "activeMonth": counted.active_month},
            "localPosts": counted.posts,
        },
        "metadata": {"upstream": {"name": "mastodon"}},
    }
    kind = f'application/json; profile="{NODEINFO}/2.0#"'
    return HttpResponse(json.dumps(described), content_type=kind)


def host_meta(request: HttpRequest) -> HttpResponse:
    """Some apps ask for it when somebody types our name."""
    template = f"{settings.ORIGIN}/.well-known/webfinger?resource={{uri}}"
    xrd = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{template}"/></XRD>'
    )
    return HttpResponse(xrd, content_type="application/xrd+xml; charset=utf-8")


def health(request: HttpRequest) -> HttpResponse:
    """That somebody answers."""
    return HttpResponse("OK", content_type="text/plain")


def figures() -> Figures:
    """Counted every ten minutes: two of them read every post."""
    now = time.monotonic()
    kept = _figures.get(host())
    if kept is not None and kept[0] > now:
        return kept[1]
    said = Post.objects.filter(audience=Audience.COMPANY, retracted_at=None)
    month = floor_id(clock.now() - timedelta(days=30))
    counted = Figures(
        users=User.objects.filter(PRESENT).count(),
        active_month=said.filter(pk__gt=month).values("author").distinct().count(),
        posts=said.count(),
    )
    _figures.put(host(), (now + COUNTED_EVERY, counted))
    return counted
