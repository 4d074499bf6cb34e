"""The entities of Mastodon's client API as apps read them: stricter than its own description.

A field's rule is a type, a pattern, another entity, a list of one, or a choice (a set of words).
`None` in a tuple allows null. A name that ends with ? may be absent. Unknown fields are free.
"""

import re
from typing import Any

ID = re.compile(r"\d{1,19}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
URL = re.compile(r"https?://[^\s]+")
ZERO_OR_MORE = re.compile(r"\d+")

_ACCOUNT: dict[str, Any] = {
    "id": ID,
    "username": str,
    "acct": re.compile(r"[a-z0-9._-]+"),
    "display_name": str,
    "locked": bool,
    "bot": bool,
    "group": bool,
    "created_at": MOMENT,
    "note": str,
    "url": URL,
    "uri": URL,
    "avatar": URL,
    "avatar_static": URL,
    "header": URL,
    "header_static": URL,
    "followers_count": int,
    "following_count": int,
    "statuses_count": int,
    "emojis": ["CustomEmoji"],
    "fields": ["Field"],
    "roles": [dict],
    "availability": "Availability",
    "indexable": bool,
    "discoverable": (bool, None),
    "hide_collections?": (bool, None),
    "noindex?": bool,
    "last_status_at": (DAY, None),
}

_MEDIA_LIMITS = {
    "supported_mime_types": [str],
    "image_size_limit": int,
    "image_matrix_limit": int,
    "video_size_limit": int,
    "video_frame_rate_limit": int,
    "video_matrix_limit": int,
}

CONTEXT = {"home", "notifications", "public", "thread", "account"}
_FILTER: dict[str, Any] = {
    "id": ID,
    "title": str,
    "context": [CONTEXT],
    "expires_at": (MOMENT, None),
    "filter_action": {"warn", "hide", "blur"},
}

ENTITIES: dict[str, dict[str, Any]] = {
    "Account": _ACCOUNT,
    "CredentialAccount": _ACCOUNT | {"source": "Source", "role": "Role"},
    "Source": {
        "privacy": {"public", "unlisted", "private", "direct"},
        "sensitive": bool,
        "language": (str, None),
        "note": str,
        "fields": ["Field"],
        "follow_requests_count": int,
        "indexable": bool,
        "discoverable": (bool, None),
        "hide_collections": (bool, None),
    },
    "Role": {"id": str, "name": str, "permissions": str, "color": str, "highlighted": bool},
    "Field": {"name": str, "value": str, "verified_at": (MOMENT, None)},
    "CustomEmoji": {"shortcode": str, "url": URL, "static_url": URL, "visible_in_picker": bool},
    "Relationship": {
        "id": ID,
        "following": bool,
        "showing_reblogs": bool,
        "notifying": bool,
        "languages": ([str], None),
        "followed_by": bool,
        "blocking": bool,
        "blocked_by": bool,
        "muting": bool,
        "muting_notifications": bool,
        "muting_expires_at": (MOMENT, None),
        "requested": bool,
        "requested_by": bool,
        "domain_blocking": bool,
        "endorsed": bool,
        "note": str,
    },
    "Status": {
        "id": ID,
        "uri": URL,
        "url": (URL, None),
        "created_at": MOMENT,
        "account": "Account",
        "content": str,
        "visibility": {"public", "unlisted", "private", "direct"},
        "sensitive": bool,
        "spoiler_text": str,
        "media_attachments": ["MediaAttachment"],
        "mentions": ["Mention"],
        "tags": ["StatusTag"],
        "emojis": ["CustomEmoji"],
        "reblogs_count": int,
        "favourites_count": int,
        "replies_count": int,
        "in_reply_to_id": (ID, None),
        "in_reply_to_account_id": (ID, None),
        "reblog": ("Status", None),
        "poll": (dict, None),
        "card": (dict, None),
        "language": (str, None),
        "edited_at": (MOMENT, None),
        "application?": ("StatusApplication", None),
        "text?": str,
        "favourited": bool,
        "reblogged": bool,
        "muted": bool,
        "bookmarked": bool,
        "pinned?": bool,
        "filtered": ["FilterResult"],
        "reactions": ["Reaction"],
        "emoji_reactions": ["Reaction"],
        "group?": "GroupSummary",
        "group_id?": ID,
        "audience": {"company", "group", "direct"},
    },
    "GroupSummary": {"id": ID, "slug": str, "display_name": str, "url": URL},
    "Group": {
        "id": ID,
        "slug": str,
        "display_name": str,
        "note": str,
        "url": URL,
        "uri": URL,
        "avatar": URL,
        "avatar_static": URL,
        "header": URL,
        "header_static": URL,
        "created_at": MOMENT,
        "deleted_at": (MOMENT, None),
        "closed_at": (MOMENT, None),
        "domain": (str, None),
        "emojis": ["CustomEmoji"],
        "group_visibility": {"everyone", "members_only"},
        "visibility": {"open", "private", "secret"},
        "posting": {"members", "owners"},
        "locked": bool,
        "membership_required": bool,
        "members_count": int,
        "owner": (dict, None),
        "source": dict,
        "statuses_visibility": str,
        "tags": [dict],
        "relationship": "GroupRelationship",
    },
    "GroupRelationship": {
        "id": ID,
        "member": bool,
        "role": ({"owner", "user"}, None),
        "requested": bool,
        "pending_requests": bool,
        "invited": bool,
        "blocked_by": bool,
        "muting": bool,
        "notifying": bool,
    },
    "GroupMember": {"id": ID, "role": {"owner", "user"}, "account": "Account"},
    "List": {
        "id": ID,
        "title": str,
        "replies_policy": {"followed", "list", "none"},
        "exclusive": bool,
        "group_id?": ID,
    },
    "Conversation": {
        "id": ID,
        "unread": bool,
        "accounts": ["Account"],
        "last_status": ("Status", None),
    },
    "Marker": {"last_read_id": ID, "version": int, "updated_at": MOMENT},
    "FilterHead": _FILTER,
    "Filter": _FILTER | {"keywords": ["FilterKeyword"], "statuses": ["FilterStatus"]},
    "FilterKeyword": {"id": ID, "keyword": str, "whole_word": bool},
    "FilterStatus": {"id": ID, "status_id": ID},
    "FilterResult": {"filter": "FilterHead", "keyword_matches": [str], "status_matches": [ID]},
    "V1Filter": {
        "id": ID,
        "phrase": str,
        "context": [CONTEXT],
        "whole_word": bool,
        "expires_at": (MOMENT, None),
        "irreversible": bool,
    },
    "Reaction": {"name": str, "count": int, "me": bool},
    "StatusApplication": {"name": str, "website": (URL, None)},
    "Mention": {"id": ID, "username": str, "acct": str, "url": URL},
    "StatusTag": {"name": str, "url": URL},
    "Tag": {"id": ID, "name": str, "url": URL, "history": ["TagDay"], "following?": bool},
    "TagDay": {"day": ZERO_OR_MORE, "uses": ZERO_OR_MORE, "accounts": ZERO_OR_MORE},
    "MediaAttachment": {
        "id": ID,
        "type": {"unknown", "image", "gifv", "video", "audio"},
        "url": (URL, None),
        "preview_url": (URL, None),
        "remote_url": (URL, None),
        "meta": (dict, None),
        "description": (str, None),
        "blurhash": (str, None),
    },
    "StatusSource": {"id": ID, "text": str, "spoiler_text": str},
    "StatusEdit": {
        "content": str,
        "spoiler_text": str,
        "sensitive": bool,
        "created_at": MOMENT,
        "account": "Account",
        "emojis": ["CustomEmoji"],
        "media_attachments": ["MediaAttachment"],
        "poll?": (dict, None),
    },
    "Reactors": {"name": str, "count": int, "me": bool, "accounts": ["Account"]},
    "Search": {"accounts": ["Account"], "statuses": ["Status"], "hashtags": ["Tag"]},
    "Context": {"ancestors": ["Status"], "descendants": ["Status"]},
    "Notification": {
        "id": ID,
        "type": str,
        "created_at": MOMENT,
        "account": "Account",
        "group_key": str,
        "status?": ("Status", None),
    },
    "Application": {
        "id": ID,
        "name": str,
        "website": (URL, None),
        "scopes": [str],
        "redirect_uris": [str],
        "redirect_uri": str,
        "vapid_key": str,
    },
    "Token": {"access_token": str, "token_type": {"Bearer"}, "scope": str, "created_at": int},
    "Instance": {
        "domain": str,
        "title": str,
        "version": re.compile(r"\d+\.\d+\.\d+ \(compatible; \w+ [\w.-]+\)"),
        "source_url": URL,
        "description": str,
        "usage": dict,
        "thumbnail": dict,
        "icon": [dict],
        "languages": [str],
        "configuration": "Configuration",
        "registrations": dict,
        "api_versions": dict,
        "contact": dict,
        "rules": [dict],
    },
    "Configuration": {
        "urls": dict,
        "vapid": dict,
        "accounts": dict,
        "statuses": dict,
        "media_attachments": "MediaLimits",
        "polls": dict,
        "translation": dict,
    },
    "MediaLimits": _MEDIA_LIMITS,
    "V1Instance": {
        "uri": str,
        "title": str,
        "short_description": str,
        "description": str,
        "email": str,
        "version": str,
        "urls": dict,
        "stats": dict,
        "thumbnail": (URL, None),
        "languages": [str],
        "registrations": bool,
        "approval_required": bool,
        "invites_enabled": bool,
        "configuration": dict,
        "contact_account": ("Account", None),
        "rules": [dict],
    },
    "Error": {"error": str},
}
ENTITIES["MutedAccount"] = _ACCOUNT | {"mute_expires_at": (MOMENT, None)}
ENTITIES["FamiliarFollowers"] = {"id": ID, "accounts": ["Account"]}
ENTITIES["Suggestion"] = {
    "source": {"staff", "past_interactions", "global"},
    "sources": [str],
    "account": "Account",
}
ENTITIES["Availability"] = {"kind": str, "text": str, "until": (MOMENT, None)}
ENTITIES["Preferences"] = {
    "posting:default:visibility": {"public", "unlisted", "private", "direct"},
    "posting:default:sensitive": bool,
    "posting:default:language": (str, None),
    "reading:expand:media": {"default", "show_all", "hide_all"},
    "reading:expand:spoilers": bool,
}
ENTITIES["Profile"] = {
    "id": ID,
    "display_name": str,
    "note": str,
    "fields": ["Field"],
    "avatar": (URL, None),
    "avatar_static": (URL, None),
    "avatar_description": str,
    "header": (URL, None),
    "header_static": (URL, None),
    "header_description": str,
    "locked": bool,
    "bot": bool,
    "hide_collections": (bool, None),
    "discoverable": (bool, None),
    "indexable": bool,
    "show_media": bool,
    "show_media_replies": bool,
    "show_featured": bool,
    "attribution_domains": [str],
}
ENTITIES["CredentialApplication"] = ENTITIES["Application"] | {
    "client_id": str,
    "client_secret": str,
    "client_secret_expires_at": int,
}


def conform(data: Any, entity: str) -> None:
    """Raise AssertionError where `data` is not the entity, or a list of it ("[Status]")."""
    rule: Any = [entity[1:-1]] if entity.startswith("[") else entity
    problem = _problem(data, rule, entity)
    assert not problem, problem


def _problem(value: Any, rule: Any, where: str) -> str:
    """What is wrong with a value, "" if nothing is."""
    match rule:
        case tuple():
            if value is None and None in rule:
                return ""
            return next((_problem(value, one, where) for one in rule if one is not None), "")
        case list():
            if not isinstance(value, list):
                return f"{where} is no list but {value!r}"
            found = (_problem(item, rule[0], f"{where}[{n}]") for n, item in enumerate(value))
            return next((problem for problem in found if problem), "")
        case set():
            return "" if value in rule else f"{where} is {value!r}, not one of {sorted(rule)}"
        case re.Pattern():
            fits = isinstance(value, str) and rule.fullmatch(value)
            return "" if fits else f"{where} is {value!r}, not like {rule.pattern}"
        case str():
            return _entity_problem(value, rule, where)
    if rule is int:
        return "" if type(value) is int and value >= 0 else f"{where} is no count but {value!r}"
    return "" if isinstance(value, rule) else f"{where} is {value!r}, no {rule.__name__}"


def _entity_problem(value: Any, entity: str, where: str) -> str:
    if not isinstance(value, dict):
        return f"{where} is no {entity} but {value!r}"
    for name, rule in ENTITIES[entity].items():
        bare = name.removesuffix("?")
        if bare not in value:
            if bare == name:
                return f"{where} has no {name}"
            continue
        problem = _problem(value[bare], rule, f"{where}.{bare}")
        if problem:
            return problem
    return ""
