"""Finding people, groups and tags by their names, among those the reader may know of."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.models import User
from feeds.models import Group, Tag
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
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(sort_name__contains=word) | Q(handle__contains=word)
    return list(User.objects.visible_to(reader).filter(named).in_order()[:most])


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
