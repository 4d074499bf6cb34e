"""How far one has read: personal marks, not in the ledger."""

from django.db import transaction
from django.db.models import F

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
    marker.version += 1
    marker.save(update_fields=["last_read_id", "at", "version"])


@transaction.atomic
def mark_unread(*, actor: User, feed: str, before: int) -> None:
    """Put the mark back, just below a post id."""
    ReadMarker.objects.filter(user=actor, feed=feed, last_read_id__gte=before).update(
        last_read_id=before - 1, version=F("version") + 1
    )


@transaction.atomic
def move_mark(*, actor: User, feed: str, to: int, version: int) -> ReadMarker | None:
    """Put the mark where an app says, back too; None if it moved since the app's `version` of it.

    A mark that was never set has version 0.
    """
    now = clock.now()
    if not version:
        marker, created = ReadMarker.objects.get_or_create(
            user=actor, feed=feed, defaults={"last_read_id": to, "at": now, "version": 1}
        )
        if created:
            return marker
    moved = ReadMarker.objects.filter(user=actor, feed=feed, version=version)
    if not moved.update(last_read_id=to, at=now, version=version + 1):
        return None
    return ReadMarker.objects.get(user=actor, feed=feed)
