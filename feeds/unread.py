"""How much waits for a person: what may interrupt, never everything."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from feeds.models import Notification, Participant, Post
from feeds.models.notification import SILENT
from feeds.visibility import notifications as visible_notifications

# Numbers stop here: beyond it "many" is all that one wants to know.
MOST = 99


@dataclass(frozen=True, slots=True)
class Counts:
    """What the bell and the envelope show."""

    notifications: int = 0
    messages: int = 0


def counts(user: User) -> Counts:
    """What waits for one person. Two queries."""
    waiting = Notification.objects.filter(visible_notifications(user), done_at=None)
    said = Post.objects.filter(
        conversation=OuterRef("conversation"),
        pk__gt=OuterRef("last_read_id"),
        retracted_at=None,
        author__is_active=True,
    )
    unread = Participant.objects.filter(
        Exists(said.exclude(author=user)),
        user=user,
        conversation__last_post_id__gt=F("last_read_id"),
    )
    return Counts(
        notifications=waiting.exclude(kind__in=SILENT)[:MOST].count(),
        messages=unread[:MOST].count(),
    )
