"""Which of a reader's filters a post matches: told with the post, the app hides or covers it.

As the protocol has it, a post names every filter that matches; each says where it counts, and only
the app knows where it shows the post.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from api.models import Filter, FilteredPost
from api.serializers.filter import filter_head
from api.serializers.values import text_id
from microblog.lib import clock
from microblog.lib.prepared import prepared


class Matcher:
    """The filters of a reader, for the posts of one page."""

    def __init__(self, filters: Iterable[Any], posts: Iterable[tuple[int, int]]) -> None:
        self._heads: dict[int, dict[str, Any]] = {}
        self._words: dict[int, list[tuple[str, bool]]] = {}
        self._posts: dict[int, set[int]] = {}
        for pk, title, contexts, action, expires_at, keyword, whole in filters:
            if pk not in self._heads:
                found = Filter(pk=pk, title=title, contexts=contexts, action=action)
                found.expires_at = expires_at
                self._heads[pk] = filter_head(found)
            if keyword is not None:
                self._words.setdefault(pk, []).append((keyword, whole))
        for post, pk in posts:
            if pk in self._heads:
                self._posts.setdefault(post, set()).add(pk)

    def results(self, post: int, text: str) -> list[dict[str, Any]]:
        """FilterResults of a post that says `text`."""
        found = []
        named = self._posts.get(post, set())
        for pk, head in self._heads.items():
            matches = [
                keyword
                for keyword, whole in self._words.get(pk, ())
                if _expression(keyword, whole).search(text)
            ]
            if matches or pk in named:
                posts = [text_id(post)] if pk in named else []
                found.append({"filter": head, "keyword_matches": matches, "status_matches": posts})
        return found


def matcher_of(reader: User, posts: Sequence[int]) -> Matcher:
    """The filters of one reader. One query where there are none."""
    filters = _current(_filters(reader=reader))
    return Matcher(filters, _posts(reader=reader, posts=list(posts)) if filters else ())


def matchers_of(readers: Iterable[User], posts: Sequence[int]) -> dict[int, Matcher]:
    """The filters of each of these readers. Two queries, however many they are."""
    filters: dict[int, list[Any]] = {reader.pk: [] for reader in readers}
    found = Filter.objects.filter(user__in=list(filters)).order_by("id", "keywords__id")
    for user_id, *row in found.values_list("user_id", *_COLUMNS):
        filters[user_id].append(row)
    rows = FilteredPost.objects.filter(filter__user__in=list(filters), post__in=posts)
    named = list(rows.values_list("post_id", "filter_id"))
    return {pk: Matcher(_current(some), named) for pk, some in filters.items()}


def _current(filters: Iterable[Any]) -> list[Any]:
    """Those that have not ended."""
    now = clock.now()
    ends = _COLUMNS.index("expires_at")
    return [row for row in filters if row[ends] is None or row[ends] > now]


_COLUMNS = (
    "id",
    "title",
    "contexts",
    "action",
    "expires_at",
    "keywords__keyword",
    "keywords__whole_word",
)


@prepared
def _filters(reader: User) -> QuerySet[Any, Any]:
    """Each filter with each of its keywords; once without where it has none."""
    mine = Filter.objects.filter(user=reader).order_by("id", "keywords__id")
    return mine.values_list(*_COLUMNS)


@prepared
def _posts(reader: User, posts: list[int]) -> QuerySet[Any, Any]:
    rows = FilteredPost.objects.filter(filter__user=reader, post__in=posts)
    return rows.values_list("post_id", "filter_id")


@lru_cache(maxsize=2000)
def _expression(keyword: str, whole_word: bool) -> re.Pattern[str]:
    """A keyword in any case; a whole word ends where it ends, unless it ends in a sign."""
    text = re.escape(keyword)
    if whole_word:
        start = r"\b" if re.match(r"\w", keyword) else ""
        end = r"\b" if re.search(r"\w$", keyword) else ""
        text = f"{start}{text}{end}"
    return re.compile(text, re.IGNORECASE)
