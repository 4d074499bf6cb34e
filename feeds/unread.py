"""How much waits for a person: what may interrupt, never everything."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from feeds.models import Notification, Participant, Post
from feeds.models.notification import SILENT
from feeds.visibility import notifications as visible_notifications
from microblog.lib.prepared import CountOf, prepared

# Numbers stop here: beyond it "many" is all that one wants to know.
MOST = 99


@dataclass(frozen=True, slots=True)
class Counts:
    """What the bell and the envelope show."""

    notifications: int = 0
    messages: int = 0


def counts(user: User) -> Counts:
    """What waits for one person. One query."""
    return Counts(*_counts(reader=user)[0])


@prepared
def _counts(reader: User) -> QuerySet[User, Any]:
    return User.objects.filter(pk=reader.pk).values_list(*waiting(reader))


def waiting(reader: User) -> tuple[CountOf, CountOf]:
    """The two counts as columns for a query about something else; for prepared queries too."""
    told = Notification.objects.filter(visible_notifications(reader), done_at=None)
    said = Post.objects.filter(
        conversation=OuterRef("conversation"),
        pk__gt=OuterRef("last_read_id"),
        retracted_at=None,
        author__is_active=True,
    )
    unread = Participant.objects.filter(
        Exists(said.exclude(author=reader)),
        user=reader,
        conversation__last_post_id__gt=F("last_read_id"),
    )
    return CountOf(told.exclude(kind__in=SILENT)[:MOST]), CountOf(unread[:MOST])
