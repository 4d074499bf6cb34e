"""What is between a reader and others, for many at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.models import User
from api.serializers.relationship import Between, relationship
from feeds.models import Follow, PersonMute, PersonNote
from feeds.models.regard import current
from microblog.lib import clock


def relationships(reader: User, people: Sequence[int]) -> list[dict[str, Any]]:
    """Of people whom `reader` may see, in order. Three queries, whatever their number."""
    found = dict.fromkeys(people, Between())
    either = Q(follower=reader, followed__in=people) | Q(follower__in=people, followed=reader)
    rows = Follow.objects.filter(either)
    for follower, followed, reposts, endorsed in rows.values_list(
        "follower", "followed", "reposts", "endorsed"
    ):
        if follower == reader.pk:
            found[followed] = replace(
                found[followed], following=True, reposts=reposts, endorsed=endorsed
            )
        else:
            found[follower] = replace(found[follower], followed_by=True)
    for mute in PersonMute.objects.filter(current(clock.now()), muter=reader, muted__in=people):
        between = found[mute.muted_id]
        found[mute.muted_id] = (
            replace(between, blocking=True)
            if mute.is_block
            else replace(
                between,
                muting=True,
                muting_notifications=mute.notifications,
                muted_until=mute.until,
            )
        )
    notes = PersonNote.objects.filter(writer=reader, about__in=people)
    for person, text in notes.values_list("about", "text"):
        found[person] = replace(found[person], note=text)
    return [relationship(pk, found[pk]) for pk in people]
