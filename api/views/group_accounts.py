"""Groups where apps that know none ask for accounts: who belongs to a group follows it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from api.http import UserCall
from api.pagination import keyset, slice_of
from api.rendering import groups, posts
from api.serializers.relationship import Between, relationship
from feeds import selections
from feeds.actions.groups import decline_invitation, join_group, leave_group, withdraw_request
from feeds.models import Group
from feeds.visibility import readable_groups


def group_of(call: UserCall, **by: object) -> Group | None:
    """A group that the reader may know of, if there is one of this id or slug."""
    return Group.objects.visible_to(call.user).filter(**by).first()


def account(call: UserCall, group: Group) -> HttpResponse:
    """The group as an account."""
    return call.answer(groups.accounts_of([group])[0])


def statuses(call: UserCall, group: Group) -> HttpResponse:
    """What is said in it, for those who read it. Nobody pins posts, and nothing is passed on."""
    said = call.parameters
    found = selections.of_group(call.user, group)
    if tag := said.text("tagged").removeprefix("#"):
        found = selections.tagged(call.user, [tag], group=group)
    if said.flag("only_media"):
        found = selections.with_media(found)
    if said.flag("pinned") or not readable_groups(call.user).filter(pk=group.pk).exists():
        found = found.none()
    ids = found.values_list("id", flat=True)
    page = slice_of(call.asked(), lambda window: keyset(ids, window))
    return call.answer_many(posts.statuses(call.user, page.rows), page=page)


def follow(call: UserCall, group: Group) -> HttpResponse:
    """Come in where the door is open, else ask to: a follow that waits for an answer."""
    join_group(actor=call.user, group=group)
    return call.answer(_told(call, [group.pk])[group.pk])


def unfollow(call: UserCall, group: Group) -> HttpResponse:
    """Go, or ask no longer."""
    withdraw_request(actor=call.user, group=group)
    decline_invitation(actor=call.user, group=group)
    leave_group(actor=call.user, group=group)
    return call.answer(_told(call, [group.pk])[group.pk])


def relationships(call: UserCall, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the reader is to those of `ids` that are groups they may know of."""
    seen = Group.objects.visible_to(call.user).filter(pk__in=ids)
    return _told(call, list(seen.values_list("pk", flat=True)))


def _told(call: UserCall, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    told = {}
    for pk, standing in groups.standing_in(call.user, ids).items() if ids else ():
        member = bool(standing.role)
        between = Between(following=member, reposts=member)
        told[pk] = relationship(pk, between) | {"requested": standing.requested}
    return told
