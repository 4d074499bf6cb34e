"""Searching: posts by words, person, group, tag and days; people, groups and tags by name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import availability
from accounts.availability import Status
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds.forms.search import SearchForm
from feeds.models import Post
from feeds.search import nouns
from feeds.search.excerpts import excerpt
from feeds.search.query import SearchQuery, count_posts, search_posts
from microblog.lib.http import is_fragment
from microblog.lib.pagination import window_of

# Counting stops here: nobody reads on by number.
MOST_COUNTED = 500
MOST_PEOPLE, MOST_GROUPS, MOST_TAGS = 4, 4, 12


@dataclass(frozen=True, slots=True)
class Found:
    """A post that was found, and the part of it that answers."""

    post: Post
    status: Status | None
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition of the query, and the same search without it."""

    text: str
    url: str
    found: int = 0


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """GET q, person, group, tag, since, until: an address is a search that one can share."""
    form = SearchForm(request.GET)
    query = _query(form.cleaned_data) if form.is_valid() else SearchQuery()
    window = window_of(request.GET.get("before", ""), request.GET.get("after", ""))
    page = search_posts(request.user, query, window)
    first = window.before is None and window.after is None
    count = count_posts(request.user, query, MOST_COUNTED)
    context = {
        "form": form,
        "query": query,
        "words": query.words,
        "items": _found(request.user, page.ids, query.words),
        "count": count,
        "many": count == MOST_COUNTED,
        "older": _address(query, before=page.older) if page.older else "",
        "newer": _address(query, after=page.newer) if page.newer else "",
        "filters": _filters(request.user, query, counted=not count),
        "section": "search",
    }
    if first and query.words.strip():
        context |= _nouns(request.user, query.words)
    template = "feeds/search/_results.html" if is_fragment(request) else "feeds/search/index.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _query(data: dict[str, Any]) -> SearchQuery:
    names = ("person", "group", "tag", "since", "until")
    return SearchQuery(words=data["q"], **{name: data[name] for name in names})


def _found(reader: User, ids: list[int], words: str) -> list[Found]:
    posts = Post.objects.visible_to(reader).select_related("author", "group").in_bulk(ids)
    statuses = availability.of(post.author_id for post in posts.values())
    return [
        Found(posts[pk], statuses.get(posts[pk].author_id), excerpt(posts[pk].text, words))
        for pk in ids
        if pk in posts
    ]


def _nouns(reader: User, words: str) -> dict[str, object]:
    people = nouns.search_people(reader, words, MOST_PEOPLE)
    statuses = availability.of(user.pk for user in people)
    tags = nouns.search_tags(reader, words, MOST_TAGS)
    return {
        "people": [(user, statuses.get(user.pk)) for user in people],
        "groups": nouns.search_groups(reader, words, MOST_GROUPS),
        "tags": [tag.shown_to(reader) for tag in tags],
    }


def _filters(reader: User, query: SearchQuery, *, counted: bool) -> list[Filter]:
    """The conditions besides the words; where nothing was found, what each of them hides."""
    filters = []
    for name, text in _conditions(query).items():
        without = query.without(name)
        found = count_posts(reader, without, MOST_COUNTED) if counted else 0
        filters.append(Filter(text, _address(without), found))
    return filters


def _conditions(query: SearchQuery) -> dict[str, str]:
    said = {
        "person": _("By: %(name)s") % {"name": query.person},
        "group": _("In: %(name)s") % {"name": query.group},
        "tag": f"#{query.tag.lstrip('#')}",
        "since": _("From: %(day)s") % {"day": _in_words(query.since)},
        "until": _("To: %(day)s") % {"day": _in_words(query.until)},
    }
    return {name: text for name, text in said.items() if getattr(query, name)}


def _in_words(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _address(query: SearchQuery, **cursor: str) -> str:
    asked = {
        "q": query.words,
        "person": query.person,
        "group": query.group,
        "tag": query.tag,
        "since": query.since.isoformat() if query.since else "",
        "until": query.until.isoformat() if query.until else "",
        **cursor,
    }
    parameters = QueryDict(mutable=True)
    parameters.update({name: value for name, value in asked.items() if value})
    return f"/search?{parameters.urlencode()}" if parameters else "/search"
