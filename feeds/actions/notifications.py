"""Telling people, sparingly, and letting them tick it off."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import User
from feeds.models import (
    Group,
    Membership,
    Notification,
    Participant,
    PersonMute,
    Post,
    ThreadMute,
)
from feeds.models.group import MemberRole
from feeds.models.notification import NotificationKind as Kind
from feeds.models.regard import current
from ledger.recording import record
from microblog.lib import clock, ids
from microblog.lib.visibility import audience

THREAD_MUTED = "thread.muted"
THREAD_UNMUTED = "thread.unmuted"


def notify_of_post(post: Post, mentioned: Sequence[User]) -> None:
    """Tell the people of a conversation, those named, and those answered, each once."""
    if post.conversation_id is not None:
        others = Participant.objects.filter(conversation=post.conversation_id)
        _tell(Kind.DIRECT, others.values_list("user", flat=True), actor=post.author, post=post)
        return
    notify_mentioned(post, mentioned)
    if post.root is not None and post.reply_to is not None:
        answered = {post.reply_to.author_id, post.root.author_id}
        answered -= {user.pk for user in mentioned}
        _tell(Kind.REPLY, answered, actor=post.author, post=post)


def notify_mentioned(post: Post, mentioned: Sequence[User]) -> None:
    """Tell the people named in a post, as far as they may read it."""
    if post.conversation_id is None:
        _tell(Kind.MENTION, (user.pk for user in mentioned), actor=post.author, post=post)


def notify_reacted(post: Post, *, by: User) -> None:
    """Move the author's one silent row for reactions to this post up to now."""
    _tell_grouped(Kind.REACTION, post, by)


def notify_reposted(post: Post, *, by: User) -> None:
    """Move the author's one silent row for reposts of this post up to now."""
    _tell_grouped(Kind.REPOST, post, by)


def withdraw(kind: Kind, post: Post) -> None:
    """Nothing is left to tell: the last reaction or repost was taken back."""
    Notification.objects.filter(kind=kind, post=post).delete()


def notify_followed(user: User, *, by: User) -> None:
    """Tell somebody of a new follower, silently, once for each follower."""
    Notification.objects.filter(recipient=user, kind=Kind.FOLLOW, actor=by).delete()
    _create(Kind.FOLLOW, {user.pk} - _unwilling({user.pk}, by), actor=by)


def notify_owners(group: Group, kind: Kind, *, by: User) -> None:
    """Tell the owners of a group that somebody wants something of them."""
    owners = Membership.objects.filter(group=group, role=MemberRole.OWNER)
    _create(kind, owners.values_list("user", flat=True), actor=by, group=group)


def notify_user(user: User, kind: Kind, *, by: User, group: Group) -> None:
    """Tell one person something about a group."""
    _create(kind, [user.pk], actor=by, group=group)


def settle(group: Group, kind: Kind, *, of: User) -> None:
    """A request or an invitation was answered: nobody is asked any more."""
    if kind == Kind.JOIN_REQUEST:
        Notification.objects.filter(group=group, kind=kind, actor=of).delete()
    else:
        Notification.objects.filter(group=group, kind=kind, recipient=of).delete()


def stop_asking(user: User, group: Group) -> None:
    """Somebody owns the group no longer: who wants to join is not theirs to know."""
    Notification.objects.filter(recipient=user, group=group, kind=Kind.JOIN_REQUEST).delete()


def mark_done(*, actor: User, notifications: Iterable[Notification]) -> int:
    """Tick rows off one's list; how many were waiting. A personal mark: not in the ledger."""
    keys = [row.pk for row in notifications]
    waiting = Notification.objects.filter(pk__in=keys, recipient=actor, done_at=None)
    return waiting.update(done_at=clock.now())


def mark_all_done(*, actor: User) -> int:
    """Tick everything off one's list; how many were waiting. Not in the ledger."""
    waiting = Notification.objects.filter(recipient=actor, done_at=None)
    return waiting.update(done_at=clock.now())


def mark_undone(*, actor: User, notification: Notification) -> None:
    """Put a row back into one's list. Not in the ledger."""
    Notification.objects.filter(pk=notification.pk, recipient=actor).update(done_at=None)


@transaction.atomic
def mute_thread(*, actor: User, post: Post) -> None:
    """Hear no more of a thread, and drop what it already said."""
    _mute, created = ThreadMute.objects.get_or_create(user=actor, root_id=post.thread_id)
    if created:
        Notification.objects.filter(recipient=actor, post__in=_thread(post)).update(
            done_at=clock.now()
        )
        record(actor=actor, action=THREAD_MUTED, subject=post)


@transaction.atomic
def unmute_thread(*, actor: User, post: Post) -> None:
    """Hear of a thread again."""
    dropped, _rows = ThreadMute.objects.filter(user=actor, root_id=post.thread_id).delete()
    if dropped:
        record(actor=actor, action=THREAD_UNMUTED, subject=post)


def _thread(post: Post) -> list[int]:
    replies = Post.objects.filter(root_id=post.thread_id).values_list("pk", flat=True)
    return [post.thread_id, *replies]


def _tell(kind: Kind, people: Iterable[int], *, actor: User, post: Post) -> None:
    """Those who may read the post, did not write it, and muted neither its thread nor its actor."""
    wanted = set(people) - {actor.pk}
    if not wanted:
        return
    muted = ThreadMute.objects.filter(root_id=post.thread_id, user__in=wanted)
    wanted -= set(muted.values_list("user", flat=True)) | _unwilling(wanted, actor)
    readers = audience(post).filter(pk__in=wanted).values_list("pk", flat=True)
    _create(kind, readers, actor=actor, post=post)


def _unwilling(people: Iterable[int], actor: User) -> set[int]:
    """Those of these people who want to be told nothing of the actor."""
    mutes = PersonMute.objects.filter(
        current(clock.now()), muter__in=people, muted=actor, notifications=True
    )
    return set(mutes.values_list("muter", flat=True))


def _tell_grouped(kind: Kind, post: Post, by: User) -> None:
    if by.pk == post.author_id:
        return
    Notification.objects.filter(kind=kind, post=post).delete()
    _tell(kind, [post.author_id], actor=by, post=post)


def _create(
    kind: Kind,
    people: Iterable[int],
    *,
    actor: User,
    post: Post | None = None,
    group: Group | None = None,
) -> None:
    Notification.objects.bulk_create(
        [
            Notification(
                id=ids.new_id(), recipient_id=pk, kind=kind, actor=actor, post=post, group=group
            )
            for pk in people
            if pk != actor.pk
        ],
        ignore_conflicts=True,
    )
