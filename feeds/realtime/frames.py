"""The frames that pages receive: ids and names of what they may see, never a text of a post."""

import json
from typing import Any

from django.utils import translation

from accounts.availability import Status
from accounts.models import User
from feeds.unread import Counts


def frame(kind: str, cursor: str, **facts: Any) -> str:
    """One frame as it goes over the wire; `cursor` is where its reader would ask on from."""
    return json.dumps({"kind": kind, "cursor": cursor, **facts}, separators=(",", ":"))


def face(user: User) -> dict[str, Any]:
    """Whose initials the pill of new posts shows."""
    return {
        "handle": user.handle,
        "name": user.display_name,
        "initials": user.initials,
        "color": user.color,
    }


def availability(user: User, status: Status, language: str) -> dict[str, Any]:
    """What a page needs to show a person's availability wherever they are on it."""
    with translation.override(language):
        label = status.label
    return {
        "handle": user.handle,
        "state": str(status.kind),
        "label": label,
        "text": status.text,
        "until": status.until.isoformat() if status.until else None,
    }


def numbers(counts: Counts) -> dict[str, int]:
    """What the bell and the envelope show."""
    return {"notifications": counts.notifications, "messages": counts.messages}
