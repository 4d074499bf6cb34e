"""What is asked of the database for each event: who of those who listen may know, and what of.

Nothing is kept between events: a right that is lost needs no word to be lost here too.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import translation

from accounts import availability
from accounts.models import User
from api.auth import grants, must_count
from api.errors import ApiError
from api.rendering import people, posts
from api.serializers.notification import TYPES, notification
from api.serializers.values import text_id
from feeds.models import (
    Attachment,
    Follow,
    ListedPerson,
    Membership,
    Notification,
    Participant,
    PeopleList,
    Post,
)
from feeds.models.notification import NotificationKind
from feeds.models.people_list import Replies
from feeds.visibility import PRESENT
from microblog.lib.ids import floor_id
from microblog.lib.visibility import audience

# A list of somebody's: the two ids.
Listening = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as its recipient's apps hear of it."""

    id: int
    recipient_id: int
    payload: bytes


def counting(ids: Collection[int]) -> set[int]:
    """Which of these grants still count."""
    good = set()
    for grant in grants().filter(pk__in=ids):
        try:
            must_count(grant)
        except ApiError:
            continue
        good.add(grant.pk)
    return good


def owns_list(user_id: int, list_id: int) -> bool:
    """Whether it is a list of theirs, or a group that they belong to."""
    return (
        PeopleList.objects.filter(user=user_id, pk=list_id).exists()
        or Membership.objects.filter(user=user_id, group=list_id).exists()
    )


def lists_with(post: Post, listening: Collection[Listening]) -> set[Listening]:
    """Which lists and groups show a post, of those that somebody listens to."""
    if post.conversation_id is not None or not listening:
        return set()
    owners = [user for user, _list in listening]
    found: set[Listening] = set()
    if post.group_id is not None and post.root_id is None:
        members = Membership.objects.filter(group=post.group_id, user__in=owners)
        found |= {(user, post.group_id) for user in members.values_list("user", flat=True)}
    lists = PeopleList.objects.filter(
        pk__in=[pk for _user, pk in listening], people__person=post.author_id
    )
    if post.root_id is not None:
        lists = lists.filter(_shows_reply_to(post, owners))
    found |= set(lists.values_list("user", "pk"))
    return found & set(listening)


def _shows_reply_to(post: Post, owners: Collection[int]) -> Q:
    answered = post.reply_to.author_id if post.reply_to is not None else 0
    with_both = ListedPerson.objects.filter(person=answered).values("list")
    follow = Follow.objects.filter(followed=answered, follower__in=owners).values("follower")
    return Q(replies=Replies.LIST, pk__in=with_both) | Q(replies=Replies.FOLLOWED, user__in=follow)


def has_files(post_id: int) -> bool:
    return Attachment.objects.filter(post=post_id).exists()


def reposts_gone_with(post: Post) -> list[int]:
    """The reposts that left with a post."""
    gone = Post.objects.filter(repost_of=post, retracted_at=post.retracted_at)
    return list(gone.values_list("pk", flat=True))


def as_seen_by(ids: Collection[int], post_id: int) -> dict[int, bytes]:
    """A post's status for each of these people, who may see it, in their languages."""
    made: dict[int, bytes] = {}
    for language, readers in _by_language(ids).items():
        with translation.override(language):
            made |= posts.for_many(readers, post_id)
    return made


def conversation_for(ids: Collection[int], post: Post) -> dict[int, bytes]:
    """The Conversation that a message was said in, for each of these of its people."""
    rows = Participant.objects.filter(conversation=post.conversation_id).select_related("user")
    parts = {row.user_id: row for row in rows.order_by("user__sort_name", "user__id")}
    statuses = availability.of(parts)
    made: dict[int, bytes] = {}
    for language, readers in _by_language([pk for pk in ids if pk in parts]).items():
        with translation.override(language):
            said = posts.for_many(readers, post.pk)
            loaded = {pk: row.user for pk, row in parts.items()}
            revisions = {pk: user.revision for pk, user in loaded.items()}
            accounts = people.json_of(revisions, statuses, loaded=loaded)
        for reader in readers:
            others = b",".join(json_ for pk, json_ in accounts.items() if pk != reader.pk)
            unread = post.author_id != reader.pk and parts[reader.pk].last_read_id < post.pk
            head = {"id": text_id(post.conversation_id or 0), "unread": unread}
            parts_of_it = (
                json.dumps(head).encode()[:-1],
                b',"accounts":[',
                others,
                b'],"last_status":',
                said.get(reader.pk, b"null"),
                b"}",
            )
            made[reader.pk] = b"".join(parts_of_it)
    return made


def notified_since(since: datetime, recipient: int) -> frozenset[int]:
    """Ids of somebody's notifications made since a moment."""
    found = Notification.objects.filter(pk__gt=floor_id(since), recipient=recipient)
    return frozenset(found.values_list("pk", flat=True))


def told_since(since: datetime, recipients: Collection[int], known: Collection[int]) -> list[Told]:
    """Notifications made since a moment, but for `known` ones, that may be seen and are in words
    that every app knows."""
    rows = (
        Notification.objects.filter(pk__gt=floor_id(since), recipient__in=recipients)
        .exclude(pk__in=known)
        .select_related("actor", "post__author", "post__group", "post__conversation", "group")
        .select_related("post__repost_of__author")
        .order_by("pk")
    )
    told = []
    alike: dict[tuple[int, int | None, int | None], list[Notification]] = {}
    for row in rows:
        if "." not in TYPES[NotificationKind(row.kind)]:
            alike.setdefault((row.actor_id, row.post_id, row.group_id), []).append(row)
    for some in alike.values():
        told += _as_told(some)
    return told


def _as_told(rows: Sequence[Notification]) -> list[Told]:
    """Rows of one actor about the same: asked about at once."""
    first = rows[0]
    seen = User.objects.filter(PRESENT, pk__in=[row.recipient_id for row in rows])
    for thing in (first.actor, first.post, first.group):
        if thing is not None:
            seen = seen.filter(pk__in=audience(thing).values("pk"))
    readers = set(seen.values_list("pk", flat=True))
    rows = [row for row in rows if row.recipient_id in readers]
    statuses = as_seen_by(readers, first.post_id) if first.post_id is not None else {}
    available = availability.of([first.actor_id])
    languages = {
        user.pk: language for language, some in _by_language(readers).items() for user in some
    }
    told = []
    for row in rows:
        if row.post_id is not None and row.recipient_id not in statuses:
            continue
        with translation.override(languages[row.recipient_id]):
            revision = {first.actor_id: first.actor.revision}
            loaded = {first.actor_id: first.actor}
            account = people.json_of(revision, available, loaded=loaded)[first.actor_id]
            status = statuses.get(row.recipient_id)
            told.append(Told(row.pk, row.recipient_id, notification(row, account, status)))
    return told


def _by_language(ids: Iterable[int]) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for user in User.objects.filter(PRESENT, pk__in=list(ids)):
        found.setdefault(user.language, []).append(user)
    return found
