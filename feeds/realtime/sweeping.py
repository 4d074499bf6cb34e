"""What the hub reads behind the layer: entries it was not told of, ways in that ended silently."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.sessions.models import Session

from accounts.models import User
from feeds.realtime.cursor import SETTLES_AFTER, settled_now
from feeds.realtime.events import Event, event_of
from ledger.models import Entry
from ledger.recording import is_heard
from microblog.lib import clock

MOST_ENTRIES = 1000
CHUNK = 500

WayIn = tuple[int, str, str]


class Row(NamedTuple):
    """As much of an entry as the sweep needs."""

    id: int
    at: datetime
    action: str


def position_now() -> int:
    """The last entry that nothing can slip in before any more."""
    return settled_now()


def entries_after(position: int) -> list[Row]:
    """The entries above a position, in order; MOST_ENTRIES and one when there are more."""
    rows = Entry.objects.filter(id__gt=position).order_by("id").values_list("id", "at", "action")
    return [Row(*row) for row in rows[: MOST_ENTRIES + 1]]


def is_announced(row: Row) -> bool:
    """Whether anybody hears of such entries at all."""
    return is_heard(row.action)


def events_of(entries: Collection[int]) -> list[Event]:
    """The events of some entries, in order."""
    return [event_of(entry) for entry in Entry.objects.filter(pk__in=entries).order_by("pk")]


def handled_up_to(rows: Sequence[Row], position: int, handled: Container[int]) -> int:
    """How far all is handled: not past what waits, nor past a gap that may still be filled."""
    since = clock.now() - SETTLES_AFTER
    for row in rows:
        gap = row.id != position + 1 and row.at > since
        if gap or row.id not in handled:
            break
        position = row.id
    return position


def ended(ways_in: Collection[WayIn]) -> set[WayIn]:
    """Which of these (user, session key, authentication hash) would not be let in any more."""
    lost: set[WayIn] = set()
    every = sorted(ways_in)
    for start in range(0, len(every), CHUNK):
        some = every[start : start + CHUNK]
        users = User.objects.filter(is_active=True).in_bulk([user for user, _key, _hash in some])
        hashes = {pk: user.get_session_auth_hash() for pk, user in users.items()}
        keys = [key for _user, key, _hash in some]
        rows = Session.objects.filter(pk__in=keys, expire_date__gt=clock.now())
        open_keys = set(rows.values_list("pk", flat=True))
        lost |= {one for one in some if hashes.get(one[0]) != one[2] or one[1] not in open_keys}
    return lost
