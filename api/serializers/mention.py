"""Mention: a person named in a post, or one of those a message is for."""

from typing import Any

from accounts.models import User
from api.serializers.values import text_id, url


def mention(user: User) -> dict[str, Any]:
    """As apps find a name of a text again: by its address."""
    return {
        "id": text_id(user.pk),
        "username": user.handle,
        "acct": user.handle,
        "url": url(user.get_absolute_url()),
    }
