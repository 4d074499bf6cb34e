"""Tag: a word with a feed, in a post or by itself."""

from typing import Any
from urllib.parse import quote

from accounts.models import User
from api.serializers.values import text_id, url
from feeds.models import Tag


def tag_in_status(name: str) -> dict[str, Any]:
    """A tag as a post spells it."""
    return {"name": name, "url": url(f"/t/{quote(name)}")}


def tag(found: Tag, reader: User, *, following: bool) -> dict[str, Any]:
    """A tag by itself. How often it is used is not told: it would count what others cannot read."""
    name = found.shown_to(reader)
    return {
        "id": text_id(found.pk),
        "name": name,
        "url": url(f"/t/{quote(name)}"),
        "history": [],
        "following": following,
        "featuring": False,
    }
