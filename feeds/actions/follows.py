"""Following people and tags."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import policies
from feeds.actions import notifications
from feeds.models import Follow, Tag, TagFollow
from ledger.recording import record
from microblog.lib.errors import NotAllowed, Rejected

FOLLOWED = "user.followed"
UNFOLLOWED = "user.unfollowed"
FOLLOW_CHANGED = "user.follow_changed"
FOLLOWER_REMOVED = "user.follower_removed"
ENDORSED = "user.endorsed"
UNENDORSED = "user.unendorsed"
TAG_FOLLOWED = "tag.followed"
TAG_UNFOLLOWED = "tag.unfollowed"


@transaction.atomic
def follow_user(*, actor: User, user: User) -> None:
    """Have somebody's posts in one's feed; twice is once."""
    if not policies.can_follow(actor, user):
        raise NotAllowed(_("You cannot follow yourself."))
    _row, created = Follow.objects.get_or_create(follower=actor, followed=user)
    if created:
        notifications.notify_followed(user, by=actor)
        record(actor=actor, action=FOLLOWED, subject=user)


@transaction.atomic
def unfollow_user(*, actor: User, user: User) -> None:
    """Have them there no longer."""
    dropped, _rows = Follow.objects.filter(follower=actor, followed=user).delete()
    if dropped:
        record(actor=actor, action=UNFOLLOWED, subject=user)


@transaction.atomic
def change_follow(*, actor: User, user: User, reposts: bool) -> None:
    """Say whether what somebody passes on comes to one's feed too. Nothing if not followed."""
    rows = Follow.objects.filter(follower=actor, followed=user).exclude(reposts=reposts)
    if rows.update(reposts=reposts):
        record(actor=actor, action=FOLLOW_CHANGED, subject=user, facts={"reposts": reposts})


@transaction.atomic
def remove_follower(*, actor: User, user: User) -> None:
    """Be followed by somebody no longer. They are not told, and may follow again."""
    dropped, _rows = Follow.objects.filter(follower=user, followed=actor).delete()
    if dropped:
        record(actor=actor, action=FOLLOWER_REMOVED, subject=user)


@transaction.atomic
def endorse_person(*, actor: User, user: User) -> None:
    """Recommend somebody one follows to whoever looks at one's profile. Raises Rejected."""
    follow = Follow.objects.filter(follower=actor, followed=user).first()
    if follow is None:
        raise Rejected("", _("Follow them first."))
    if not follow.endorsed:
        Follow.objects.filter(pk=follow.pk).update(endorsed=True)
        record(actor=actor, action=ENDORSED, subject=user)


@transaction.atomic
def unendorse_person(*, actor: User, user: User) -> None:
    """Recommend them no longer."""
    rows = Follow.objects.filter(follower=actor, followed=user, endorsed=True)
    if rows.update(endorsed=False):
        record(actor=actor, action=UNENDORSED, subject=user)


@transaction.atomic
def follow_tag(*, actor: User, tag: Tag) -> None:
    """Have a tag's posts in one's feed; twice is once."""
    _row, created = TagFollow.objects.get_or_create(user=actor, tag=tag)
    if created:
        record(actor=actor, action=TAG_FOLLOWED, subject=tag)


@transaction.atomic
def follow_word(*, actor: User, key: str) -> None:
    """Follow the tag of a key, made here when nobody has used it yet. The key is `tag_key`'s."""
    tag, _created = Tag.objects.get_or_create(key=key, defaults={"name": key})
    follow_tag(actor=actor, tag=tag)


@transaction.atomic
def unfollow_tag(*, actor: User, tag: Tag) -> None:
    """Have them there no longer."""
    dropped, _rows = TagFollow.objects.filter(user=actor, tag=tag).delete()
    if dropped:
        record(actor=actor, action=TAG_UNFOLLOWED, subject=tag)
