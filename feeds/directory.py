"""Finding colleagues: the directory and who is suggested to a newcomer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Availability, User
from accounts.models.availability import Kind
from feeds.models import Follow, Membership
from microblog.lib import clock
from microblog.lib.folding import fold

PAGE = 48


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed to; "" is everybody."""

    q: str = ""
    site: str = ""
    team: str = ""
    status: str = ""
    skill: str = ""


def people(reader: User, filters: Filters) -> QuerySet[User]:
    """The colleagues whom `reader` may know of, by name."""
    found: QuerySet[User] = User.objects.visible_to(reader).in_order()
    for word in fold(filters.q).lstrip("@").split():
        found = found.filter(
            Q(sort_name__contains=word)
            | Q(handle__startswith=word)
            | Q(job_title__icontains=word)
            | Q(skills__key__startswith=word)
        )
    if filters.site:
        found = found.filter(site=filters.site)
    if filters.team:
        found = found.filter(department=filters.team)
    if filters.skill:
        found = found.filter(skills__key__startswith=fold(filters.skill))
    if filters.status:
        found = _reachable(found, filters.status)
    # Skills may match a person twice: ask for the row once.
    return User.objects.filter(pk__in=found.values("pk")).in_order()


def sites(reader: User) -> list[str]:
    """The sites of the people whom `reader` may know of."""
    return _values(reader, "site")


def teams(reader: User) -> list[str]:
    """The departments of the people whom `reader` may know of."""
    return _values(reader, "department")


def followed_among(reader: User, found: Sequence[User]) -> set[int]:
    """Which of these people `reader` follows, by id."""
    rows = Follow.objects.filter(follower=reader, followed__in=[user.pk for user in found])
    return set(rows.values_list("followed", flat=True))


def in_common(reader: User, person: User) -> QuerySet[Membership]:
    """The groups that both belong to (so that nothing is told that `reader` does not know)."""
    mine = Membership.objects.filter(user=reader).values("group")
    return Membership.objects.filter(user=person, group__in=mine).select_related("group")


def _reachable(found: QuerySet[User], status: str) -> QuerySet[User]:
    declared = Availability.objects.filter(until__gt=clock.now())
    if status == Kind.AVAILABLE:
        return found.exclude(pk__in=declared.values("user"))
    return found.filter(pk__in=declared.filter(kind=status).values("user"))


def _values(reader: User, field: str) -> list[str]:
    seen = User.objects.visible_to(reader).exclude(**{field: ""})
    values = seen.order_by(field).values_list(field, flat=True).distinct()
    return sorted(values, key=fold)
