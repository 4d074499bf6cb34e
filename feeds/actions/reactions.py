"""Answering without words."""

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import policies
from feeds.actions import notifications
from feeds.models import Post, Reaction
from feeds.models.notification import NotificationKind
from feeds.models.reaction import ReactionKind
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected

ADDED = "reaction.added"
REMOVED = "reaction.removed"


@transaction.atomic
def react(*, actor: User, post: Post, kind: str) -> None:
    """Put a reaction on a post; twice is once."""
    _check(actor, post, kind)
    _row, created = Reaction.objects.get_or_create(
        post=post, user=actor, kind=kind, defaults={"created_at": clock.now()}
    )
    if created:
        _touch(post)
        notifications.notify_reacted(post, by=actor)
        record(actor=actor, action=ADDED, subject=post, facts={"kind": kind})


@transaction.atomic
def unreact(*, actor: User, post: Post, kind: str) -> None:
    """Take a reaction back, if it is there."""
    _check(actor, post, kind)
    dropped, _rows = Reaction.objects.filter(post=post, user=actor, kind=kind).delete()
    if dropped:
        _touch(post)
        if not post.reactions.exclude(user=post.author_id).exists():
            notifications.withdraw(NotificationKind.REACTION, post)
        record(actor=actor, action=REMOVED, subject=post, facts={"kind": kind})


def _check(actor: User, post: Post, kind: str) -> None:
    if kind not in ReactionKind.values:
        raise Rejected("kind", _("Choose one of the six reactions."))
    if not policies.can_react(actor, post):
        raise NotAllowed(_("You cannot react here."))


def _touch(post: Post) -> None:
    """Count again under the post's lock, so that two who react at once are both counted."""
    Post.objects.select_for_update().get(pk=post.pk)
    counts = post.reactions.order_by("kind").values_list("kind").annotate(Count("pk"))
    Post.objects.filter(pk=post.pk).update(revision=F("revision") + 1, reaction_counts=dict(counts))
