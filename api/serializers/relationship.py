"""Relationship: what is between the reader and somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.serializers.values import moment_or_none, text_id


@dataclass(frozen=True, slots=True)
class Between:
    """What the reader decided about somebody, and whether they follow the reader."""

    following: bool = False
    reposts: bool = False
    endorsed: bool = False
    followed_by: bool = False
    blocking: bool = False
    muting: bool = False
    muting_notifications: bool = False
    muted_until: datetime | None = None
    note: str = ""


def relationship(person: int, between: Between) -> dict[str, Any]:
    """Whether the other mutes or blocks the reader is nobody's business but the other's."""
    return {
        "id": text_id(person),
        "following": between.following,
        "showing_reblogs": between.reposts,
        "notifying": False,
        "languages": None,
        "followed_by": between.followed_by,
        "blocking": between.blocking,
        "blocked_by": False,
        "muting": between.muting,
        "muting_notifications": between.muting_notifications,
        "muting_expires_at": moment_or_none(between.muted_until),
        "requested": False,
        "requested_by": False,
        "domain_blocking": False,
        "endorsed": between.endorsed,
        "note": between.note,
    }
