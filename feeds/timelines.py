"""Feeds: which posts, newest first, for which reader. Ids only; `rendering` turns them into pages.

Home and company merge the newest few of each source (a followed person, a group, a tag) in one
statement, so that its cost depends on the number of sources and the page, never on how lucky the
reader is: a scan of all posts by time takes half a second for somebody who follows little.
`docs/performance.md` shows the plans.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar

from django.db import connection

from accounts.models import User
from feeds import visibility
from feeds.models import Bookmark, Conversation, Post, Tag
from feeds.models.group import GroupVisibility
from microblog.lib import clock
from microblog.lib.folding import tag_key
from microblog.lib.ids import MAX_ID, decode
from microblog.lib.pagination import Page, Window, page_of

THREAD_PAGE = 200
CONVERSATION_PAGE = 50

Row = TypeVar("Row")
Find = Callable[[Window], list[int]]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as one reader may read it. `marker` is the key of its read mark, "" if it has none."""

    name: str
    marker: str
    find: Find

    def page(self, window: Window) -> Page:
        """The ids of one page and the cursors around it."""
        return page_of(self.find(window), window)

    def newer(self, after: int, limit: int) -> list[int]:
        """At most `limit` ids just above `after`, newest first."""
        return self.find(Window(after=after, size=limit))[-limit:]


def open_feed(reader: User, name: str) -> Feed | None:
    """The feed that pages and sockets call `name`, or None where there is none for this reader."""
    kind, _colon, rest = name.partition(":")
    if not reader.is_active:
        return None
    match kind:
        case "home" if not rest:
            return Feed(name, "home", lambda window: home(reader, window))
        case "company" if not rest:
            return Feed(name, "company", lambda window: company(reader, window))
        case "group":
            return _group_feed(reader, name, rest)
        case "tag":
            return _tag_feed(reader, name, rest)
        case "profile" | "profile-replies":
            return _profile_feed(reader, name, rest, replies=kind == "profile-replies")
        case "thread":
            return _thread_feed(reader, name, rest)
        case "conversation":
            return _conversation_feed(reader, name, rest)
    return None


def home(reader: User, window: Window) -> list[int]:
    """Posts of the people, groups and tags the reader follows, and the reader's own."""
    return _merge(
        reader,
        window,
        [
            Source(_FOLLOWED, [reader.pk, reader.pk], _BY_AUTHOR),
            Source(_MEMBERSHIPS, [reader.pk], _IN_GROUP),
            Source(_FOLLOWED_TAGS, [reader.pk], _TAGGED, "t.post_id"),
        ],
    )


def company(reader: User, window: Window) -> list[int]:
    """All that every colleague reads; for a guest, what is said in the guest's groups."""
    if reader.is_guest:
        return _merge(reader, window, [Source(_MEMBERSHIPS, [reader.pk], _IN_GROUP)])
    return _merge(
        reader,
        window,
        [Source("SELECT 0 AS key", [], _IN_COMPANY), Source(_OPEN_GROUPS, [], _IN_GROUP)],
    )


def bookmarks(reader: User, window: Window) -> Page:
    """The reader's bookmarks, last kept first; the cursors are of bookmarks, not of posts."""
    kept = Bookmark.objects.filter(user=reader, post__in=Post.objects.visible_to(reader))
    rows = list(_keyset(kept.order_by("-id"), window).values_list("id", "post"))
    page = page_of([key for key, _post in _newest_first(rows, window)], window)
    posts = dict(rows)
    return Page([posts[key] for key in page.ids], page.older, page.newer)


def said_by(
    reader: User,
    author: User,
    window: Window,
    *,
    replies: bool = True,
    reposts: bool = True,
    files_only: bool = False,
    tagged: str = "",
) -> list[int]:
    """Everything that somebody said, as far as `reader` may read it, but for messages.

    First posts and replies have an index each: the newest of both are merged. Answers to one's own
    posts are no replies here: they go on with what was said.
    """
    posts = Post.objects.visible_to(reader).filter(author=author, conversation=None)
    if not reposts:
        posts = posts.filter(repost_of=None)
    if files_only:
        posts = posts.filter(attachments__isnull=False).distinct()
    if tagged:
        posts = posts.filter(post_tags__tag__key=tag_key(tagged))
    answers = posts.filter(root__isnull=False)
    if not replies:
        answers = answers.filter(reply_to__author=author)
    found = {*_finder(posts.listed())(window), *_finder(answers)(window)}
    upwards = window.after is not None
    return sorted(sorted(found, reverse=not upwards)[: window.size + 1], reverse=True)


def thread(reader: User, root: Post, after: int = 0) -> list[int]:
    """The ids of a thread's replies, oldest first, retracted ones too (as gone): 200 at most."""
    replies = Post.objects.filter(root=root, pk__gt=after).filter(visibility.places(reader))
    return list(replies.order_by("id").values_list("id", flat=True)[:THREAD_PAGE])


def _group_feed(reader: User, name: str, slug: str) -> Feed | None:
    group = visibility.readable_groups(reader).filter(slug=slug).first()
    if group is None:
        return None
    posts = Post.objects.listed().visible_to(reader).filter(group=group)
    return Feed(name, f"group:{group.pk}", _finder(posts))


