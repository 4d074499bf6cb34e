"""What stands around a post: answers, former texts, the people who passed it on or liked it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.models import User
from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.rendering import history, people, posts
from api.rendering.threads import around
from api.serializers.context import context as context_of
from api.serializers.reaction import FAVOURITE
from api.serializers.status_edit import status_source
from api.views.statuses import target_of
from feeds.models import Post, Reaction


@endpoint("read:statuses")
def context(call: UserCall, id: int) -> HttpResponse:
    """What it answers and what answers it."""
    before, after = around(call.user, target_of(call, id))
    shown = posts.statuses(call.user, before), posts.statuses(call.user, after)
    return call.answer(context_of(*shown))


@endpoint("read:statuses")
def source(call: UserCall, id: int) -> HttpResponse:
    """The text as it was written."""
    return call.answer(status_source(target_of(call, id)))


@endpoint("read:statuses")
def edits(call: UserCall, id: int) -> HttpResponse:
    """Every text it had, the first first."""
    return call.answer_many(history.edits(call.user, target_of(call, id)))


@endpoint("read:statuses", "read:accounts")
def favourited_by(call: UserCall, id: int) -> HttpResponse:
    """Who said thanks, as far as the reader may know of them."""
    seen = User.objects.visible_to(call.user)
    rows = Reaction.objects.filter(post=target_of(call, id), kind=FAVOURITE, user__in=seen)
    return _people(call, rows.values_list("id", "user"))


@endpoint("read:statuses", "read:accounts")
def reblogged_by(call: UserCall, id: int) -> HttpResponse:
    """Who passed it on."""
    rows = Post.objects.visible_to(call.user).filter(repost_of=target_of(call, id))
    return _people(call, rows.values_list("id", "author"))


def _people(call: UserCall, rows: QuerySet[Any, Any]) -> HttpResponse:
    page = slice_of(call.asked(40, 80), lambda window: keyset(rows, window), key=lambda row: row[0])
    found = User.objects.visible_to(call.user).in_bulk([person for _key, person in page.rows])
    shown = [found[person] for _key, person in page.rows if person in found]
    return call.answer_many(people.accounts(call.user, shown), page=page)
