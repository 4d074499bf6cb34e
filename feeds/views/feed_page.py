"""What every page with a feed does: one page of ids, the mark of what was read, the articles."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import UserRequest
from accounts.models import User
from feeds import rendering
from feeds.forms.posts import audiences_of, composer
from feeds.models import ReadMarker
from feeds.shell import shell_of
from feeds.timelines import Feed
from microblog.lib.http import is_fragment
from microblog.lib.pagination import newest_of, window_of
from microblog.lib.prepared import prepared


def feed_page(
    request: UserRequest,
    feed: Feed,
    template: str,
    context: dict[str, Any],
    *,
    url: str,
    label: str,
    empty: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer a page of a feed; to the page's script, only the articles it asked for.

    `url` is the feed's address (it may have a query), `empty` what stands where nothing is.
    """
    reader = request.user
    if not is_fragment(request):
        shell_of(request)
    window = window_of(request.GET.get("before", ""), request.GET.get("after", ""))
    page = feed.page(window)
    join = "&" if "?" in url else "?"
    older = f"{url}{join}before={page.older}" if page.older else ""
    marker = _marker(request, feed)
    read_until = marker.last_read_id if marker else None
    if is_fragment(request):
        items = rendering.articles(reader, page.ids, unread_after=read_until)
        shown = {
            "items": items,
            "next": "" if window.after is not None else older,
            "newest": "" if window.before is not None else newest_of(page),
            "more": window.after is not None and bool(page.newer),
        }
        return render(request, "feeds/posts/_items.html", shown)
    items = rendering.articles(reader, page.ids, unread_after=read_until)
    split = sum(1 for pk in page.ids if read_until is not None and pk > read_until)
    split = min(split, len(items))
    context |= {
        "feed": {
            "name": feed.name,
            "url": url,
            "label": label,
            "newest": newest_of(page),
            "new": items[:split] if marker else items,
            "seen": items[split:] if marker else [],
            "last_read": marker.at if marker else None,
            "next": older,
            "previous": f"{url}{join}after={page.newer}" if page.newer else "",
            "end_text": _("This is the end of the feed.") if page.ids else "",
            "empty": empty,
            "live": window.before is None,
        }
    }
    if context.get("may_post") and "composer" not in context:
        context["composer"] = _composer(request, context)
    return render(request, template, context, status=status)


def _marker(request: UserRequest, feed: Feed) -> ReadMarker | None:
    if not feed.marker:
        return None
    found = _read_until(reader=request.user, feed=feed.marker)
    return ReadMarker(last_read_id=found[0][0], at=found[0][1]) if found else None


@prepared
def _read_until(reader: User, feed: str) -> QuerySet[ReadMarker, Any]:
    return ReadMarker.objects.filter(user=reader, feed=feed).values_list("last_read_id", "at")


def _composer(request: UserRequest, context: dict[str, Any]) -> dict[str, Any]:
    chosen = context.get("compose_to", "")
    if chosen:
        group = context.get("group")
        label = group.name if group else _("The whole company")
        return composer(request, place="group", audience=chosen, audience_label=label)
    return composer(request, audiences=_audiences(request))


def _audiences(request: UserRequest) -> list[dict[str, Any]]:
    return audiences_of(request.user, places=shell_of(request)["places"])
