"""Relationship: what is between the reader and somebody."""

from typing import Any

from api.serializers.values import text_id


def relationship(
    person: int, *, following: bool, followed_by: bool, note: str = ""
) -> dict[str, Any]:
    """Blocks and mutes of people do not exist here: a colleague is a colleague."""
    return {
        "id": text_id(person),
        "following": following,
        "showing_reblogs": following,
        "notifying": False,
        "languages": None,
        "followed_by": followed_by,
        "blocking": False,
        "blocked_by": False,
        "muting": False,
        "muting_notifications": False,
        "muting_expires_at": None,
        "requested": False,
        "requested_by": False,
        "domain_blocking": False,
        "endorsed": False,
        "note": note,
    }
