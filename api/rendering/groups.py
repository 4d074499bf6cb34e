"""Groups as JSON, with what their reader is to them. Three queries, whatever their number."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from accounts.models import User
from api.serializers.group import Standing, group_account, group_entity
from feeds.models import Group, GroupInvitation, JoinRequest, Membership
from feeds.models.group import MemberRole
from feeds.visibility import users


def groups(reader: User, found: Sequence[Group]) -> list[dict[str, Any]]:
    """Groups that `reader` may know of, in order."""
    ids = [group.pk for group in found]
    standing, members, owners = standing_in(reader, ids), members_of(ids), _owners(reader, ids)
    return [
        group_entity(
            group,
            standing[group.pk],
            members=members.get(group.pk, 0),
            owner=owners.get(group.pk) if _reads(reader, group, standing[group.pk]) else None,
        )
        for group in found
    ]


def accounts_of(found: Sequence[Group]) -> list[dict[str, Any]]:
    """The same groups as accounts, for apps that know no groups. One query."""
    members = members_of([group.pk for group in found])
    return [group_account(group, members=members.get(group.pk, 0)) for group in found]


def standing_in(reader: User, ids: Sequence[int]) -> dict[int, Standing]:
    """What `reader` is to groups they may know of. Four queries."""
    mine = Membership.objects.filter(user=reader, group__in=ids)
    roles = dict(mine.values_list("group", "role"))
    requests = JoinRequest.objects.filter(group__in=ids)
    requested = set(requests.filter(user=reader).values_list("group", flat=True))
    invited = GroupInvitation.objects.filter(user=reader, group__in=ids)
    offers = set(invited.values_list("group", flat=True))
    owned = mine.filter(role=MemberRole.OWNER).values("group")
    asked = set(requests.filter(group__in=owned).values_list("group", flat=True))
    return {
        pk: Standing(roles.get(pk, ""), pk in requested, pk in asked, pk in offers) for pk in ids
    }


def members_of(ids: Sequence[int]) -> dict[int, int]:
    """How many people who are not suspended belong to each."""
    rows = Membership.objects.filter(group__in=ids, user__is_active=True)
    return dict(rows.order_by().values_list("group").annotate(Count("pk")))


def _owners(reader: User, ids: Sequence[int]) -> dict[int, int]:
    seen = User.objects.filter(users(reader))
    rows = Membership.objects.filter(group__in=ids, role=MemberRole.OWNER, user__in=seen)
    # The first comes last, so that it stays.
    return dict(rows.order_by("-pk").values_list("group", "user"))


def _reads(reader: User, group: Group, standing: Standing) -> bool:
    return bool(standing.role) or (group.is_open and not reader.is_guest)
