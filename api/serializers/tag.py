"""Tag: a word with a feed, in a post or by itself."""

import hashlib
from typing import Any
from urllib.parse import quote

from accounts.models import User
from api.serializers.values import text_id, url
from feeds.models import Tag
from microblog.lib.folding import tag_key


def tag_in_status(name: str) -> dict[str, Any]:
    """A tag as a post spells it."""
    return {"name": name, "url": url(f"/t/{quote(name)}")}


def tag(found: Tag, reader: User, *, following: bool) -> dict[str, Any]:
    """A tag by itself. How often it is used is not told: it would count what others cannot read."""
    return _tag(found.key, found.shown_to(reader), following=following)


def tag_unused(name: str, *, following: bool) -> dict[str, Any]:
    """A tag that nobody used where the reader could see it."""
    return _tag(tag_key(name), name, following=following)


def _tag(key: str, name: str, *, following: bool) -> dict[str, Any]:
    return {
        "id": text_id(_number_of(key)),
        "name": name,
        "url": url(f"/t/{quote(name)}"),
        "history": [],
        "following": following,
        "featuring": False,
    }


def _number_of(key: str) -> int:
    """A number for a word. That of its row would tell when, out of sight, it was used first."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:7]) + 10**17
