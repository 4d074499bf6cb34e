"""Who belongs to a group: coming, going, asking, and what its owners decide."""

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.rendering import groups as rendering
from api.rendering import people
from api.serializers.group import group_member, group_relationship
from api.views.groups import group_for, group_read_by
from feeds import policies
from feeds.actions import groups as actions
from feeds.models import Group, JoinRequest, Membership
from feeds.models.group import MemberRole
from microblog.lib.errors import NotAllowed, NotFound, Rejected

MOST_PEOPLE = 40
# There are two words in use for whoever decides; here both are an owner.
ROLES = {
    "owner": MemberRole.OWNER,
    "admin": MemberRole.OWNER,
    "user": MemberRole.MEMBER,
    "member": MemberRole.MEMBER,
}


@endpoint("read:groups")
def index(call: UserCall, id: int) -> HttpResponse:
    """The members, for those who read the group; of one `role` if that is asked."""
    group = group_read_by(call, id)
    seen = User.objects.visible_to(call.user)
    rows = Membership.objects.filter(group=group, user__in=seen)
    if role := call.parameters.text("role"):
        rows = rows.filter(role=ROLES.get(role, ""))
    rows = rows.select_related("user")
    page = slice_of(
        call.asked(40, 80), lambda window: keyset(rows, window), key=lambda row: int(row.pk)
    )
    accounts = people.accounts(call.user, [row.user for row in page.rows])
    pairs = zip(page.rows, accounts, strict=True)
    return call.answer_many([group_member(row.pk, row.role, who) for row, who in pairs], page=page)


@endpoint("write:groups")
def join(call: UserCall, id: int) -> HttpResponse:
    """Come in where the door is open or one was invited, else ask to."""
    group = group_for(call, id)
    actions.join_group(actor=call.user, group=group, note=call.parameters.text("note"))
    return _standing(call, group)


@endpoint("write:groups")
def leave(call: UserCall, id: int) -> HttpResponse:
    """Go, ask no longer, or decline an invitation."""
    group = group_for(call, id)
    actions.withdraw_request(actor=call.user, group=group)
    actions.decline_invitation(actor=call.user, group=group)
    actions.leave_group(actor=call.user, group=group)
    return _standing(call, group)


@endpoint("read:groups")
def requests(call: UserCall, id: int) -> HttpResponse:
    """Who asks to come in, for the owners."""
    group = _managed(call, id)
    seen = User.objects.visible_to(call.user)
    rows = JoinRequest.objects.filter(group=group, user__in=seen).select_related("user")
    page = slice_of(
        call.asked(40, 80), lambda window: keyset(rows, window), key=lambda row: int(row.pk)
    )
    accounts = people.accounts(call.user, [row.user for row in page.rows])
    return call.answer_many(accounts, page=page)


@endpoint("write:groups")
def authorize(call: UserCall, id: int, account_id: int) -> HttpResponse:
    """Let somebody in who asked."""
    return _answer(call, id, account_id, accept=True)


@endpoint("write:groups")
def reject(call: UserCall, id: int, account_id: int) -> HttpResponse:
    """Or not."""
    return _answer(call, id, account_id, accept=False)


@endpoint("write:groups")
def invite(call: UserCall, id: int) -> HttpResponse:
    """Offer people a place."""
    group = group_for(call, id)
    if not policies.can_invite_to(call.user, group):
        raise NotAllowed(_("You cannot invite people to this group."))
    with transaction.atomic():
        for person in _people(call):
            actions.invite_to_group(actor=call.user, group=group, user=person)
    return call.answer({})


@endpoint("write:groups")
def promote(call: UserCall, id: int) -> HttpResponse:
    """Make members owners."""
    return _give_role(call, id, MemberRole.OWNER)


@endpoint("write:groups")
def demote(call: UserCall, id: int) -> HttpResponse:
    """Make owners members."""
    return _give_role(call, id, MemberRole.MEMBER)


@endpoint("write:groups")
def kick(call: UserCall, id: int) -> HttpResponse:
    """Take members out."""
    group = _managed(call, id)
    with transaction.atomic():
        for row in _rows_of(group, _people(call)):
            actions.remove_member(actor=call.user, group=group, user=row.user)
    return call.answer({})


def _give_role(call: UserCall, pk: int, role: MemberRole) -> HttpResponse:
    group = _managed(call, pk)
    said = call.parameters.text("role", "owner" if role == MemberRole.OWNER else "user")
    if ROLES.get(said) != role:
        raise Rejected("role", _("Choose one of the roles."), code="inclusion")
    rows = _rows_of(group, _people(call))
    with transaction.atomic():
        for row in rows:
            actions.change_member_role(actor=call.user, group=group, user=row.user, role=role)
    accounts = people.accounts(call.user, [row.user for row in rows])
    pairs = zip(rows, accounts, strict=True)
    return call.answer_many([group_member(row.pk, role, account) for row, account in pairs])


def _answer(call: UserCall, pk: int, account: int, *, accept: bool) -> HttpResponse:
    group = _managed(call, pk)
    rows = JoinRequest.objects.filter(group=group, user=account)
    row = rows.select_related("group", "user").first()
    if row is None:
        raise NotFound
    actions.answer_request(actor=call.user, request=row, accept=accept)
    return call.answer({})


def _managed(call: UserCall, pk: int) -> Group:
    """A group that the reader decides in: 404 for those who do not know it, 403 for the others."""
    group = group_for(call, pk)
    if not policies.can_manage(call.user, group):
        raise NotAllowed(_("Only the owners of this group can do this."))
    return group


def _people(call: UserCall) -> list[User]:
    """The people of `account_ids`, if the reader may know of all; else 404."""
    ids = list(dict.fromkeys(call.parameters.ids("account_ids")))
    if not ids:
        raise Rejected("account_ids", _("Say who."), code="required")
    if len(ids) > MOST_PEOPLE:
        message = _("At most %(most)d people at once.") % {"most": MOST_PEOPLE}
        raise Rejected("account_ids", message, code="many")
    found = User.objects.visible_to(call.user).in_bulk(ids)
    if len(found) != len(ids):
        raise NotFound
    return [found[pk] for pk in ids]


def _rows_of(group: Group, found: Sequence[User]) -> list[Membership]:
    rows = Membership.objects.filter(group=group, user__in=found).select_related("user")
    known = {row.user_id: row for row in rows}
    if len(known) != len(found):
        raise NotFound
    return [known[user.pk] for user in found]


def _standing(call: UserCall, group: Group) -> HttpResponse:
    standing = rendering.standing_in(call.user, [group.pk])[group.pk]
    return call.answer(group_relationship(group.pk, standing))
