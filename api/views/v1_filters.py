"""Filters of the older protocol: each is one keyword of a filter."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.actions import filters as actions
from api.http import UserCall, endpoint
from api.models import FilterKeyword
from api.parameters import Parameters
from api.serializers.filter import v1_filter
from api.views.filters import expiry, keyword_of
from microblog.lib.errors import Rejected


@endpoint("read:filters")
def index(call: UserCall) -> HttpResponse:
    """Every keyword of mine."""
    rows = FilterKeyword.objects.filter(filter__user=call.user).select_related("filter")
    return call.answer([v1_filter(row) for row in rows.order_by("id")])


@endpoint("write:filters")
def create(call: UserCall) -> HttpResponse:
    """Make a filter of one keyword, called by it."""
    said = call.parameters
    phrase = said.text("phrase")
    made = actions.create_filter(
        actor=call.user,
        title=phrase,
        contexts=said.texts("context"),
        action=_action(said),
        expires_at=expiry(said),
        keywords=[{"keyword": phrase, "whole_word": said.flag("whole_word", True)}],
    )
    return call.answer(v1_filter(made.keywords.select_related("filter").get()))


@endpoint("read:filters")
def show(call: UserCall, id: int) -> HttpResponse:
    """One keyword."""
    return call.answer(v1_filter(keyword_of(call, id)))


@endpoint("write:filters")
def update(call: UserCall, id: int) -> HttpResponse:
    """Change a keyword; what it shares with others of its filter only if there are none."""
    row, said = keyword_of(call, id), call.parameters
    changes: dict[str, Any] = {}
    if said.get("context") is not None:
        changes["contexts"] = said.texts("context")
    if said.get("irreversible") is not None:
        changes["action"] = _action(said)
    if "expires_in" in said:
        changes["expires_at"] = expiry(said)
    if changes and row.filter.keywords.count() > 1:
        message = _("This filter has several keywords: newer apps can change it.")
        raise Rejected("base", message)
    keyword: dict[str, Any] = {"id": row.pk}
    if said.get("phrase") is not None:
        keyword["keyword"] = said.text("phrase")
    if (whole := said.choice_flag("whole_word")) is not None:
        keyword["whole_word"] = whole
    actions.change_filter(actor=call.user, filter=row.filter, keywords=[keyword], **changes)
    return call.answer(v1_filter(keyword_of(call, id)))


@endpoint("write:filters")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Take a keyword out; the last one takes its filter with it."""
    row = keyword_of(call, id)
    if row.filter.keywords.count() > 1:
        said = {"id": row.pk, "_destroy": True}
        actions.change_filter(actor=call.user, filter=row.filter, keywords=[said])
    else:
        actions.remove_filter(actor=call.user, filter=row.filter)
    return call.answer({})


def _action(said: Parameters) -> str:
    return "hide" if said.flag("irreversible") else "warn"
