"""Notification: a row of somebody's list, in the words that apps know."""

import json
from typing import Any

from api.serializers.values import moment, text_id
from feeds.models import Notification
from feeds.models.notification import NotificationKind as Kind
from microblog.lib.ids import moment_of

# Apps leave out what they do not know; what is only ours they get when they ask for it.
TYPES = {
    Kind.MENTION: "mention",
    Kind.REPLY: "mention",
    Kind.DIRECT: "mention",
    Kind.REACTION: "favourite",
    Kind.REPOST: "reblog",
    Kind.FOLLOW: "follow",
    Kind.JOIN_REQUEST: "follow_request",
    Kind.JOINED: "group.joined",
    Kind.GROUP_INVITATION: "group.invitation",
}


def notification(row: Notification, account: bytes, status: bytes | None) -> bytes:
    """One row, around the account and the status that are JSON already."""
    head: dict[str, Any] = {
        "id": text_id(row.pk),
        "type": TYPES[Kind(row.kind)],
        "kind": row.kind,
        "created_at": moment(moment_of(row.pk)),
        "group_key": f"ungrouped-{row.pk}",
        "group_id": text_id(row.group_id) if row.group_id else None,
        "done": row.done_at is not None,
    }
    parts = [json.dumps(head, ensure_ascii=False).encode()[:-1], b',"account":', account]
    if status is not None:
        parts += [b',"status":', status]
    return b"".join([*parts, b"}"])
