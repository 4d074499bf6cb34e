"""Feeds as timelines. Tags and public posts are of what the reader may read, like all else."""

from django.db.models import QuerySet
from django.http import HttpResponse

from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.rendering import posts
from api.views.groups import group_read_by
from api.views.lists import list_of
from api.views.tags import spelling_of
from feeds import selections, timelines
from feeds.models import Group, Post

MOST_TAGS = 10


@endpoint("read:statuses")
def home(call: UserCall) -> HttpResponse:
    """What my people, groups and tags said."""
    page = slice_of(call.asked(), lambda window: timelines.home(call.user, window))
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)


@endpoint("read:statuses")
def public(call: UserCall) -> HttpResponse:
    """What everybody reads. There is no other server, so `remote` has nothing."""
    return _page(call, selections.public(call.user))


@endpoint("read:statuses")
def tag(call: UserCall, name: str) -> HttpResponse:
    """Posts with a tag; with `any` of some more, with `all` of them, with `none` of others."""
    spelling, said = spelling_of(name), call.parameters
    every, none = said.texts("all")[:MOST_TAGS], said.texts("none")[:MOST_TAGS]
    some = [spelling, *said.texts("any")[:MOST_TAGS]]
    if len(some) > 1 or every or none or _narrowed(call):
        return _page(call, selections.tagged(call.user, some, every, none))
    feed = timelines.open_feed(call.user, f"tag:{spelling}")
    page = slice_of(call.asked(), lambda window: feed.find(window) if feed else [])
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)


@endpoint("read:lists")
def people_list(call: UserCall, id: int) -> HttpResponse:
    """What is said in a group of mine, or by the people of a list of mine."""
    found = list_of(call, id)
    if isinstance(found, Group):
        return _page(call, selections.of_group(call.user, found))
    return _page(call, selections.of_list(call.user, found))


@endpoint("read:groups", "read:statuses")
def group(call: UserCall, id: int) -> HttpResponse:
    """What is said in a group that I read."""
    found = group_read_by(call, id)
    if call.parameters.flag("pinned"):
        return call.answer([])
    return _page(call, selections.of_group(call.user, found))


@endpoint("read:groups", "read:statuses")
def group_tag(call: UserCall, id: int, name: str) -> HttpResponse:
    """The same, with a tag."""
    found = group_read_by(call, id)
    return _page(call, selections.tagged(call.user, [spelling_of(name)], group=found))


def _narrowed(call: UserCall) -> bool:
    return call.parameters.flag("only_media") or call.parameters.flag("remote")


def _page(call: UserCall, found: QuerySet[Post]) -> HttpResponse:
    if call.parameters.flag("only_media"):
        found = selections.with_media(found)
    # Whoever asks for local and remote posts asks for all.
    if call.parameters.flag("remote") and not call.parameters.flag("local"):
        found = found.none()
    ids = found.values_list("id", flat=True)
    page = slice_of(call.asked(), lambda window: keyset(ids, window))
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)
