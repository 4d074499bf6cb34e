"""How far one has read: personal marks, not in the ledger."""

from django.db import transaction

from accounts.models import User
from feeds.models import ReadMarker
from microblog.lib import clock


@transaction.atomic
def mark_read(*, actor: User, feed: str, up_to: int) -> None:
    """Move the mark of a feed to a post id; it never goes back by itself."""
    marker, _created = ReadMarker.objects.select_for_update().get_or_create(
        user=actor, feed=feed, defaults={"last_read_id": 0, "at": clock.now()}
    )
    if up_to > marker.last_read_id:
        marker.last_read_id = up_to
    marker.at = clock.now()
    marker.save(update_fields=["last_read_id", "at"])


@transaction.atomic
def mark_unread(*, actor: User, feed: str, before: int) -> None:
    """Put the mark back, just below a post id."""
    ReadMarker.objects.filter(user=actor, feed=feed, last_read_id__gte=before).update(
        last_read_id=before - 1
    )
