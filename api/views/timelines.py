"""Feeds as timelines."""

from django.http import HttpResponse

from api.http import UserCall, endpoint
from api.pagination import slice_of
from api.rendering import posts
from feeds import timelines


@endpoint("read:statuses")
def home(call: UserCall) -> HttpResponse:
    """What my people, groups and tags said."""
    page = slice_of(call.asked(), lambda window: timelines.home(call.user, window))
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)
