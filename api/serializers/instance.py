"""Instance, in both versions: what this network is and allows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.actions.users import MOST_DETAILS
from accounts.models import Organization
from api.serializers.reaction import EMOJI
from api.serializers.values import url
from api.web_push import public_key
from feeds.actions.attachments import ALT_LIMIT, MOST_FILES
from microblog.templatetags.ui import asset

# What of Mastodon's protocol is here: apps go by these. Grouped notifications would make 4.3 and 2.
PROTOCOL = "4.2.0"
API_VERSION = 1
OURS = "1.0.0"
VERSION = f"{PROTOCOL} (compatible; Sillage {OURS})"

MIME_TYPES = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "application/pdf",
    "application/zip",
    "text/plain",
]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many there are; of posts only those for the whole company."""

    users: int
    active_month: int
    posts: int


def instance(organization: Organization, figures: Figures, *, registration: bool) -> dict[str, Any]:
    """Version 2."""
    picture = url(asset("api/avatar-6.png"))
    return {
        "domain": host(),
        "title": organization.name,
        "version": VERSION,
        "source_url": url("/"),
        "description": _("The private network of %(name)s.") % {"name": organization.name},
        "usage": {"users": {"active_month": figures.active_month}},
        "thumbnail": {"url": picture, "blurhash": None, "versions": {}},
        "icon": [{"src": picture, "size": "400x400"}],
        "languages": [organization.language],
        "configuration": {
            "urls": {"streaming": streaming(), "status": None, "about": None},
            "vapid": {"public_key": public_key()},
            "translation": {"enabled": False},
            "timelines_access": {
                "live_feeds": {"local": "authenticated", "remote": "disabled"},
                "hashtag_feeds": {"local": "authenticated", "remote": "disabled"},
                "trending_link_feeds": {"local": "disabled", "remote": "disabled"},
            },
            "limited_federation": True,
        }
        | _limits(organization),
        "registrations": {
            "enabled": registration,
            "approval_required": False,
            "reason_required": False,
            "message": None,
            "min_age": None,
            "url": None,
        },
        "api_versions": {"mastodon": API_VERSION, "sillage": 1},
        "contact": {"email": "", "account": None},
        "rules": [],
    }


def v1_instance(
    organization: Organization, figures: Figures, *, registration: bool
) -> dict[str, Any]:
    """Version 1, which older apps ask for."""
    description = _("The private network of %(name)s.") % {"name": organization.name}
    return {
        "uri": host(),
        "title": organization.name,
        "short_description": description,
        "description": description,
        "email": "",
        "version": VERSION,
        "urls": {"streaming_api": streaming()},
        "stats": {"user_count": figures.users, "status_count": figures.posts, "domain_count": 0},
        "thumbnail": url(asset("api/avatar-6.png")),
        "languages": [organization.language],
        "registrations": registration,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": _limits(organization),
        "contact_account": None,
        "rules": [],
        "max_toot_chars": organization.post_limit,
    }


def host() -> str:
    """The name and port that people type."""
    return urlsplit(settings.ORIGIN).netloc


def streaming() -> str:
    """Where sockets are."""
    return f"ws{settings.ORIGIN.removeprefix('http')}"


def _limits(organization: Organization) -> dict[str, Any]:
    return {
        "accounts": {
            "max_featured_tags": 0,
            "max_pinned_statuses": 0,
            "max_profile_fields": MOST_DETAILS,
        },
        "statuses": {
            "max_characters": organization.post_limit,
            "max_media_attachments": MOST_FILES,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {
            "description_limit": ALT_LIMIT,
            "supported_mime_types": MIME_TYPES,
            "image_size_limit": settings.MAX_UPLOAD,
            "image_matrix_limit": 40_000_000,
            "video_size_limit": settings.MAX_UPLOAD,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 40_000_000,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "reactions": {"max_reactions": len(EMOJI), "allowed": list(EMOJI.values())},
    }
