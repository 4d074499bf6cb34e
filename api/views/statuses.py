"""Posts as statuses: written, read, taken back."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.http import UserCall, endpoint
from api.parameters import Parameters
from api.rendering import posts
from api.statuses import Draft, publish
from feeds.actions.posts import retract_post
from feeds.models import Post
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.ids import encode


@endpoint("write:statuses")
def create(call: UserCall) -> HttpResponse:
    """Publish. The same Idempotency-Key again gives the post it gave before."""
    said = call.parameters
    draft = Draft(
        text=_text(said),
        visibility=said.text("visibility"),
        group_id=said.id("group_id"),
        reply_to_id=said.id("in_reply_to_id"),
        media_ids=said.ids("media_ids"),
        language=said.text("language")[:2].lower(),
        client_key=_key(call),
        via=f"api:{encode(call.grant.app_id)}",
    )
    if said.get("poll"):
        raise Rejected("poll", _("There are no polls here."))
    if said.get("scheduled_at"):
        raise Rejected("scheduled_at", _("Posts cannot be scheduled here."))
    post = publish(actor=call.user, draft=draft)
    return call.answer(one(call, post.pk))


@endpoint("read:statuses")
def show(call: UserCall, id: int) -> HttpResponse:
    """One post."""
    return call.answer(one(call, id))


@endpoint("read:statuses")
def index(call: UserCall) -> HttpResponse:
    """Several by id; what one may not see is left out."""
    return call.answer_many(posts.statuses(call.user, call.parameters.ids("id")[:40]))


@endpoint("write:statuses")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Retract; the answer has the text, so that it can be written anew."""
    post = post_for(call, id)
    before = one(call, post.pk)
    retract_post(actor=call.user, post=post)
    return call.answer(posts.with_source(before, post))


def post_for(call: UserCall, pk: int) -> Post:
    """A post that the reader may see, with what actions ask of it, else 404."""
    found = Post.objects.visible_to(call.user).select_related(
        "author", "group", "conversation", "root__author", "reply_to__author", "repost_of__author"
    )
    post = found.filter(pk=pk).first()
    if post is None:
        raise NotFound
    return post


def one(call: UserCall, pk: int) -> bytes:
    """One status as the reader sees it, else 404."""
    found = posts.statuses(call.user, [pk])
    if not found:
        raise NotFound
    return found[0]


def _text(said: Parameters) -> str:
    """A content warning has no place of its own here: it is the first line of the text."""
    warning, text = said.text("spoiler_text").strip(), said.text("status")
    return f"**{warning}**\n\n{text}" if warning else text


def _key(call: UserCall) -> str:
    """What tells one attempt to post from another: the app's key, apart from those of others."""
    given: Any = call.idempotency_key
    if not given:
        return ""
    return hashlib.sha256(f"{call.grant.app_id}:{given}".encode()).hexdigest()
