"""Posts as statuses: written, read, taken back."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from api.http import UserCall, endpoint
from api.parameters import Parameters
from api.rendering import people, posts
from api.statuses import Draft, publish
from api.views.media import changes_of
from feeds import policies
from feeds.actions.attachments import describe_file
from feeds.actions.posts import edit_post, retract_post
from feeds.models import Post
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.ids import encode
from microblog.lib.markup import parse


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
    _refuse_what_is_not_here(said)
    unexpected = _unexpected(call, draft.text)
    if unexpected:
        named = b",".join(people.accounts(call.user, unexpected))
        words = json.dumps(_("This post names people you did not expect.")).encode()
        body = b'{"error":' + words + b',"unexpected_accounts":[' + named + b"]}"
        return call.answer(body, status=422)
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
def update(call: UserCall, id: int) -> HttpResponse:
    """Say it better. Where it was said, and its files, stay; what they show can be told anew."""
    said = call.parameters
    post = target_of(call, id)
    _refuse_what_is_not_here(said)
    if not policies.can_edit(call.user, post):
        raise NotAllowed(_("Only the author can edit this post."))
    files = {item.pk: item for item in post.attachments.all()}
    if "media_ids" in said and set(said.ids("media_ids")) != set(files):
        raise Rejected("media_ids", _("The files of a post cannot be changed."))
    described = []
    for change in said.inners("media_attributes"):
        pk = change.id("id")
        if pk not in files:
            raise Rejected("media_attributes", _("The files of a post cannot be changed."))
        described.append((files[pk], changes_of(change)))
    with transaction.atomic():
        if "status" in said:
            edit_post(actor=call.user, post=post, text=_text(said))
        for file, changes in described:
            describe_file(actor=call.user, attachment=file, **changes)
    return call.answer(one(call, post.pk))


@endpoint("write:statuses")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Retract; the answer has the text, so that it can be written anew.

    `delete_media` changes nothing: the files are out of sight with the post, and erased with it.
    """
    call.parameters.flag("delete_media")
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


def target_of(call: UserCall, pk: int) -> Post:
    """The same; of a repost the post that it passes on, as nothing can be done to a repost."""
    post = post_for(call, pk)
    return post.repost_of or post


def one(call: UserCall, pk: int) -> bytes:
    """One status as the reader sees it, else 404."""
    found = posts.statuses(call.user, [pk])
    if not found:
        raise NotFound
    return found[0]


def _refuse_what_is_not_here(said: Parameters) -> None:
    if said.get("poll"):
        raise Rejected("poll", _("There are no polls here."))
    if said.get("scheduled_at"):
        raise Rejected("scheduled_at", _("Posts cannot be scheduled here."))


def _unexpected(call: UserCall, text: str) -> list[User]:
    """The people that a text names besides those whom the app said it should name."""
    if "allowed_mentions" not in call.parameters:
        return []
    allowed = {value for value in call.parameters.texts("allowed_mentions") if value}
    named = [handle.lower() for handle in parse(text).mentions]
    found = User.objects.visible_to(call.user).filter(handle__in=named).exclude(pk=call.user.pk)
    return [user for user in found if str(user.pk) not in allowed]


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
