"""Account and CredentialAccount: a person as apps show them."""

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.html import urlize
from django.utils.translation import gettext as _

from accounts.availability import AVAILABLE, Status
from accounts.models import User
from accounts.models.user import Role
from api.serializers.values import midnight, moment_or_none, text_id, url
from api.signing import unsigned
from microblog.lib.ids import encode
from microblog.templatetags.ui import asset, in_words

# Mastodon's own numbers for what its moderators and administrators may do.
_PERMISSIONS = {Role.ADMIN: "1048575", Role.MODERATOR: "1308"}
_ROLE_IDS = {Role.ADMIN: "3", Role.MODERATOR: "1"}


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a person. Only what the whole company reads is counted."""

    followers: int = 0
    following: int = 0
    posts: int = 0
    last_post_at: datetime | None = None


def account(user: User, counts: Counts, status: Status | None = None) -> dict[str, Any]:
    """Anybody's view of a person, with their availability as a field and as an object."""
    page, picture = url(user.get_absolute_url()), avatar(user)
    said = f"<p>{escape(user.about)}</p>" if user.about else ""
    header = url(asset("api/header.png"))
    return {
        "id": text_id(user.pk),
        "username": user.handle,
        "acct": user.handle,
        "display_name": user.display_name,
        "locked": False,
        "bot": user.is_system,
        "group": False,
        "discoverable": True,
        "indexable": False,
        "noindex": True,
        "hide_collections": False,
        "created_at": midnight(user.joined_at or user.created_at),
        "note": said,
        "url": page,
        "uri": page,
        "avatar": picture,
        "avatar_static": picture,
        "header": header,
        "header_static": header,
        "followers_count": counts.followers,
        "following_count": counts.following,
        "statuses_count": counts.posts,
        "last_status_at": f"{counts.last_post_at:%Y-%m-%d}" if counts.last_post_at else None,
        "emojis": [],
        "fields": _fields(user, status),
        "roles": [],
        "availability": availability(status),
    }


def credential_account(user: User, counts: Counts, status: Status | None = None) -> dict[str, Any]:
    """A person's view of themselves."""
    return account(user, counts, status) | {
        "source": {
            "privacy": "public",
            "sensitive": False,
            "language": user.language,
            "note": user.about,
            "fields": own_fields(user),
            "follow_requests_count": 0,
            "hide_collections": False,
            "discoverable": True,
            "indexable": False,
            "quote_policy": "nobody",
        },
        "role": {
            "id": _ROLE_IDS.get(Role(user.role), "-99"),
            "name": user.get_role_display() if user.role in _ROLE_IDS else "",
            "permissions": _PERMISSIONS.get(Role(user.role), "0"),
            "color": "",
            "highlighted": False,
        },
    }


def preferences(user: User) -> dict[str, Any]:
    """What apps should do unless told otherwise."""
    return {
        "posting:default:visibility": "public",
        "posting:default:sensitive": False,
        "posting:default:language": user.language,
        "posting:default:quote_policy": "nobody",
        "reading:expand:media": "default",
        "reading:expand:spoilers": False,
        "reading:autoplay:gifs": False,
    }


def profile(user: User) -> dict[str, Any]:
    """Profile: what a person may change of what others see, as it was written."""
    picture, header = avatar(user), url(asset("api/header.png"))
    return {
        "id": text_id(user.pk),
        "display_name": user.display_name,
        "note": user.about,
        "fields": own_fields(user),
        "avatar": picture,
        "avatar_static": picture,
        "avatar_description": "",
        "header": header,
        "header_static": header,
        "header_description": "",
        "locked": False,
        "bot": user.is_system,
        "hide_collections": False,
        "discoverable": True,
        "indexable": False,
        "show_media": True,
        "show_media_replies": True,
        "show_featured": True,
        "attribution_domains": [],
        "featured_tags": [],
    }


def suggestion(why: str) -> dict[str, Any]:
    """Suggestion without its account: why somebody is suggested, in Mastodon's words and ours."""
    if why == "followed":
        return {"source": "global", "sources": ["most_followed"], "why": why}
    return {"source": "past_interactions", "sources": ["friends_of_friends"], "why": why}


def muted_account(account: bytes, until: datetime | None) -> bytes:
    """MutedAccount: an account and when the mute ends."""
    ends = json.dumps(moment_or_none(until)).encode()
    return account[:-1] + b',"mute_expires_at":' + ends + b"}"


def own_fields(user: User) -> list[dict[str, Any]]:
    """The lines that a person wrote themselves, as text."""
    return [{"name": name, "value": value, "verified_at": None} for name, value in user.details]


def availability(status: Status | None) -> dict[str, Any]:
    """Whether somebody can be reached: ours, Mastodon has no word for it."""
    status = status or AVAILABLE
    return {
        "kind": str(status.kind),
        "text": status.text,
        "until": moment_or_none(status.until),
    }


def avatar(user: User) -> str:
    """The photo, or a figure in the person's colour."""
    if user.avatar:
        return url(unsigned("avatar", encode(user.pk), f"{user.avatar}.webp"))
    return url(asset(f"api/avatar-{user.color}.png"))


def _fields(user: User, status: Status | None) -> list[dict[str, Any]]:
    said = [
        (_("Availability"), in_words(status) if status else ""),
        (_("Role"), user.job_title),
        (_("Team"), user.department),
        (_("Site"), user.site),
    ]
    own = [
        {"name": name, "value": urlize(value, nofollow=True, autoescape=True), "verified_at": None}
        for name, value in user.details
    ]
    return own + [
        {"name": name, "value": escape(value), "verified_at": None} for name, value in said if value
    ]
