"""What pages and apps need to show posts: whether they may, at which revision, the reader's part.

Permission is never in a cache: one query asks, for the ids of a page, which of them the reader may
see and at which revision. What is kept of a post is kept by that revision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from accounts.availability import Status
from accounts.models import User
from feeds import visibility
from feeds.models import Bookmark, Post, Reaction, ThreadMute
from microblog.lib import clock
from microblog.lib.prepared import prepared
from microblog.lib.visibility import condition

Stamp = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What one query says of a post on a page: may it be shown, at which revision, by whom."""

    id: int
    stamp: Stamp
    author_id: int
    author_name: str
    thread_id: int
    original_id: int | None
    original_author_id: int | None
    original_stamp: Stamp
    statuses: dict[int, Status]


@dataclass(frozen=True, slots=True)
class Part:
    """What a reader did with the posts of a page: by their ids, and by those of their threads."""

    reactions: dict[int, set[str]] = field(default_factory=dict)
    bookmarked: set[int] = field(default_factory=set)
    reposted: set[int] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)


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
        "root_id",
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


def rows_of(reader: User, ids: Sequence[int], *, gone: bool = False) -> dict[int, Row]:
    """What is known of each of these posts, if `reader` may see it. One query.

    `gone` also gives posts that were retracted, to be shown as such.
    """
    now, rows = clock.now(), {}
    found = _rows(reader=reader, ids=ids, gone=gone)
    for pk, author, name, root, original, original_author, *rest in found:
        statuses: dict[int, Status] = {}
        _note(statuses, author, rest[0:3], now)
        _note(statuses, original_author, rest[3:6], now)
        rows[pk] = Row(
            id=pk,
            stamp=tuple(rest[6:10]),
            author_id=author,
            author_name=name,
            thread_id=root or pk,
            original_id=original,
            original_author_id=original_author,
            original_stamp=(rest[10], rest[11], None, None),
            statuses=statuses,
        )
    return rows


def _note(statuses: dict[int, Status], user: int | None, row: list[Any], now: datetime) -> None:
    kind, text, until = row
    if user is not None and kind is not None and until > now:
        statuses[user] = Status(kind, text, until)


def part_of(reader: User, ids: Sequence[int], threads: Sequence[int] = ()) -> Part:
    """What `reader` did with these posts, and which of `threads` they muted. One query."""
    part = Part()
    marks = {"*bookmark": part.bookmarked, "*repost": part.reposted, "*mute": part.muted}
    found = (
        _mine(reader=reader, ids=list(ids))
        if not threads
        else _mine_and_muted(reader=reader, ids=list(ids), threads=list(threads))
    )
    for of, what in found:
        if what in marks:
            marks[what].add(of)
        else:
            part.reactions.setdefault(of, set()).add(what)
    return part


def parts_of(
    readers: Iterable[User], ids: Sequence[int], threads: Sequence[int]
) -> dict[int, Part]:
    """What each of these people did with these posts. The same four queries for one and for all."""
    parts = {reader.pk: Part() for reader in readers}
    people = list(parts)
    reacted = Reaction.objects.filter(user__in=people, post__in=ids)
    for pk, of, kind in reacted.values_list("user_id", "post_id", "kind"):
        parts[pk].reactions.setdefault(of, set()).add(kind)
    kept = Bookmark.objects.filter(user__in=people, post__in=ids)
    for pk, of in kept.values_list("user_id", "post_id"):
        parts[pk].bookmarked.add(of)
    reposts = Post.objects.filter(author__in=people, repost_of__in=ids, retracted_at=None)
    for pk, original in reposts.values_list("author_id", "repost_of_id"):
        if original is not None:
            parts[pk].reposted.add(original)
    muted = ThreadMute.objects.filter(user__in=people, root__in=threads)
    for pk, thread in muted.values_list("user_id", "root_id"):
        parts[pk].muted.add(thread)
    return parts


@prepared
def _mine(reader: User, ids: list[int]) -> QuerySet[Any, Any]:
    first, *others = _marks(reader, ids)
    return first.union(*others, all=True).order_by()


@prepared
def _mine_and_muted(reader: User, ids: list[int], threads: list[int]) -> QuerySet[Any, Any]:
    muted = ThreadMute.objects.filter(user=reader, root__in=threads)
    first, *others = [*_marks(reader, ids), _told(muted, "root_id", "*mute")]
    return first.union(*others, all=True).order_by()


def _marks(reader: User, ids: list[int]) -> list[QuerySet[Any, Any]]:
    """My reactions, bookmarks and reposts among these posts."""
    reactions = Reaction.objects.filter(user=reader, post__in=ids)
    bookmarks = Bookmark.objects.filter(user=reader, post__in=ids)
    reposts = Post.objects.filter(author=reader, repost_of__in=ids, retracted_at=None)
    return [
        reactions.annotate(of=F("post_id"), what=F("kind")).values_list("of", "what"),
        _told(bookmarks, "post_id", "*bookmark"),
        _told(reposts, "repost_of_id", "*repost"),
    ]


def _told(rows: QuerySet[Any, Any], of: str, what: str) -> QuerySet[Any, Any]:
    as_text = Value(what, CharField())
    told: QuerySet[Any, Any] = rows.annotate(of=F(of), what=as_text).values_list("of", "what")
    return told