def _tag_feed(reader: User, name: str, spelling: str) -> Feed | None:
    tag = Tag.objects.visible_to(reader).filter(key=tag_key(spelling)).first()
    if tag is None:
        # A tag nobody used yet and one used only out of sight: both an empty feed without a mark.
        return Feed(name, "", lambda window: [])
    uses = Source("SELECT %s AS key", [tag.pk], _USES, "t.post_id")
    return Feed(name, f"tag:{tag.pk}", lambda window: _merge(reader, window, [uses]))


def _profile_feed(reader: User, name: str, handle: str, *, replies: bool) -> Feed | None:
    author = User.objects.visible_to(reader).filter(handle=handle).first()
    if author is None:
        return None
    posts = Post.objects.visible_to(reader).filter(author=author).filter(conversation=None)
    posts = posts.filter(root__isnull=False) if replies else posts.listed()
    return Feed(name, "", _finder(posts))


def _thread_feed(reader: User, name: str, key: str) -> Feed | None:
    root_id = _id_of(key)
    roots = Post.objects.filter(visibility.places(reader), author__is_active=True, root=None)
    root = roots.filter(pk=root_id).first()
    if root is None or root.is_direct:
        return None
    return Feed(name, "", _finder(Post.objects.visible_to(reader).filter(root=root)))


def _conversation_feed(reader: User, name: str, key: str) -> Feed | None:
    conversation = Conversation.objects.visible_to(reader).filter(pk=_id_of(key)).first()
    if conversation is None:
        return None
    # Messages that were retracted stay as a sign that something was said.
    said = Post.objects.filter(visibility.places(reader), conversation=conversation)
    return Feed(name, "", _finder(said))


def _id_of(key: str) -> int:
    try:
        return decode(key)
    except ValueError:
        return 0


def _finder(posts: Any) -> Find:
    def find(window: Window) -> list[int]:
        rows = _keyset(posts.order_by("-id"), window)
        return _newest_first(list(rows.values_list("id", flat=True)), window)

    return find


def _keyset(rows: Any, window: Window) -> Any:
    """One more than the window asks for: the extra row tells that there are more."""
    if window.after is not None:
        rows = rows.filter(id__gt=window.after).reverse()
    elif window.before is not None:
        rows = rows.filter(id__lt=window.before)
    return rows[: window.size + 1]


def _newest_first(rows: list[Row], window: Window) -> list[Row]:
    return rows[::-1] if window.after is not None else rows


@dataclass(frozen=True, slots=True)
class Source:
    """`keys` selects one column named key, with `parameters`; `posts` lists one key's posts."""

    keys: str
    parameters: Sequence[int]
    posts: str
    column: str = "q.id"


# What feeds list, spelt as the partial indexes spell it, so that both planners recognise them.
_LISTED = "q.root_id IS NULL AND q.retracted_at IS NULL AND NOT (q.audience = 'direct')"

# The rule of visibility (feeds/visibility.py, posts) in the terms of one row; a test compares.
# Asked of each row: where there are few people PostgreSQL would join all rows with all of them.
_BY_THE_ACTIVE = """(SELECT a.is_active FROM accounts_user a WHERE a.id = q.author_id)
    AND (q.repost_of_id IS NULL OR EXISTS (
        SELECT 1 FROM feeds_post o JOIN accounts_user oa ON oa.id = o.author_id
        WHERE o.id = q.repost_of_id AND oa.is_active))"""

_FOLLOWED = "SELECT followed_id AS key FROM feeds_follow WHERE follower_id = %s UNION SELECT %s"
_MEMBERSHIPS = "SELECT group_id AS key FROM feeds_membership WHERE user_id = %s"
_FOLLOWED_TAGS = "SELECT tag_id AS key FROM feeds_tagfollow WHERE user_id = %s"
_OPEN_GROUPS = (
    f"SELECT id AS key FROM feeds_group WHERE visibility = '{GroupVisibility.OPEN.value}'"
)

# Preferences, which change nothing of what may be read where it was said: nothing of people one
# muted, neither their own words nor those that others pass on, and no reposts of some one follows.
_NOT_MUTED = """q.author_id NOT IN (SELECT id FROM muted)
    AND (q.repost_of_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM feeds_post m WHERE m.id = q.repost_of_id
        AND m.author_id IN (SELECT id FROM muted)))"""
_NOT_PASSED_ON = "(q.repost_of_id IS NULL OR q.author_id NOT IN (SELECT id FROM words_only))"

_BY_AUTHOR = f"""SELECT q.id FROM feeds_post q
    WHERE q.author_id = s.key AND {_LISTED} AND {{within}} AND {{readable}} AND {_BY_THE_ACTIVE}
    AND {_NOT_MUTED} AND {_NOT_PASSED_ON}
    ORDER BY q.id {{order}} LIMIT {{limit}}"""
