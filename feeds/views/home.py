"""The two feeds of everybody: one's own and the company's."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import policies, timelines
from feeds.views.feed_page import feed_page
from microblog.lib.errors import NotFound


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """What my people, groups and tags left since I last looked."""
    return _feed(
        request,
        "home",
        url="/",
        label=_("My feed"),
        empty={
            "icon": "wake",
            "title": _("Your feed is calm."),
            "text": _("Follow three colleagues or a tag to fill it."),
            "url": "/people",
            "action": _("See the directory"),
        },
    )


@signed_in
def company(request: UserRequest) -> HttpResponse:
    """What everybody in the company reads."""
    return _feed(
        request,
        "company",
        url="/company",
        label=_("Company"),
        empty={
            "icon": "company",
            "title": _("Nobody has left a trace here yet."),
            "text": _("Be the first person to do it."),
            "url": "/compose",
            "action": _("Write a post"),
        },
    )


def _feed(
    request: UserRequest, name: str, *, url: str, label: str, empty: dict[str, str]
) -> HttpResponse:
    feed = timelines.open_feed(request.user, name)
    if feed is None:
        raise NotFound
    context = {
        "section": name,
        "heading": label,
        "welcome": name == "home" and request.user.welcomed_at is None,
        "may_post": policies.can_post_to_company(request.user) or request.user.is_guest,
    }
    template = f"feeds/{name}.html"
    return feed_page(request, feed, template, context, url=url, label=label, empty=empty)
