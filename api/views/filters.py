"""Filters: of the present protocol, with keywords and posts in them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from api.actions import filters as actions
from api.http import UserCall, endpoint
from api.models import Filter, FilteredPost, FilterKeyword
from api.parameters import Parameters
from api.serializers.filter import filter_entity, filter_keyword, filter_status
from api.views.statuses import post_for
from microblog.lib import clock
from microblog.lib.errors import NotFound

LONGEST = 100 * 366 * 24 * 3600


def expiry(said: Parameters) -> datetime | None:
    """When a filter ends, from the seconds until then; without them never."""
    seconds = said.number("expires_in")
    if seconds is None:
        return None
    return clock.now() + timedelta(seconds=max(0, min(seconds, LONGEST)))


@endpoint("read:filters")
def index(call: UserCall) -> HttpResponse:
    """All of mine."""
    return call.answer([filter_entity(found) for found in _mine(call)])


@endpoint("write:filters")
def create(call: UserCall) -> HttpResponse:
    """Make one."""
    said = call.parameters
    made = actions.create_filter(
        actor=call.user,
        title=said.text("title"),
        contexts=said.texts("context"),
        action=said.text("filter_action") or "warn",
        expires_at=expiry(said),
        keywords=[_keyword(one) for one in said.inners("keywords_attributes")],
    )
    return _one(call, made.pk)


@endpoint("read:filters")
def show(call: UserCall, id: int) -> HttpResponse:
    """One."""
    return _one(call, id)


@endpoint("write:filters")
def update(call: UserCall, id: int) -> HttpResponse:
    """Change what is given."""
    found, said = _filter(call, id), call.parameters
    changes: dict[str, Any] = {}
    if said.get("title") is not None:
        changes["title"] = said.text("title")
    if said.get("context") is not None:
        changes["contexts"] = said.texts("context")
    if said.get("filter_action") is not None:
        changes["action"] = said.text("filter_action")
    if "expires_in" in said:
        changes["expires_at"] = expiry(said)
    keywords = [_keyword(one) for one in said.inners("keywords_attributes")]
    actions.change_filter(actor=call.user, filter=found, keywords=keywords, **changes)
    return _one(call, id)


@endpoint("write:filters")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Throw it away."""
    actions.remove_filter(actor=call.user, filter=_filter(call, id))
    return call.answer({})


@endpoint("read:filters")
def keywords(call: UserCall, id: int) -> HttpResponse:
    """The words in one."""
    return call.answer([filter_keyword(row) for row in _filter(call, id).keywords.all()])


@endpoint("write:filters")
def add_keyword(call: UserCall, id: int) -> HttpResponse:
    """Put a word into it."""
    found = _filter(call, id)
    row = actions.add_keyword(actor=call.user, filter=found, said=_keyword(call.parameters))
    return call.answer(filter_keyword(row))


@endpoint("read:filters")
def keyword(call: UserCall, id: int) -> HttpResponse:
    """One word."""
    return call.answer(filter_keyword(keyword_of(call, id)))


@endpoint("write:filters")
def change_keyword(call: UserCall, id: int) -> HttpResponse:
    """Change it."""
    row = keyword_of(call, id)
    said = _keyword(call.parameters) | {"id": row.pk, "_destroy": False}
    actions.change_filter(actor=call.user, filter=row.filter, keywords=[said])
    row.refresh_from_db()
    return call.answer(filter_keyword(row))


@endpoint("write:filters")
def remove_keyword(call: UserCall, id: int) -> HttpResponse:
    """Take it out."""
    row = keyword_of(call, id)
    said = {"id": row.pk, "_destroy": True}
    actions.change_filter(actor=call.user, filter=row.filter, keywords=[said])
    return call.answer({})


@endpoint("read:filters")
def statuses(call: UserCall, id: int) -> HttpResponse:
    """The posts in one."""
    return call.answer([filter_status(row) for row in _filter(call, id).posts.all()])


@endpoint("write:filters")
def add_status(call: UserCall, id: int) -> HttpResponse:
    """Put a post into it."""
    found, pk = _filter(call, id), call.parameters.id("status_id")
    post = post_for(call, pk or 0)
    return call.answer(filter_status(actions.filter_post(actor=call.user, filter=found, post=post)))


@endpoint("read:filters")
def status(call: UserCall, id: int) -> HttpResponse:
    """One post in a filter."""
    return call.answer(filter_status(_status(call, id)))


@endpoint("write:filters")
def remove_status(call: UserCall, id: int) -> HttpResponse:
    """Take it out."""
    actions.unfilter_post(actor=call.user, row=_status(call, id))
    return call.answer({})


def keyword_of(call: UserCall, pk: int) -> FilterKeyword:
    """A keyword of mine, else 404."""
    rows = FilterKeyword.objects.filter(filter__user=call.user).select_related("filter__user")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _status(call: UserCall, pk: int) -> FilteredPost:
    rows = FilteredPost.objects.filter(filter__user=call.user).select_related("filter__user")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _mine(call: UserCall) -> QuerySet[Filter]:
    return (
        Filter.objects.filter(user=call.user).prefetch_related("keywords", "posts").order_by("id")
    )


def _filter(call: UserCall, pk: int) -> Filter:
    found = _mine(call).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _one(call: UserCall, pk: int) -> HttpResponse:
    return call.answer(filter_entity(_filter(call, pk)))


def _keyword(said: Parameters) -> dict[str, Any]:
    """A keyword as the action takes it; only what was said is in it."""
    found: dict[str, Any] = {"id": said.id("id"), "_destroy": said.flag("_destroy")}
    if said.get("keyword") is not None:
        found["keyword"] = said.text("keyword")
    if (whole := said.choice_flag("whole_word")) is not None:
        found["whole_word"] = whole
    return found