_IN_GROUP = f"""SELECT q.id FROM feeds_post q
    WHERE q.group_id = s.key AND {_LISTED} AND {{within}} AND {_BY_THE_ACTIVE} AND {_NOT_MUTED}
    ORDER BY q.id {{order}} LIMIT {{limit}}"""
_IN_COMPANY = f"""SELECT q.id FROM feeds_post q
    WHERE q.audience = 'company' AND q.root_id IS NULL AND q.retracted_at IS NULL
    AND {{within}} AND {_BY_THE_ACTIVE} AND {_NOT_MUTED}
    ORDER BY q.id {{order}} LIMIT {{limit}}"""
_USES = """SELECT t.post_id FROM feeds_posttag t
    WHERE t.tag_id = s.key AND {within} AND {tag_readable} AND (
        SELECT a.is_active AND a.id NOT IN (SELECT id FROM muted)
        FROM feeds_post w JOIN accounts_user a ON a.id = w.author_id WHERE w.id = t.post_id)
    ORDER BY t.post_id {order} LIMIT {limit}"""
_TAGGED = _USES.replace("s.key", "s.key AND t.opens_thread")


def _merge(reader: User, window: Window, sources: Sequence[Source]) -> list[int]:
    """The newest ids (or the nearest above `after`) over all sources, each id once."""
    statement, parameters = merge_statement(reader, window, sources)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = [row[0] for row in cursor.fetchall()]
    return _newest_first(found, window)


def merge_statement(
    reader: User, window: Window, sources: Sequence[Source]
) -> tuple[str, list[int]]:
    """The SQL of a merge for the database in use, and its parameters (EXPLAIN wants it too).

    First the newest post of each source alone: whatever the page holds is at least as new as the
    last of as many of them as the page is long. So each source is then read down to that bound
    only, and who follows a hundred people pays for the posts of one page, not of a hundred.
    """
    upwards = window.after is not None
    start = window.after if window.after is not None else (window.before or MAX_ID)
    wanted = window.size + 1
    # All of these are integers of ours: nothing that a reader typed is in the text.
    words = {
        "after_start": f"{'>' if upwards else '<'} {start:d}",
        "up_to_bound": f"{'<=' if upwards else '>='} (SELECT id FROM bound)",
        "readable": _readable("q", reader),
        "tag_readable": _readable("t", reader),
        "order": "ASC" if upwards else "DESC",
    }
    heads, parts = [], []
    parameters: list[int] = []
    for source in sources:
        heads.append(_top(source.keys, _posts(source, words, bounded=False, limit=1)))
        parts.append(_top(source.keys, _posts(source, words, bounded=True, limit=wanted)))
        parameters += source.parameters
    order = f"ORDER BY id {words['order']} LIMIT"
    bound = f"SELECT id FROM ({' UNION '.join(heads)}) AS heads {order} 1 OFFSET {window.size:d}"
    everything = MAX_ID if upwards else 0
    statement = (
        f"WITH {_preferences(reader)},"
        f" bound(id) AS MATERIALIZED (SELECT COALESCE(({bound}), {everything:d}))"
        f" SELECT id FROM ({' UNION '.join(parts)}) AS merged {order} {wanted:d}"
    )
    return statement, [*parameters, *parameters]


def _preferences(reader: User) -> str:
    """Whom the reader muted until later than now, and of whom they want no reposts."""
    now = clock.now().astimezone(UTC)
    muted = f"""SELECT muted_id FROM feeds_personmute WHERE muter_id = {reader.pk:d}
        AND (until IS NULL OR until > '{now:%Y-%m-%d %H:%M:%S.%f}+00:00')"""  # noqa: S608
    words_only = f"""SELECT followed_id FROM feeds_follow
        WHERE follower_id = {reader.pk:d} AND NOT reposts"""  # noqa: S608
    return f"muted(id) AS MATERIALIZED ({muted}), words_only(id) AS MATERIALIZED ({words_only})"


def _posts(source: Source, words: dict[str, str], *, bounded: bool, limit: int) -> str:
    """The newest `limit` posts of one key."""
    column = source.column
    within = f"{column} {words['after_start']}"
    if bounded:
        within += f" AND {column} {words['up_to_bound']}"
    return source.posts.format(**words, within=within, limit=limit)


def _top(keys: str, posts: str) -> str:
    """The first posts of each key: a lateral join, or what SQLite has in its place."""
    if connection.vendor == "postgresql":
        return f"SELECT p.id FROM ({keys}) AS s CROSS JOIN LATERAL ({posts}) AS p(id)"
    return f"SELECT p.id FROM ({keys}) AS s CROSS JOIN feeds_post p WHERE p.id IN ({posts})"


def _readable(alias: str, reader: User) -> str:
    """Posts without a group are for the company (a guest reads none of them)."""
    mine = f"SELECT group_id FROM feeds_membership WHERE user_id = {reader.pk:d}"
    if reader.is_guest:
        return f"{alias}.group_id IN ({mine})"
    return f"({alias}.group_id IS NULL OR {alias}.group_id IN ({_OPEN_IDS} UNION {mine}))"


_OPEN_IDS = f"SELECT id FROM feeds_group WHERE visibility = '{GroupVisibility.OPEN.value}'"
