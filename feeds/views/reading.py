"""How far one has read."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import timelines
from feeds.actions.reading import mark_read
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.http import is_fragment, own_path
from microblog.lib.ids import decode
from microblog.lib.pagination import Window


@signed_in
def update(request: UserRequest) -> HttpResponse:
    """POST feed and id: everything up to this post is read; without an id, everything there is."""
    feed = timelines.open_feed(request.user, request.POST.get("feed", ""))
    if feed is None:
        raise NotFound
    if feed.marker:
        mark_read(actor=request.user, feed=feed.marker, up_to=_up_to(request, feed))
    if is_fragment(request):
        return HttpResponse(status=204)
    return HttpResponse(status=303, headers={"Location": own_path(request.POST.get("next", ""))})


def _up_to(request: UserRequest, feed: timelines.Feed) -> int:
    key = request.POST.get("id", "")
    if not key:
        newest = feed.find(Window(size=1))
        return newest[0] if newest else 0
    try:
        return decode(key)
    except ValueError:
        raise Rejected("id", _("This is not a post.")) from None
