"""Direct messages as conversations: the list, and how far one has read."""

import json
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse

from accounts.models import User
from api.http import UserCall, endpoint
from api.pagination import slice_of
from api.rendering import people, posts
from api.serializers.values import text_id
from feeds.actions import conversations as actions
from feeds.models import Conversation, Participant, Post
from microblog.lib.errors import NotFound
from microblog.lib.pagination import Window


@endpoint("read:statuses")
def index(call: UserCall) -> HttpResponse:
    """My conversations, the last spoken first; pages go by their last posts."""
    rows = _rows(call.user).filter(conversation__last_post_id__gt=F("hidden_up_to"))
    page = slice_of(
        call.asked(),
        lambda window: _cut(rows, window),
        key=lambda row: int(row.conversation.last_post_id),
    )
    return call.answer_many(_entities(call.user, page.rows), page=page)


@endpoint("write:conversations")
def read(call: UserCall, id: int) -> HttpResponse:
    """I have read it."""
    conversation = _conversation(call, id)
    last = Post.objects.visible_to(call.user).filter(conversation=conversation)
    if (newest := last.order_by("-id").first()) is not None:
        actions.mark_conversation_read(actor=call.user, conversation=conversation, up_to=newest)
    return _one(call, conversation)


@endpoint("write:conversations")
def unread(call: UserCall, id: int) -> HttpResponse:
    """What others said last is still to be read."""
    conversation = _conversation(call, id)
    said = Post.objects.visible_to(call.user).filter(conversation=conversation)
    newest = said.exclude(author=call.user).order_by("-id").first()
    if newest is not None:
        actions.mark_conversation_unread(
            actor=call.user, conversation=conversation, before=newest.pk
        )
    return _one(call, conversation)


@endpoint("write:conversations")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Have it out of my list until somebody says more; nothing that was said goes away."""
    actions.put_conversation_away(actor=call.user, conversation=_conversation(call, id))
    return call.answer({})


def _conversation(call: UserCall, pk: int) -> Conversation:
    found = Conversation.objects.visible_to(call.user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _one(call: UserCall, conversation: Conversation) -> HttpResponse:
    row = _rows(call.user).get(conversation=conversation)
    return call.answer(_entities(call.user, [row])[0])


def _rows(reader: User) -> QuerySet[Participant]:
    """My part in conversations, with the last post that I can read and whether one is unread."""
    said = Post.objects.visible_to(reader).filter(conversation=OuterRef("conversation"))
    unread = said.filter(pk__gt=OuterRef("last_read_id")).exclude(author=reader)
    return (
        Participant.objects.filter(user=reader)
        .select_related("conversation")
        .annotate(last=Subquery(said.order_by("-id").values("id")[:1]), unread=Exists(unread))
    )


def _cut(rows: QuerySet[Participant], window: Window) -> list[Any]:
    """Up to size + 1 rows of a window, the last spoken first."""
    if window.after is not None:
        above = rows.filter(conversation__last_post_id__gt=window.after)
        return list(above.order_by("conversation__last_post_id")[: window.size + 1])[::-1]
    if window.before is not None:
        rows = rows.filter(conversation__last_post_id__lt=window.before)
    return list(rows.order_by("-conversation__last_post_id")[: window.size + 1])


def _entities(reader: User, rows: list[Any]) -> list[bytes]:
    """Each as a Conversation; the same number of queries for one and for forty."""
    others: dict[int, list[User]] = {}
    ids = [row.conversation_id for row in rows]
    parts = Participant.objects.filter(conversation__in=ids).exclude(user=reader)
    for part in parts.select_related("user").order_by("user__sort_name", "user__id"):
        others.setdefault(part.conversation_id, []).append(part.user)
    everybody = {user.pk: user for users in others.values() for user in users}
    accounts = dict(zip(everybody, people.accounts(reader, everybody.values()), strict=True))
    last = posts.by_id(reader, [row.last for row in rows if row.last is not None])
    made = []
    for row in rows:
        who = b",".join(accounts[user.pk] for user in others.get(row.conversation_id, []))
        head = json.dumps({"id": text_id(row.conversation_id), "unread": row.unread}).encode()[:-1]
        said = last.get(row.last, b"null")
        made.append(b"".join((head, b',"accounts":[', who, b'],"last_status":', said, b"}")))
    return made
