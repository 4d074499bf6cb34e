"""Accounts as JSON, kept for a while by person, revision and language."""

import json
import time
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils import translation

from accounts import availability
from accounts.availability import Status
from accounts.models import User
from api.serializers.account import Counts, account, credential_account
from feeds.models import Audience, Follow, Post
from microblog.lib.bounded import Bounded
from microblog.lib.ids import moment_of

MOST_PEOPLE = 4000
# Counts beside a post may be this old, in seconds; those of one person asked for are of now.
COUNTED_EVERY = 120.0

# By person and language: until when it counts, for which revision and status, and the JSON.
_kept: Bounded[tuple[int, str], tuple[float, tuple[Any, ...], bytes]] = Bounded(MOST_PEOPLE)


def accounts(reader: User, people: Iterable[User]) -> list[bytes]:
    """Accounts of people whom `reader` may see, in order. At most four queries."""
    found = list(people)
    statuses = availability.of(user.pk for user in found)
    known = {user.pk: user for user in found}
    revisions = {user.pk: user.revision for user in found}
    made = json_of(revisions, statuses, loaded=known)
    return [made[user.pk] for user in found if user.pk in made]


def by_id(reader: User, ids: Collection[int]) -> dict[int, bytes]:
    """The accounts of those of `ids` whom `reader` may know of. At most five queries."""
    found = list(User.objects.visible_to(reader).filter(pk__in=ids)) if ids else []
    return dict(zip((user.pk for user in found), accounts(reader, found), strict=True))


def own_account(user: User) -> dict[str, Any]:
    """A person's own account, of now."""
    counts = counts_of([user.pk])[user.pk]
    return credential_account(user, counts, availability.of([user.pk]).get(user.pk))


def one_account(user: User) -> dict[str, Any]:
    """Somebody's account, of now."""
    counts = counts_of([user.pk])[user.pk]
    return account(user, counts, availability.of([user.pk]).get(user.pk))


def json_of(
    revisions: Mapping[int, int],
    statuses: Mapping[int, Status],
    loaded: Mapping[int, User] | None = None,
) -> dict[int, bytes]:
    """The JSON of people by id, as they are at these revisions. No query when all are kept.

    Whoever asks has asked before whether the people may be seen.
    """
    language = translation.get_language() or ""
    now = time.monotonic()
    made, missing, stamps = {}, [], {}
    for pk, revision in revisions.items():
        status = statuses.get(pk)
        stamps[pk] = (revision, status and (status.kind, status.text, status.until))
        kept = _kept.get((pk, language))
        if kept is None or kept[0] < now or kept[1] != stamps[pk]:
            missing.append(pk)
        else:
            made[pk] = kept[2]
    if missing:
        people = [loaded[pk] for pk in missing] if loaded is not None else _load(missing)
        counts = counts_of(missing)
        for user in people:
            data = account(user, counts[user.pk], statuses.get(user.pk))
            made[user.pk] = json.dumps(data, ensure_ascii=False).encode()
            _kept.put((user.pk, language), (now + COUNTED_EVERY, stamps[user.pk], made[user.pk]))
    return made


def counts_of(people: list[int]) -> dict[int, Counts]:
    """What is counted of people. Three queries, whatever their number."""
    followers = _count(Follow.objects.filter(followed__in=people), "followed")
    following = _count(Follow.objects.filter(follower__in=people), "follower")
    said = Post.objects.filter(
        author__in=people,
        audience=Audience.COMPANY,
        retracted_at=None,
        repost_of=None,
    )
    rows = said.order_by().values_list("author").annotate(Count("pk"), Max("pk"))
    posts = {author: (count, moment_of(last)) for author, count, last in rows}
    nothing: tuple[int, datetime | None] = (0, None)
    return {
        pk: Counts(followers.get(pk, 0), following.get(pk, 0), *posts.get(pk, nothing))
        for pk in people
    }


def forget() -> None:
    """Drop everything (for measuring a cold start)."""
    _kept.clear()


def _count(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def _load(people: list[int]) -> list[User]:
    return list(User.objects.filter(pk__in=people))
