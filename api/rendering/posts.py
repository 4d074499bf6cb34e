"""Statuses as JSON: what readers share is made once a revision, a reader's part is put before.

Permission is in the query that asks for the rows, never in what is kept. A page costs two queries
when its posts and people were shown before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.availability import Status
from accounts.models import User
from api.models import App
from api.rendering import people
from api.rendering.filtering import Matcher, matcher_of, matchers_of
from api.serializers.application import mark_of
from api.serializers.reaction import FAVOURITE, reactions
from api.serializers.status import status, wrapper
from feeds.models import Post
from feeds.showing import Part, Row, Stamp, part_of, parts_of, rows_of
from microblog.lib.bounded import Bounded
from microblog.lib.ids import decode
from microblog.lib.markup import plain

MOST_POSTS = 5000


@dataclass(frozen=True, slots=True)
class Made:
    """A post as JSON without its opening brace, author and reader; what its reactions count."""

    rest: bytes
    reactions: dict[str, int]
    # What filters look at.
    text: str


# By post; what is kept is of one revision. No reader and no right is in it.
_kept: Bounded[int, tuple[Stamp, Made]] = Bounded(MOST_POSTS)


def statuses(reader: User, ids: Sequence[int]) -> list[bytes]:
    """The posts of `ids` in order, as `reader` sees them; what they may not see is left out."""
    found = by_id(reader, ids)
    return [found[pk] for pk in ids if pk in found]


def by_id(reader: User, ids: Sequence[int]) -> dict[int, bytes]:
    """The same by their ids, for what shows posts inside of something else."""
    rows = rows_of(reader, ids)
    if not rows:
        return {}
    made, authors, shown, threads = _shared(rows)
    part, matcher = part_of(reader, shown, threads), matcher_of(reader, shown)
    return {
        pk: _put_together(reader, row, made, authors, part, matcher)
        for pk, row in rows.items()
        if pk in made
    }


def for_many(readers: Sequence[User], pk: int) -> dict[int, bytes]:
    """One post as each of `readers` sees it. The queries are the same for one and for all.

    Whoever asks has asked before who of them may see it.
    """
    rows = rows_of(readers[0], [pk]) if readers else {}
    if not rows:
        return {}
    made, authors, shown, threads = _shared(rows)
    parts, matchers = parts_of(readers, shown, threads), matchers_of(readers, shown)
    return {
        reader.pk: _put_together(
            reader, rows[pk], made, authors, parts[reader.pk], matchers[reader.pk]
        )
        for reader in readers
        if pk in made
    }


def _shared(
    rows: dict[int, Row],
) -> tuple[dict[int, Made], dict[int, bytes], list[int], list[int]]:
    """What is the same for all who see these posts; the posts inside, and their threads."""
    wanted: dict[int, Stamp] = {}
    revisions: dict[int, int] = {}
    available: dict[int, Status] = {}
    for row in rows.values():
        available |= row.statuses
        revisions[row.author_id] = row.stamp[1]
        wanted[row.id] = row.stamp
        if row.original_id is not None and row.original_author_id is not None:
            # What a repost shows changes with what it passes on.
            wanted[row.id] = (*row.stamp, *row.original_stamp)
            wanted[row.original_id] = row.original_stamp
            revisions[row.original_author_id] = row.original_stamp[1]
    made = _made(wanted)
    authors = people.json_of(revisions, available)
    shown = {row.original_id or row.id for row in rows.values()}
    threads = {row.original_id or row.thread_id for row in rows.values()}
    return made, authors, list(shown), list(threads)


def with_source(status: bytes, post: Post) -> bytes:
    """A status with the text as it was written, for whoever writes it anew."""
    return status[:-1] + b',"text":' + json.dumps(post.text, ensure_ascii=False).encode() + b"}"


def forget() -> None:
    """Drop everything (for measuring a cold start)."""
    _kept.clear()


def _put_together(
    reader: User,
    row: Row,
    made: dict[int, Made],
    authors: dict[int, bytes],
    part: Part,
    matcher: Matcher,
) -> bytes:
    if row.original_id is None or row.original_author_id is None:
        return _one(
            reader, row.id, row.thread_id, row.author_id, made, authors, part, matcher, b"null"
        )
    original = _one(
        reader,
        row.original_id,
        row.original_id,
        row.original_author_id,
        made,
        authors,
        part,
        matcher,
        b"null",
    )
    # The wrapper says of the reader what the post inside does.
    wrapped = dict.fromkeys((row.id,), made[row.id])
    return _one(
        reader,
        row.id,
        row.original_id,
        row.author_id,
        wrapped,
        authors,
        part,
        matcher,
        original,
        marks_of=row.original_id,
    )


def _one(
    reader: User,
    pk: int,
    thread: int,
    author: int,
    made: dict[int, Made],
    authors: dict[int, bytes],
    part: Part,
    matcher: Matcher,
    reblog: bytes,
    marks_of: int = 0,
) -> bytes:
    of = marks_of or pk
    mine = part.reactions.get(of, ())
    one = made[pk]
    marks: dict[str, Any] = {
        "favourited": FAVOURITE in mine,
        "reblogged": of in part.reposted,
        "bookmarked": of in part.bookmarked,
        "muted": thread in part.muted,
        "filtered": matcher.results(of, one.text),
    }
    if author == reader.pk:
        marks["pinned"] = False
    answers = reactions(one.reactions, mine) if one.reactions else []
    marks["reactions"] = marks["emoji_reactions"] = answers
    head = json.dumps(marks, ensure_ascii=False).encode()[:-1]
    return b"".join((head, b',"account":', authors[author], b',"reblog":', reblog, b",", one.rest))


def _made(wanted: dict[int, Stamp]) -> dict[int, Made]:
    made, missing = {}, []
    for pk, stamp in wanted.items():
        kept = _kept.get(pk)
        if kept is None or kept[0] != stamp:
            missing.append(pk)
        else:
            made[pk] = kept[1]
    if missing:
        for pk, one in _make(missing).items():
            made[pk] = one
            _kept.put(pk, (wanted[pk], one))
    return made


def _make(missing: Sequence[int]) -> dict[int, Made]:
    """At most seven queries, whatever the posts hold."""
    posts = list(
        Post.objects.filter(pk__in=missing)
        .select_related("group", "reply_to", "repost_of__group", "repost_of__reply_to")
        .prefetch_related(
            "attachments",
            "mentions__user",
            "conversation__participants__user",
            "repost_of__attachments",
            "repost_of__mentions__user",
        )
    )
    apps = _applications(posts)
    made = {}
    for post in posts:
        shown = post.repost_of or post
        data = status(shown, _named(shown), apps.get(shown.via))
        if post.repost_of is not None:
            data = wrapper(post, data)
        rest = json.dumps(data, ensure_ascii=False).encode()[1:]
        made[post.pk] = Made(rest, dict(shown.reaction_counts), _words_of(shown))
    return made


def _words_of(post: Post) -> str:
    """The text of a post and of its pictures, as it is read."""
    alts = [item.alt for item in post.attachments.all()]
    return "\n".join([plain(post.text), *alts])


def _named(post: Post) -> list[User]:
    """The people a text names; of a message, all whom it is for."""
    if post.conversation is not None:
        rows = post.conversation.participants.all()
        return [row.user for row in rows if row.user_id != post.author_id]
    return [row.user for row in post.mentions.all()]


def _applications(posts: Sequence[Post]) -> dict[str, dict[str, Any]]:
    """The apps that posts came through, by what their `via` says ("api:<key>")."""
    keys: dict[int, str] = {}
    for post in posts:
        via = (post.repost_of or post).via
        door, _colon, key = via.partition(":")
        if door == "api" and key:
            keys[decode(key)] = via
    if not keys:
        return {}
    return {keys[app.pk]: mark_of(app) for app in App.objects.filter(pk__in=keys)}
