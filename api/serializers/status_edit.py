"""StatusEdit and StatusSource: what a post said, then and as it was written."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings

from api.serializers.media import media_attachment
from api.serializers.values import moment, text_id
from feeds.models import Post
from feeds.rendering import body_of


def status_edit(
    post: Post, text: str, written_at: datetime, named: Collection[str]
) -> dict[str, Any]:
    """One text of a post; its author is put beside it. `named` are the handles that are links."""
    return {
        "content": body_of(text, list(named), post.language, site=settings.ORIGIN),
        "spoiler_text": "",
        "sensitive": False,
        "created_at": moment(written_at),
        "media_attachments": [media_attachment(item) for item in post.attachments.all()],
        "emojis": [],
    }


def status_source(post: Post) -> dict[str, Any]:
    """The text as its author wrote it."""
    return {"id": text_id(post.pk), "text": post.text, "spoiler_text": ""}
