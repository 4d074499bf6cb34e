"""Posts kept for later."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import rendering, timelines
from feeds.actions.bookmarks import add_bookmark, remove_bookmark
from feeds.views.posts import answer_with, post_for
from microblog.lib.http import is_fragment
from microblog.lib.pagination import window_of


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """My bookmarks, last kept first."""
    window = window_of(request.GET.get("before", ""), request.GET.get("after", ""))
    page = timelines.bookmarks(request.user, window)
    items = rendering.articles(request.user, page.ids)
    older = f"/bookmarks?before={page.older}" if page.older else ""
    if is_fragment(request):
        return render(request, "feeds/posts/_items.html", {"items": items, "next": older})
    empty = {
        "icon": "bookmark",
        "title": _("No bookmarks yet."),
        "text": _("Press b on a post, or its bookmark, to find it again here."),
    }
    context = {
        "feed": {
            "name": "",
            "url": "/bookmarks",
            "label": _("Bookmarks"),
            "new": items,
            "seen": [],
            "next": older,
            "previous": f"/bookmarks?after={page.newer}" if page.newer else "",
            "empty": empty,
            "live": False,
        },
        "section": "bookmarks",
    }
    return render(request, "feeds/bookmarks/index.html", context)


@signed_in
def update(request: UserRequest, pk: int) -> HttpResponse:
    """POST on=1 or 0."""
    post = post_for(request, pk)
    act = add_bookmark if request.POST.get("on") == "1" else remove_bookmark
    act(actor=request.user, post=post)
    return answer_with(request, post)
