"""What a page missed while it was not listening, told by the ledger's position."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from accounts import availability
from accounts.availability import AVAILABLE, Status
from accounts.models import User
from feeds.models import Post
from feeds.realtime.events import id_in
from feeds.visibility import places
from ledger.models import Entry
from microblog.lib.visibility import condition

MOST_ENTRIES = 2000
MOST_PEOPLE = 200

# What posts show of their author and their group.
RESTYLED = {
    "user.profile_changed",
    "user.photo_changed",
    "group.changed",
    "group.closed",
    "group.reopened",
}


@dataclass(slots=True)
class Missed:
    """`changed` posts are asked for again, `gone` ones leave; `stale` says that this is not all."""

    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    people: list[tuple[User, Status]] = field(default_factory=list)
    stale: bool = False


def missed(reader: User, since: int, newest: int, on_screen: Collection[int]) -> Missed:
    """What the entries above `since` changed of the posts on screen and of availabilities."""
    allowed = condition(Post, reader) | (places(reader) & Q(retracted_at__isnull=False))
    visible = set(Post.objects.filter(allowed, pk__in=on_screen).values_list("pk", flat=True))
    gone = [pk for pk in on_screen if pk not in visible]
    rows = Entry.objects.filter(id__gt=since).order_by("-id")
    entries = list(rows.values_list("action", "subject")[: MOST_ENTRIES + 1])
    # A position ahead of the ledger is of another one: the database was put back.
    if len(entries) > MOST_ENTRIES or since > newest:
        return Missed(changed=sorted(visible), gone=gone, stale=True)
    touched = _touched(entries, visible)
    away = {id_in(subject, "user") for action, subject in entries if action.startswith("avail")}
    return Missed(changed=sorted(touched & visible), gone=gone, people=_people(reader, away))


def _touched(entries: list[tuple[str, str]], visible: Collection[int]) -> set[int]:
    """The posts entries speak of, those whose numbers they move, those of people who changed."""
    subjects = {subject for _action, subject in entries}
    posts = {id_in(subject, "post") for subject in subjects} - {0}
    restyled = {subject for action, subject in entries if action in RESTYLED}
    people = {id_in(subject, "user") for subject in restyled} - {0}
    groups = {id_in(subject, "group") for subject in restyled} - {0}
    touched = set(posts)
    for root, original in Post.objects.filter(pk__in=posts).values_list("root", "repost_of"):
        touched.update(pk for pk in (root, original) if pk is not None)
    if people or groups:
        theirs = Post.objects.filter(Q(author__in=people) | Q(group__in=groups), pk__in=visible)
        touched.update(theirs.values_list("pk", flat=True))
    return touched


def _people(reader: User, ids: Collection[int]) -> list[tuple[User, Status]]:
    if not ids:
        return []
    people = list(User.objects.visible_to(reader).filter(pk__in=ids)[:MOST_PEOPLE])
    statuses = availability.of(user.pk for user in people)
    return [(user, statuses.get(user.pk, AVAILABLE)) for user in people]
