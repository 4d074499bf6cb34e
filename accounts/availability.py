"""Reading who is reachable now: an availability that ended is none, without anybody's doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Availability
from accounts.models.availability import Kind
from microblog.lib import clock


@dataclass(frozen=True, slots=True)
class Status:
    """What is shown beside a name: the kind, own words, and when it ends (None: it does not)."""

    kind: str = Kind.AVAILABLE
    text: str = ""
    until: datetime | None = None

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return str(Kind(self.kind).label)

    @property
    def is_available(self) -> bool:
        return self.kind == Kind.AVAILABLE


AVAILABLE = Status()


def of(people: Iterable[int], *, now: datetime | None = None) -> dict[int, Status]:
    """The current status of each user id that declared one; absent means available. One query."""
    wanted = set(people)
    if not wanted:
        return {}
    rows = Availability.objects.filter(user__in=wanted, until__gt=now or clock.now())
    return {row.user_id: Status(row.kind, row.text, row.until) for row in rows}


def of_one(user: Any) -> Status:
    """The current status of one person."""
    return of([user.pk]).get(user.pk, AVAILABLE)
