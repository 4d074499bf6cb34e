"""Search in people, posts and tags, each as far as the reader may see."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import User
from api.errors import ApiError
from api.http import UserCall, as_json, endpoint
from api.rendering import groups, people, posts
from api.serializers.instance import host
from api.serializers.search import search
from api.serializers.tag import tag
from feeds.models import Follow, Group, Membership, Tag, TagFollow
from feeds.search import nouns
from feeds.search.query import SearchQuery, search_posts
from microblog.lib.errors import Rejected
from microblog.lib.folding import tag_key
from microblog.lib.ids import decode
from microblog.lib.pagination import Window

KINDS = {"", "accounts", "statuses", "hashtags"}
# Nobody reads on so far by counting.
FARTHEST = 400
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a query."""

    people: list[User] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


@endpoint("read:search")
def index(call: UserCall) -> HttpResponse:
    """GET q, type, resolve, following, account_id, max_id, min_id, limit, offset."""
    said = call.parameters
    words = said.text("q").strip()
    if not words:
        raise ApiError(400, "param is missing or the value is empty: q")
    kind = said.text("type")
    if kind not in KINDS:
        raise Rejected("type", _("%(name)s cannot be read.") % {"name": "type"})
    if said.flag("resolve") and _ADDRESS.fullmatch(words):
        found = _at(call.user, words)
    else:
        found = _named(call, words, kind)
    accounts = people.accounts(call.user, found.people)
    accounts += [as_json(group) for group in groups.accounts_of(found.groups)]
    return call.answer(
        search(
            accounts if kind in {"", "accounts"} else [],
            posts.statuses(call.user, found.posts if kind in {"", "statuses"} else []),
            _tags(call.user, found.tags if kind in {"", "hashtags"} else []),
        )
    )


def _named(call: UserCall, words: str, kind: str) -> Found:
    """What the words find, in each kind that is asked for."""
    said, reader = call.parameters, call.user
    limit = call.asked(20, 40).limit
    offset = said.number("offset", 0) or 0
    if not 0 <= offset <= FARTHEST:
        return Found()
    most = offset + limit
    found = Found()
    if kind in {"", "accounts"}:
        persons, places = _accounts(reader, words, most, following=said.flag("following"))
        found.people.extend(persons[offset:])
        found.groups.extend(places[max(offset - len(persons), 0) : max(most - len(persons), 0)])
    if kind in {"", "statuses"}:
        found.posts.extend(_posts(call, words, most)[offset:])
    if kind in {"", "hashtags"}:
        found.tags.extend(nouns.search_tags(reader, words, most)[offset:])
    return found


def _accounts(
    reader: User, words: str, most: int, *, following: bool
) -> tuple[list[User], list[Group]]:
    """People, and groups, which are accounts for apps; whoever is called exactly so comes first."""
    handle = words.removeprefix("@").lower().removesuffix(f"@{host()}")
    exact = list(User.objects.visible_to(reader).filter(handle=handle))
    others = [user for user in nouns.search_people(reader, words, most) if user not in exact]
    persons = [*exact, *others][:most]
    named = list(Group.objects.visible_to(reader).filter(slug=handle))
    places = [*named, *(g for g in nouns.search_groups(reader, words, most) if g not in named)]
    if not following:
        return persons, places
    mine = Follow.objects.filter(follower=reader, followed__in=persons)
    followed = set(mine.values_list("followed", flat=True))
    memberships = Membership.objects.filter(user=reader, group__in=places)
    joined = set(memberships.values_list("group", flat=True))
    return (
        [user for user in persons if user.pk in followed],
        [group for group in places if group.pk in joined],
    )


def _posts(call: UserCall, words: str, most: int) -> list[int]:
    said, reader, handle = call.parameters, call.user, ""
    if (author := said.id("account_id")) is not None:
        person = User.objects.visible_to(reader).filter(pk=author).first()
        if person is None:
            return []
        handle = person.handle
    above, below = said.id("min_id"), said.id("max_id")
    window = Window(after=above, before=None if above is not None else below, size=most)
    return search_posts(reader, SearchQuery(words=words, person=handle), window).ids


def _at(reader: User, address: str) -> Found:
    """What one of our own addresses shows. Others lead nowhere: nothing is fetched."""
    try:
        parts = urlsplit(address)
        match = resolve(unquote(parts.path)) if parts.netloc == host() else None
    except (ValueError, Resolver404):
        return Found()
    if match is None:
        return Found()
    given = match.kwargs
    match match.url_name:
        case "post":
            return Found(posts=[_part(parts.fragment) or given["pk"]])
        case "conversation":
            return Found(posts=[_part(parts.fragment)])
        case "profile":
            handle = str(given["handle"]).lower()
            return Found(people=list(User.objects.visible_to(reader).filter(handle=handle)))
        case "group":
            named = Group.objects.visible_to(reader).filter(slug=str(given["slug"]).lower())
            return Found(groups=list(named))
        case "tag":
            key = tag_key(given["name"])
            return Found(tags=list(Tag.objects.visible_to(reader).filter(key=key)))
    return Found()


def _part(fragment: str) -> int:
    """The post that the end of an address ("#p-…") points at; 0 for none."""
    try:
        return decode(fragment.removeprefix("p-"))
    except ValueError:
        return 0


def _tags(reader: User, found: list[Tag]) -> list[dict[str, Any]]:
    mine = TagFollow.objects.filter(user=reader, tag__in=found)
    followed = set(mine.values_list("tag", flat=True)) if found else set()
    return [tag(one, reader, following=one.pk in followed) for one in found]
