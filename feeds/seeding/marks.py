"""How far seeded people have read: most of them looked this morning, some were away for days."""

from collections.abc import Sequence
from datetime import timedelta

from feeds.models import ReadMarker
from feeds.seeding.network import Circle, Member, Scribe
from microblog.lib.ids import floor_id

AWAY = timedelta(hours=12)


def write_marks(scribe: Scribe, people: Sequence[Member], circles: Sequence[Circle]) -> int:
    """Everybody's mark in home, in company and in each of their groups; how many there are."""
    groups: dict[int, list[int]] = {person.pk: [] for person in people}
    for circle in circles:
        for member in circle.members:
            groups[member.pk].append(circle.pk)
    written = 0
    for person in people:
        looked = scribe.now - AWAY * scribe.chance.expovariate(1)
        for feed in ("home", "company", *(f"group:{pk}" for pk in groups[person.pk])):
            scribe.bulk.add(
                ReadMarker,
                user_id=person.pk,
                feed=feed,
                last_read_id=floor_id(looked),
                at=looked,
                version=1,
            )
            written += 1
    scribe.bulk.flush()
    return written
