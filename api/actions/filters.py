"""Filters: what a person would rather not read. The ledger says that they changed, not what is in
them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from api.models import Filter, FilteredPost, FilterKeyword
from feeds.models import Post
from ledger.recording import record
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.text import BadText, clean_line

CREATED = "filter.created"
CHANGED = "filter.changed"
REMOVED = "filter.removed"

CONTEXTS = ("home", "notifications", "public", "thread", "account")
ACTIONS = ("warn", "hide", "blur")
# So that matching a page of posts stays cheap.
MOST_FILTERS = 50
MOST_KEYWORDS = 200


@transaction.atomic
def create_filter(
    *,
    actor: User,
    title: str,
    contexts: Iterable[str],
    action: str = "warn",
    expires_at: datetime | None = None,
    keywords: Iterable[Mapping[str, Any]] = (),
) -> Filter:
    """Make a filter with its keywords ({keyword, whole_word})."""
    if Filter.objects.filter(user=actor).count() >= MOST_FILTERS:
        message = _("You have %(most)d filters: that is the most.") % {"most": MOST_FILTERS}
        raise Rejected("base", message, code="many")
    made = Filter(user=actor, expires_at=expires_at)
    _put(made, title=title, contexts=contexts, action=action)
    made.save(force_insert=True)
    for said in keywords:
        _add_keyword(made, said)
    record(actor=actor, action=CREATED, subject=made)
    return made


@transaction.atomic
def change_filter(
    *, actor: User, filter: Filter, keywords: Iterable[Mapping[str, Any]] = (), **changes: Any
) -> None:
    """Change what is given: title, contexts, action, expires_at. Keywords have the `id` of one that
    is there, else they are new; `_destroy` takes one away."""
    _must_own(actor, filter)
    if "expires_at" in changes:
        filter.expires_at = changes.pop("expires_at")
    _put(filter, **changes)
    filter.save()
    for said in keywords:
        if said.get("id") is None:
            if not said.get("_destroy"):
                _add_keyword(filter, said)
            continue
        row = FilterKeyword.objects.filter(filter=filter, pk=said["id"]).first()
        if row is None:
            raise NotFound
        if said.get("_destroy"):
            row.delete()
        else:
            _put_keyword(row, said)
    record(actor=actor, action=CHANGED, subject=filter)


@transaction.atomic
def remove_filter(*, actor: User, filter: Filter) -> None:
    """Throw a filter away with all that is in it."""
    _must_own(actor, filter)
    record(actor=actor, action=REMOVED, subject=filter)
    filter.delete()


@transaction.atomic
def add_keyword(*, actor: User, filter: Filter, said: Mapping[str, Any]) -> FilterKeyword:
    """Put a keyword into a filter."""
    _must_own(actor, filter)
    row = _add_keyword(filter, said)
    record(actor=actor, action=CHANGED, subject=filter)
    return row


@transaction.atomic
def filter_post(*, actor: User, filter: Filter, post: Post) -> FilteredPost:
    """Put a post into a filter; a repost is its post. Twice is refused."""
    _must_own(actor, filter)
    row, created = FilteredPost.objects.get_or_create(filter=filter, post=post.repost_of or post)
    if not created:
        raise Rejected("status_id", _("This post is in the filter already."), code="taken")
    record(actor=actor, action=CHANGED, subject=filter)
    return row


@transaction.atomic
def unfilter_post(*, actor: User, row: FilteredPost) -> None:
    """Take a post out of its filter."""
    _must_own(actor, row.filter)
    record(actor=actor, action=CHANGED, subject=row.filter)
    row.delete()


def _must_own(actor: User, filter: Filter) -> None:
    if filter.user_id != actor.pk:
        raise NotFound


def _put(
    filter: Filter,
    *,
    title: str | None = None,
    contexts: Iterable[str] | None = None,
    action: str | None = None,
) -> None:
    if title is not None:
        filter.title = _line("title", title)
    if contexts is not None:
        filter.contexts = list(dict.fromkeys(contexts))
        if not filter.contexts or not set(filter.contexts) <= set(CONTEXTS):
            raise Rejected("context", _("Say where the filter counts."), code="invalid")
    if action is not None:
        if action not in ACTIONS:
            raise Rejected("filter_action", _("This choice does not exist."), code="inclusion")
        filter.action = action


def _add_keyword(filter: Filter, said: Mapping[str, Any]) -> FilterKeyword:
    if FilterKeyword.objects.filter(filter__user=filter.user_id).count() >= MOST_KEYWORDS:
        message = _("Your filters have %(most)d keywords: that is the most.")
        raise Rejected("keyword", message % {"most": MOST_KEYWORDS}, code="many")
    row = FilterKeyword(filter=filter, keyword=_line("keyword", str(said.get("keyword") or "")))
    row.whole_word = bool(said.get("whole_word", True))
    row.save(force_insert=True)
    return row


def _put_keyword(row: FilterKeyword, said: Mapping[str, Any]) -> None:
    if said.get("keyword") is not None:
        row.keyword = _line("keyword", str(said["keyword"]))
    if said.get("whole_word") is not None:
        row.whole_word = bool(said["whole_word"])
    row.save()


def _line(field: str, value: str) -> str:
    try:
        text = clean_line(value)
    except BadText as error:
        raise Rejected(field, str(error), code="required") from error
    if len(text) > 200:
        raise Rejected(field, _("Use at most %(count)d characters.") % {"count": 200})
    return text
