"""Finding people, groups and tags by their names, among those the reader may know of."""

from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from accounts.models.user import UserQuerySet
from feeds.models import Follow, Group, Tag
from microblog.lib.folding import fold, tag_key
from microblog.lib.stemming import words as words_of

# A name has few words; each more is a condition more for the database.
MOST_WORDS = 8
SHORTEST_TAG = 2


def people_named(reader: User, name: str) -> QuerySet[User]:
    """The person of a handle, else everybody whose name has all the words."""
    seen: QuerySet[User] = User.objects.visible_to(reader)
    exact = seen.filter(handle=name.strip().lstrip("@").lower())
    if exact.exists() or not (words := words_of(name)[:MOST_WORDS]):
        return exact
    named = Q()
    for word in words:
        named &= Q(sort_name__contains=word)
    return seen.filter(named)


def search_people(reader: User, text: str, most: int = 40) -> list[User]:
    """People whose name or handle has all the words."""
    return list(_named(reader, text).in_order()[:most])


def find_people(reader: User, text: str, *, following: bool = False) -> QuerySet[User]:
    """The same; first whoever has exactly this handle, then whom the reader follows."""
    mine = Follow.objects.filter(follower=reader).values("followed")
    exact = When(handle=text.strip().lstrip("@").lower(), then=Value(0))
    near = Case(exact, When(pk__in=mine, then=Value(1)), default=Value(2))
    found = _named(reader, text).annotate(near=near).order_by("near", "sort_name", "id")
    return found.filter(pk__in=mine) if following else found


def _named(reader: User, text: str) -> UserQuerySet:
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return User.objects.none()
    named = Q()
    for word in words:
        named &= Q(sort_name__contains=word) | Q(handle__contains=word)
    return User.objects.visible_to(reader).filter(named)


def search_groups(reader: User, text: str, most: int = 40) -> list[Group]:
    """Groups whose name or purpose has all the words, those still open for posts first."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    groups = Group.objects.visible_to(reader).order_by("closed_at", "name", "id")
    found = (g for g in groups if all(w in fold(f"{g.name} {g.purpose}") for w in words))
    return [group for group, _number in zip(found, range(most), strict=False)]


def search_tags(reader: User, text: str, most: int = 40) -> list[Tag]:
    """Tags that begin with one of the words, or with all of them written as one."""
    whole = tag_key("".join(text.split()).replace("#", ""))
    starts = {whole, *words_of(text)[:MOST_WORDS]}
    wanted = [Q(key__startswith=start) for start in starts if len(start) >= SHORTEST_TAG]
    if not wanted:
        return []
    tags = Tag.objects.visible_to(reader).filter(reduce(or_, wanted))
    return list(tags.order_by("key")[:most])
