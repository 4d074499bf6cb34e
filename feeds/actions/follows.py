"""Following people and tags."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import policies
from feeds.actions import notifications
from feeds.models import Follow, Tag, TagFollow
from ledger.recording import record
from microblog.lib.errors import NotAllowed

FOLLOWED = "user.followed"
UNFOLLOWED = "user.unfollowed"
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
