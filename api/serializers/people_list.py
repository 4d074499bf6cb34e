"""List: some people, or a group as apps read it that know no groups."""

from typing import Any

from api.serializers.values import text_id
from feeds.models import Group, PeopleList
from feeds.models.people_list import Replies


def list_entity(found: Group | PeopleList) -> dict[str, Any]:
    """Lists here never take anything out of the home feed: none is exclusive."""
    if isinstance(found, Group):
        return _list(found.pk, found.name, Replies.NONE) | {"group_id": text_id(found.pk)}
    return _list(found.pk, found.title, found.replies)


def _list(pk: int, title: str, replies: str) -> dict[str, Any]:
    return {
        "id": text_id(pk),
        "title": title,
        "replies_policy": str(replies),
        "exclusive": False,
    }
