"""Group: ours. Apps that never heard of groups find them as lists and in posts."""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

from api.serializers.account import availability
from api.serializers.values import midnight, moment, moment_or_none, text_id, url
from feeds.models import Group
from feeds.models.group import MemberRole
from microblog.templatetags.ui import asset

# Ours in the words of apps.
ROLES: dict[str, str] = {MemberRole.OWNER: "owner", MemberRole.MEMBER: "user"}


def group_summary(group: Group) -> dict[str, Any]:
    """What a post shows of its group; the group itself has more to say."""
    page = url(group.get_absolute_url())
    picture, header = url(asset(f"api/avatar-{group.color}.png")), url(asset("api/header.png"))
    return {
        "id": text_id(group.pk),
        "slug": group.slug,
        "display_name": group.name,
        "note": group.purpose,
        "url": page,
        "uri": page,
        "avatar": picture,
        "avatar_static": picture,
        "header": header,
        "header_static": header,
        "group_visibility": "everyone" if group.is_open else "members_only",
        "visibility": group.visibility,
        "locked": not group.is_open,
        "created_at": moment(group.created_at),
        "emojis": [],
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader is to a group."""

    role: str = ""
    requested: bool = False
    # Whether somebody waits for the reader's answer, and whether an offer waits for theirs.
    asked: bool = False
    invited: bool = False


def group_entity(
    group: Group, standing: Standing, *, members: int, owner: int | None
) -> dict[str, Any]:
    """A group by itself. `owner` is the first of its owners, for those who read the group."""
    return group_summary(group) | {
        "domain": None,
        "deleted_at": None,
        "closed_at": moment_or_none(group.closed_at),
        "posting": group.posting,
        "membership_required": not group.is_open,
        "statuses_visibility": "public" if group.is_open else "members_only",
        "members_count": members,
        "owner": None if owner is None else {"id": text_id(owner)},
        "source": {"note": group.purpose},
        "tags": [],
        "relationship": group_relationship(group.pk, standing),
    }


def group_relationship(group: int, standing: Standing) -> dict[str, Any]:
    """What is between the reader and a group."""
    return {
        "id": text_id(group),
        "member": bool(standing.role),
        "role": ROLES.get(standing.role),
        "requested": standing.requested,
        "pending_requests": standing.asked,
        "invited": standing.invited,
        "blocked_by": False,
        "muting": False,
        "notifying": False,
    }


def group_member(membership: int, role: str, account: bytes) -> bytes:
    """GroupMember around the account of a member, which is JSON already."""
    head = json.dumps({"id": text_id(membership), "role": ROLES[role]}).encode()[:-1]
    return head + b',"account":' + account + b"}"


def group_account(group: Group, *, members: int) -> dict[str, Any]:
    """A group as apps know groups that know none: an account to mention, to follow, to read."""
    summary = group_summary(group)
    kept = ("id", "note", "url", "uri", "avatar", "avatar_static", "header", "header_static")
    return {name: summary[name] for name in kept} | {
        "username": group.slug,
        "acct": group.slug,
        "display_name": group.name,
        "note": f"<p>{escape(group.purpose)}</p>",
        "locked": not group.is_open,
        "bot": False,
        "group": True,
        "discoverable": not group.is_secret,
        "indexable": False,
        "noindex": True,
        "hide_collections": True,
        "created_at": midnight(group.created_at),
        "followers_count": members,
        "following_count": 0,
        "statuses_count": 0,
        "last_status_at": None,
        "emojis": [],
        "fields": [],
        "roles": [],
        "availability": availability(None),
    }
