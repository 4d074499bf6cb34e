"""Finding colleagues: the directory and who is suggested to a newcomer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Availability, User
from accounts.models.availability import Kind
from feeds.models import Follow, Group, GroupInvitation, Membership, Post
from feeds.models.group import GroupVisibility
from microblog.lib import clock
from microblog.lib.folding import fold

PAGE = 48
MOST_WORDS = 8


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
    for word in fold(filters.q).lstrip("@").split()[:MOST_WORDS]:
        found = found.filter(
            Q(sort_name__contains=word)
            | Q(handle__startswith=word)
            | Q(job_title__icontains=word)
            | Q(pk__in=_skilled(word))
        )
    if filters.site:
        found = found.filter(site=filters.site)
    if filters.team:
        found = found.filter(department=filters.team)
    if filters.skill:
        found = found.filter(pk__in=_skilled(fold(filters.skill)))
    return _reachable(found, filters.status) if filters.status else found


ORDERS = ("active", "new")


def ordered(reader: User, order: str) -> QuerySet[User]:
    """The people whom `reader` may know of: who spoke last first, or who came last."""
    seen: QuerySet[User] = User.objects.visible_to(reader)
    if order == "new":
        return seen.order_by("-joined_at", "-id")
    said = Post.objects.listed().visible_to(reader).filter(author=OuterRef("pk"))
    last = said.order_by("-id").values("id")[:1]
    return seen.annotate(
        last=Coalesce(Subquery(last), Value(0), output_field=BigIntegerField())
    ).order_by("-last", "sort_name", "id")


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


def _skilled(start: str) -> QuerySet[Any]:
    """The people of a skill, by id: a join for each word would be more than databases take."""
    return User.objects.filter(skills__key__startswith=start).values("pk")


def _reachable(found: QuerySet[User], status: str) -> QuerySet[User]:
    declared = Availability.objects.filter(until__gt=clock.now())
    if status == Kind.AVAILABLE:
        return found.exclude(pk__in=declared.values("user"))
    return found.filter(pk__in=declared.filter(kind=status).values("user"))


def _values(reader: User, field: str) -> list[str]:
    seen = User.objects.visible_to(reader).exclude(**{field: ""})
    values = seen.order_by(field).values_list(field, flat=True).distinct()
    return sorted(values, key=fold)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody a newcomer may want to follow, and why: manager, report, team, site, followed."""

    user: User
    why: str


def suggested_people(reader: User, most: int = 12) -> list[Suggestion]:
    """Whom to follow first: manager and reports, then team, site, those whom most people follow."""
    near = {
        "manager": Q(pk=reader.manager_id),
        "report": Q(manager=reader),
        "team": Q(department=reader.department) & ~Q(department=""),
        "site": Q(site=reader.site) & ~Q(site=""),
        "followed": Q(pk__in=_most_followed(2 * most)),
    }
    chosen = [When(condition, then=Value(why)) for why, condition in near.items()]
    order = [When(condition, then=Value(n)) for n, condition in enumerate(near.values())]
    known = Follow.objects.filter(follower=reader).values("followed")
    rows: QuerySet[Any] = (
        User.objects.visible_to(reader)
        .exclude(pk=reader.pk)
        .exclude(pk__in=known)
        .annotate(
            why=Case(*chosen, default=Value(""), output_field=CharField()),
            near=Case(*order, default=Value(len(near))),
        )
        .exclude(why="")
        .order_by("near", "sort_name", "id")[:most]
    )
    return [Suggestion(user, user.why) for user in rows]


def suggested_groups(reader: User, most: int = 12) -> list[Group]:
    """Groups with an open door: those one is invited to, then open ones, the largest first."""
    invited = GroupInvitation.objects.filter(user=reader).values("group")
    doors = Q(pk__in=invited)
    if not reader.is_guest:
        doors |= Q(visibility=GroupVisibility.OPEN)
    return list(
        Group.objects.visible_to(reader)
        .filter(doors, closed_at=None)
        .exclude(pk__in=Membership.objects.filter(user=reader).values("group"))
        .annotate(
            invited=Case(When(pk__in=invited, then=0), default=1),
            members=Count("memberships", filter=Q(memberships__user__is_active=True)),
        )
        .order_by("invited", "-members", "name", "id")[:most]
    )


def _most_followed(most: int) -> list[int]:
    rows = Follow.objects.values("followed").annotate(times=Count("pk")).order_by("-times")
    return list(rows.values_list("followed", flat=True)[:most])
