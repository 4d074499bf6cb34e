"""Asking for posts: words, "phrases", -exclusions, who, where, when; what the reader may see."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from feeds.models import Group, Post, PostTag, Tag
from feeds.search.nouns import people_named
from feeds.search.words import if_few, wanted, with_all, with_any_left_out
from microblog.lib import ids
from microblog.lib.folding import tag_key
from microblog.lib.pagination import Page, Window, page_of

LONGEST = 300


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for; "" and None ask nothing. Days are the reader's, both included."""

    words: str = ""
    person: str = ""
    group: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.person or self.group or self.tag) and not (
            self.since or self.until
        )

    def without(self, name: str) -> "SearchQuery":
        """The same, but for one condition."""
        return replace(self, **{name: getattr(SearchQuery(), name)})


def search_posts(reader: User, query: SearchQuery, window: Window) -> Page:
    """The ids of matching posts that `reader` may see, newest first.

    A person, group or tag that the reader may not know of finds what one that does not exist finds:
    nothing.
    """
    posts = _matching(reader, query)
    if window.after is not None:
        above = posts.filter(pk__gt=window.after).order_by("id")
        found = list(above.values_list("id", flat=True)[: window.size + 1])
        return page_of(found[::-1], window)
    if window.before is not None:
        posts = posts.filter(pk__lt=window.before)
    found = list(posts.order_by("-id").values_list("id", flat=True)[: window.size + 1])
    return page_of(found, window)


def count_posts(reader: User, query: SearchQuery, most: int) -> int:
    """How many posts that `reader` may see match, counted up to `most`."""
    return _matching(reader, query).order_by()[:most].count()


def _matching(reader: User, query: SearchQuery) -> QuerySet[Post]:
    posts: QuerySet[Post] = Post.objects.visible_to(reader).filter(repost_of=None)
    if query.is_empty:
        return posts.none()
    if query.words.strip():
        asked = wanted(query.words[:LONGEST])
        listed, left_out = with_all(asked), with_any_left_out(asked)
        if listed is None and left_out is None:
            return posts.none()
        if listed is not None:
            posts = posts.filter(pk__in=RawSQL(*(if_few(listed) or listed)))
        if left_out is not None:
            posts = posts.exclude(pk__in=RawSQL(*left_out))
    return _in_time(reader, _in_place(reader, posts, query), query)


def _in_place(reader: User, posts: QuerySet[Post], query: SearchQuery) -> QuerySet[Post]:
    if query.person:
        posts = posts.filter(author__in=people_named(reader, query.person).values("pk"))
    if query.group:
        groups = Group.objects.visible_to(reader).filter(slug=query.group.lower())
        posts = posts.filter(group__in=groups.values("pk"))
    if query.tag:
        tags = Tag.objects.filter(key=tag_key(query.tag.lstrip("#")))
        uses = PostTag.objects.filter(tag__in=tags.values("pk"))
        posts = posts.filter(pk__in=uses.values("post"))
    return posts


def _in_time(reader: User, posts: QuerySet[Post], query: SearchQuery) -> QuerySet[Post]:
    zone = ZoneInfo(reader.time_zone)
    if query.since:
        posts = posts.filter(pk__gte=_first_id(query.since, zone))
    if query.until and query.until < date.max:
        posts = posts.filter(pk__lt=_first_id(query.until + timedelta(days=1), zone))
    return posts


def _first_id(day: date, zone: ZoneInfo) -> int:
    try:
        return min(ids.floor_id(datetime.combine(day, time.min, zone)), ids.MAX_ID)
    except (OverflowError, ValueError):  # the first and last days of the calendar
        return 0 if day.year < 2000 else ids.MAX_ID
