"""Group: ours. Apps that never heard of groups find them as lists and in posts."""

from typing import Any

from api.serializers.values import moment, text_id, url
from feeds.models import Group
from microblog.templatetags.ui import asset


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
