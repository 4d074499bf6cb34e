"""Asking the index: words, "phrases", -exclusions, who, where, when; what the reader may see."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from feeds.models import Group, Post, PostTag, Tag
from feeds.visibility import posts as visible_posts
from microblog.lib import ids
from microblog.lib.folding import fold, tag_key
from microblog.lib.pagination import Page, Window, page_of
from microblog.lib.stemming import phrases, query_terms

LONGEST = 300
_EXCLUDED = re.compile(r"(?:(?<=\s)|^)-(?=[^\W_])(\S+)")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for; "" and None ask nothing. Days are the reader's."""

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


def search_posts(reader: User, query: SearchQuery, window: Window) -> Page:
    """The ids of matching posts that `reader` may see, newest first.

    A person, group or tag that the reader may not know of finds what one that does not exist finds:
    nothing.
    """
    if query.is_empty:
        return Page([])
    posts = Post.objects.filter(visible_posts(reader), repost_of=None)
    if query.words.strip():
        match = _match(query.words[:LONGEST])
        if match is None:
            return Page([])
        posts = posts.filter(pk__in=RawSQL(*match))
    posts = _narrow(reader, posts, query)
    if window.before is not None:
        posts = posts.filter(pk__lt=window.before)
    found = posts.order_by("-id").values_list("id", flat=True)[: window.size + 1]
    return page_of(list(found), window)


def search_people(reader: User, words: str, most: int = 40) -> list[User]:
    """People by name or handle."""
    people = User.objects.visible_to(reader)
    for word in fold(words).lstrip("@").split():
        people = people.filter(sort_name__contains=word) | people.filter(handle__startswith=word)
    return list(people.in_order()[:most]) if words.strip() else []


def search_groups(reader: User, words: str, most: int = 40) -> list[Group]:
    """Groups whose name or purpose has all the words."""
    wanted = fold(words).split()
    groups = Group.objects.visible_to(reader).order_by("name") if wanted else Group.objects.none()
    found = (g for g in groups if all(w in fold(f"{g.name} {g.purpose}") for w in wanted))
    return [group for group, _number in zip(found, range(most), strict=False)]


def search_tags(reader: User, words: str, most: int = 40) -> list[Tag]:
    """Tags that begin with the word."""
    key = tag_key(words.strip().lstrip("#"))
    tags = Tag.objects.visible_to(reader).filter(key__startswith=key)
    return list(tags.order_by("key")[:most]) if key else []


def _narrow(reader: User, posts: QuerySet[Post], query: SearchQuery) -> QuerySet[Post]:
    if query.person:
        handle = query.person.lstrip("@").lower()
        people = User.objects.visible_to(reader).filter(handle=handle)
        posts = posts.filter(author__in=people.values("pk"))
    if query.group:
        groups = Group.objects.visible_to(reader).filter(slug=query.group)
        posts = posts.filter(group__in=groups.values("pk"))
    if query.tag:
        tags = Tag.objects.filter(key=tag_key(query.tag.lstrip("#")))
        posts = posts.filter(
            pk__in=PostTag.objects.filter(tag__in=tags.values("pk")).values("post")
        )
    zone = ZoneInfo(reader.time_zone)
    if query.since:
        posts = posts.filter(pk__gte=_first_id(query.since, zone))
    if query.until and query.until < date.max:
        posts = posts.filter(pk__lt=_first_id(query.until + timedelta(days=1), zone))
    return posts


def _first_id(day: date, zone: ZoneInfo) -> int:
    try:
        return ids.floor_id(datetime.combine(day, time.min, zone))
    except (OverflowError, ValueError):  # the first and last days of the calendar
        return 0 if day.year < 2000 else ids.MAX_ID


def _match(words: str) -> tuple[str, list[str]] | None:
    """The statement that lists matching posts, or None when no word is asked for."""
    left_out = [terms for word in _EXCLUDED.findall(words) for terms in query_terms(word)]
    asked = _EXCLUDED.sub(" ", words)
    wanted, together = query_terms(asked), phrases(asked)
    if not wanted:
        return None
    if connection.vendor == "postgresql":
        return _postgresql(wanted, together, left_out)
    return _sqlite(wanted, together, left_out)


def _sqlite(
    wanted: list[set[str]], together: list[list[str]], left_out: list[set[str]]
) -> tuple[str, list[str]]:
    parts = ["(" + " OR ".join(f'"{term}"' for term in sorted(terms)) + ")" for terms in wanted]
    parts += ['"' + " ".join(words) + '"' for words in together]
    match = " AND ".join(parts)
    if left_out:
        terms = " OR ".join(f'"{term}"' for term in sorted(set().union(*left_out)))
        match = f"({match}) NOT ({terms})"
    return "SELECT rowid FROM feeds_postindex WHERE feeds_postindex MATCH %s", [match]


def _postgresql(
    wanted: list[set[str]], together: list[list[str]], left_out: list[set[str]]
) -> tuple[str, list[str]]:
    parts = ["(" + " | ".join(f"'{term}'" for term in sorted(terms)) + ")" for terms in wanted]
    parts += ["(" + " <-> ".join(f"'{word}'" for word in words) + ")" for words in together]
    parts += [f"!'{term}'" for terms in left_out for term in sorted(terms)]
    match = " & ".join(parts)
    return (
        "SELECT post_id FROM feeds_postindex WHERE terms @@ to_tsquery('simple', %s)",
        [match],
    )
