"""What a person said thanks for or kept for later, by when they did."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.rendering import posts
from api.serializers.reaction import FAVOURITE
from feeds.models import Bookmark, Post, Reaction


@endpoint("read:favourites")
def favourites(call: UserCall) -> HttpResponse:
    """My thanks, the last first."""
    seen = Post.objects.visible_to(call.user)
    rows = Reaction.objects.filter(user=call.user, kind=FAVOURITE, post__in=seen)
    return _page(call, rows.values_list("id", "post"))


@endpoint("read:bookmarks")
def bookmarks(call: UserCall) -> HttpResponse:
    """My bookmarks, the last first."""
    rows = Bookmark.objects.filter(user=call.user, post__in=Post.objects.visible_to(call.user))
    return _page(call, rows.values_list("id", "post"))


def _page(call: UserCall, rows: QuerySet[Any, Any]) -> HttpResponse:
    page = slice_of(call.asked(), lambda window: keyset(rows, window), key=lambda row: row[0])
    return call.answer_many(
        posts.statuses(call.user, [post for _key, post in page.rows]), page=page
    )
