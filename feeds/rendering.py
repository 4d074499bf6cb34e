"""From ids to articles: rendered once per revision and language, then the reader is patched in.

Permission is never in the cache: one query asks, for the ids of a page, which of them the reader
may see and at which revision; only what is missing is loaded and rendered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db.models import CharField, F, Q, QuerySet, Value
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from accounts.availability import Status
from accounts.models import User
from feeds import visibility
from feeds.models import Attachment, Bookmark, Group, Post, Reaction
from feeds.models.reaction import ReactionKind
from microblog.lib import clock
from microblog.lib.bounded import Bounded
from microblog.lib.ids import MAX_ID
from microblog.lib.markup import render
from microblog.lib.prepared import prepared
from microblog.lib.sizes import size_in_words
from microblog.lib.visibility import condition
from microblog.templatetags.slots import Fragment, Reader, cut, fill

MOST_FRAGMENTS = 5000
LONG_LINES = 12
LONG_TEXT = 700

Stamp = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What one query says of a post on a page: may it be shown, at which revision, by whom."""

    id: int
    stamp: Stamp
    author_id: int
    author_name: str
    original_id: int | None
    original_stamp: Stamp
    statuses: dict[int, Status]


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
    rows = _shown(reader, ids, gone=gone)
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
    view.reactions, view.bookmarked, view.reposted = _my_marks(reader, list(order))
    return [fill(fragments[pk], view) for pk in order if pk in fragments]


def article(reader: User, pk: int, **options: Any) -> SafeString:
    """One article, or an empty string."""
    return mark_safe("".join(articles(reader, [pk], **options)))  # noqa: S308 - made by articles


def forget() -> None:
    """Drop every fragment (for measuring a cold start)."""
    _fragments.clear()


@prepared
def _rows(reader: User, ids: Sequence[int], gone: bool) -> QuerySet[Post, Any]:
    """Of these posts, those that the reader may see, and what decides how they look."""
    allowed = condition(Post, reader)
    if gone:
        # Never a repost: its article is that of the post itself, which may be out of sight.
        gone_here = Q(retracted_at__isnull=False, repost_of=None, author__is_active=True)
        allowed |= visibility.places(reader) & gone_here
    return Post.objects.filter(allowed, pk__in=ids).values_list(
        "id",
        "author_id",
        "author__display_name",
        "repost_of_id",
        "repost_of__author_id",
        "author__declared_availability__kind",
        "author__declared_availability__text",
        "author__declared_availability__until",
        "repost_of__author__declared_availability__kind",
        "repost_of__author__declared_availability__text",
        "repost_of__author__declared_availability__until",
        "revision",
        "author__revision",
        "group__revision",
        "reply_to__author__revision",
        "repost_of__revision",
        "repost_of__author__revision",
    )


def _shown(reader: User, ids: Sequence[int], *, gone: bool) -> dict[int, Row]:
    now, rows = clock.now(), {}
    found = _rows(reader=reader, ids=ids, gone=gone)
    for pk, author, name, original, original_author, *rest in found:
        statuses: dict[int, Status] = {}
        _note(statuses, author, rest[0:3], now)
        _note(statuses, original_author, rest[3:6], now)
        rows[pk] = Row(
            id=pk,
            stamp=tuple(rest[6:10]),
            author_id=author,
            author_name=name,
            original_id=original,
            original_stamp=(rest[10], rest[11], None, None),
            statuses=statuses,
        )
    return rows


def _note(statuses: dict[int, Status], user: int | None, row: list[Any], now: datetime) -> None:
    kind, text, until = row
    if user is not None and kind is not None and until > now:
        statuses[user] = Status(kind, text, until)


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


def body_of(text: str, mentioned: Sequence[str], language: str) -> SafeString:
    """A text as safe HTML: names that name somebody, and tags, are links."""
    handles = set(mentioned)
    html = render(
        text,
        mention_url=lambda handle: f"/@{handle}" if handle in handles else None,
        tag_url=lambda _key, spelling: f"/t/{quote(spelling)}",
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


@prepared
def _mine(reader: User, ids: list[int]) -> QuerySet[Any, Any]:
    """My reactions, bookmarks and reposts among these posts, in one query."""
    as_text = CharField()
    reactions = Reaction.objects.filter(user=reader, post__in=ids)
    bookmarks = Bookmark.objects.filter(user=reader, post__in=ids)
    reposts = Post.objects.filter(author=reader, repost_of__in=ids, retracted_at=None)
    return (
        reactions.annotate(of=F("post_id"), what=F("kind"))
        .values_list("of", "what")
        .union(
            bookmarks.annotate(of=F("post_id"), what=Value("*bookmark", as_text)).values_list(
                "of", "what"
            ),
            reposts.annotate(of=F("repost_of_id"), what=Value("*repost", as_text)).values_list(
                "of", "what"
            ),
            all=True,
        )
        .order_by()
    )


def _my_marks(reader: User, ids: list[int]) -> tuple[dict[int, set[str]], set[int], set[int]]:
    reacted: dict[int, set[str]] = {}
    kept, passed_on = set(), set()
    for post, what in _mine(reader=reader, ids=ids):
        if what == "*bookmark":
            kept.add(post)
        elif what == "*repost":
            passed_on.add(post)
        else:
            reacted.setdefault(post, set()).add(what)
    return reacted, kept, passed_on
