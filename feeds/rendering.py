"""From ids to articles: rendered once per revision and language, then the reader is patched in.

Permission is never in the cache: one query asks, for the ids of a page, which of them the reader
may see and at which revision; only what is missing is loaded and rendered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from feeds.models import Attachment, Group, Post
from feeds.models.reaction import ReactionKind
from feeds.showing import Stamp, part_of, rows_of
from microblog.lib import clock
from microblog.lib.bounded import Bounded
from microblog.lib.ids import MAX_ID
from microblog.lib.markup import render
from microblog.lib.sizes import size_in_words
from microblog.templatetags.slots import Fragment, Reader, cut, fill

MOST_FRAGMENTS = 5000
LONG_LINES = 12
LONG_TEXT = 700


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as the template reads it."""

    kind: str
    url: str
    preview_url: str
    width: int | None
    height: int | None
    alt: str
    name: str
    size_label: str
    mime: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as `_post.html` reads it: nothing of the reader, nothing of now."""

    pk: int
    key: str
    author: User
    group: Group | None
    audience: str
    body_html: SafeString
    lang: str
    created_at: datetime
    edited: bool
    retracted: bool
    long: bool
    reply_count: int
    repost_count: int
    reactions: list[dict[str, Any]]
    attachments: list[File]
    reply_to: Post | None


# By post and language; what is kept is of one revision. No reader and no right is in it.
_fragments: Bounded[tuple[int, str], tuple[Stamp, Fragment]] = Bounded(MOST_FRAGMENTS)


def articles(
    reader: User,
    ids: Sequence[int],
    *,
    unread_after: int | None = None,
    in_full: int = 0,
    gone: bool = False,
) -> list[SafeString]:
    """The articles of `ids` in order, as `reader` sees them; what they may not see is left out.

    A repost shows the post itself, once, and who passed it on. Posts above `unread_after` are
    marked unread; the time of `in_full` is written out; `gone` shows retracted posts as such. At
    most five queries, three when everything was rendered before.
    """
    rows = rows_of(reader, ids, gone=gone)
    order: dict[int, Stamp] = {}
    via: dict[int, list[str]] = {}
    for pk in ids:
        row = rows.get(pk)
        if row is None:
            continue
        if row.original_id is None:
            order.setdefault(pk, row.stamp)
        else:
            order.setdefault(row.original_id, row.original_stamp)
            via.setdefault(row.original_id, []).append(row.author_name)
    fragments = _rendered(order)
    view = Reader(
        id=reader.pk,
        now=clock.now(),
        zone=timezone.get_current_timezone(),
        via=via,
        last_read=MAX_ID if unread_after is None else unread_after,
        in_full=in_full,
    )
    for row in rows.values():
        view.statuses = {**view.statuses, **row.statuses}
    part = part_of(reader, list(order))
    view.reactions, view.bookmarked = part.reactions, part.bookmarked
    view.reposted = part.reposted
    return [fill(fragments[pk], view) for pk in order if pk in fragments]


def article(reader: User, pk: int, **options: Any) -> SafeString:
    """One article, or an empty string."""
    return mark_safe("".join(articles(reader, [pk], **options)))  # noqa: S308 - made by articles


def forget() -> None:
    """Drop every fragment (for measuring a cold start)."""
    _fragments.clear()


def _rendered(wanted: dict[int, Stamp]) -> dict[int, Fragment]:
    language = translation.get_language() or ""
    fragments, missing = {}, []
    for pk, stamp in wanted.items():
        kept = _fragments.get((pk, language))
        if kept is None or kept[0] != stamp:
            missing.append(pk)
        else:
            fragments[pk] = kept[1]
    if missing:
        template = get_template("feeds/posts/_post.html")
        for shown in _load(missing):
            made = fragments[shown.pk] = cut(template.render({"post": shown}))
            _fragments.put((shown.pk, language), (wanted[shown.pk], made))
    return fragments


def _load(ids: Iterable[int]) -> list[Shown]:
    """Two queries, whatever the posts hold."""
    posts = (
        Post.objects.filter(pk__in=list(ids))
        .select_related("author", "group", "reply_to__author")
        .prefetch_related("attachments")
    )
    return [show(post) for post in posts]


def show(post: Post) -> Shown:
    """A loaded post (author, group, reply_to.author, attachments) as the template reads it."""
    retracted = post.is_retracted
    return Shown(
        pk=post.pk,
        key=post.key,
        author=post.author,
        group=post.group,
        audience=post.audience,
        body_html=mark_safe("") if retracted else body_of(post.text, post.mentioned, post.language),  # noqa: S308
        lang=post.language,
        created_at=post.created_at,
        edited=post.version > 1,
        retracted=retracted,
        long=len(post.text) > LONG_TEXT or post.text.count("\n") >= LONG_LINES,
        reply_count=post.reply_count,
        repost_count=post.repost_count,
        reactions=[
            {"kind": kind.value, "label": kind.label, "count": post.reaction_counts[kind]}
            for kind in ReactionKind
            if post.reaction_counts.get(kind)
        ],
        attachments=[] if retracted else [_file(item) for item in post.attachments.all()],
        reply_to=post.reply_to if post.reply_to_id != post.root_id else None,
    )


def body_of(text: str, mentioned: Sequence[str], language: str, site: str = "") -> SafeString:
    """A text as safe HTML: names that name somebody, and tags, are links (below `site`)."""
    handles = set(mentioned)
    html = render(
        text,
        mention_url=lambda handle: f"{site}/@{handle}" if handle in handles else None,
        tag_url=lambda _key, spelling: f"{site}/t/{quote(spelling)}",
        lang=language,
    )
    return mark_safe(html)  # noqa: S308 - the renderer sanitizes


def _file(attachment: Attachment) -> File:
    return File(
        kind=attachment.kind,
        url=attachment.url,
        preview_url=attachment.preview_url,
        width=attachment.width,
        height=attachment.height,
        alt=attachment.alt,
        name=attachment.name,
        size_label=size_in_words(attachment.size),
        mime=attachment.mime,
    )
