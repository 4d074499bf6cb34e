"""Status: a post as apps show it, without what depends on its reader."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from accounts.models import User
from api.serializers.group import group_summary
from api.serializers.media import media_attachment
from api.serializers.mention import mention
from api.serializers.reaction import FAVOURITE
from api.serializers.tag import tag_in_status
from api.serializers.values import moment, moment_or_none, text_id, url
from feeds.models import Audience, Post
from feeds.rendering import body_of
from microblog.lib.markup import parse

# What apps know. A group's post is private: no app lets others pass that on.
VISIBILITY = {
    Audience.COMPANY: "public",
    Audience.GROUP: "private",
    Audience.DIRECT: "direct",
}


def status(
    post: Post, named: Sequence[User], application: Mapping[str, Any] | None
) -> dict[str, Any]:
    """A loaded post (group, reply_to, attachments) with the people it names or is for.

    Its author and what the reader did with it are put beside this by `api.rendering`.
    """
    page = url(f"/p/{post.key}") if post.conversation_id is None else url(post.get_absolute_url())
    shown = {
        "id": text_id(post.pk),
        "uri": url(f"/p/{post.key}"),
        "url": page,
        "created_at": moment(post.created_at),
        "edited_at": moment_or_none(post.edited_at if post.version > 1 else None),
        "in_reply_to_id": text_id(post.reply_to_id) if post.reply_to_id else None,
        "in_reply_to_account_id": text_id(post.reply_to.author_id) if post.reply_to else None,
        "visibility": VISIBILITY[Audience(post.audience)],
        "audience": str(post.audience),
        "language": post.language or None,
        "content": body_of(post.text, post.mentioned, post.language, site=settings.ORIGIN),
        "sensitive": False,
        "spoiler_text": "",
        "media_attachments": [media_attachment(item) for item in post.attachments.all()],
        "mentions": [mention(user) for user in named],
        "tags": [tag_in_status(spelling) for _key, spelling in parse(post.text).tags],
        "emojis": [],
        "card": None,
        "poll": None,
        "replies_count": post.reply_count,
        "reblogs_count": post.repost_count,
        "favourites_count": post.reaction_counts.get(FAVOURITE, 0),
        "application": application,
    }
    if post.group is not None:
        shown |= {"group_id": text_id(post.group.pk), "group": group_summary(post.group)}
    return shown


def wrapper(post: Post, original: dict[str, Any]) -> dict[str, Any]:
    """A repost: its own id and moment around what it passes on."""
    return original | {
        "id": text_id(post.pk),
        "uri": url(f"/p/{post.key}"),
        "url": original["url"],
        "created_at": moment(post.created_at),
        "edited_at": None,
        "media_attachments": [],
        "mentions": [],
        "tags": [],
        "application": None,
    }
