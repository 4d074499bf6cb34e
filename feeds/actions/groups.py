"""Groups begin, change, fill, empty and close."""

import re
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import policies
from feeds.actions import notifications
from feeds.models import Group, GroupInvitation, JoinRequest, Membership
from feeds.models.group import GroupVisibility, MemberRole, Posting
from feeds.models.notification import NotificationKind as Kind
from ledger.recording import label, record
from microblog.lib import clock, ids
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.folding import fold
from microblog.lib.text import BadText, clean_line

CREATED = "group.created"
CHANGED = "group.changed"
CLOSED = "group.closed"
REOPENED = "group.reopened"
JOINED = "group.joined"
LEFT = "group.left"
REMOVED = "group.member_removed"
ROLE_CHANGED = "group.role_changed"
REQUESTED = "group.requested"
REQUEST_WITHDRAWN = "group.request_withdrawn"
REQUEST_DECLINED = "group.request_declined"
INVITED = "group.invited"
INVITATION_DECLINED = "group.invitation_declined"
INVITATION_WITHDRAWN = "group.invitation_withdrawn"

RESERVED_SLUGS = frozenset({"new", "requests", "invitations"})


@transaction.atomic
def create_group(
    *,
    actor: User,
    name: str,
    purpose: str,
    visibility: str = GroupVisibility.OPEN,
    posting: str = Posting.MEMBERS,
    at: datetime | None = None,
) -> Group:
    """Begin a group, owned by the actor. Its name may be that of one the actor cannot know of."""
    if not policies.can_create_group(actor):
        raise NotAllowed(_("Guests cannot create groups."))
    name, purpose = _line("name", name, 60), _line("purpose", purpose, 120)
    _check_choices(visibility, posting)
    group = Group.objects.create(
        id=ids.id_at(at) if at else ids.new_id(),
        slug=_free_slug(name, visibility),
        name=name,
        purpose=purpose,
        visibility=visibility,
        posting=posting,
        created_at=at or clock.now(),
    )
    Membership.objects.create(
        group=group, user=actor, role=MemberRole.OWNER, joined_at=at or clock.now()
    )
    _record(actor, CREATED, group, content=_content(group), facts=_facts(group), at=at)
    return group


@transaction.atomic
def change_group(
    *,
    actor: User,
    group: Group,
    name: str | None = None,
    purpose: str | None = None,
    visibility: str | None = None,
    posting: str | None = None,
) -> Group:
    """Change what is given. What was not open never becomes so: its past was private."""
    _must_manage(actor, group)
    _check_choices(visibility or group.visibility, posting or group.posting)
    if visibility == GroupVisibility.OPEN and not group.is_open:
        message = _("What was said here was said in private: this group cannot become open.")
        raise Rejected("visibility", message)
    if name is not None:
        group.name = _line("name", name, 60)
    if purpose is not None:
        group.purpose = _line("purpose", purpose, 120)
    if visibility is not None and visibility != group.visibility:
        group.visibility = visibility
        # An address made of a secret name would tell of the group: it gets one that nobody guesses.
        if visibility == GroupVisibility.SECRET:
            group.slug = _free_slug(group.name, visibility)
            JoinRequest.objects.filter(group=group).delete()
    if posting is not None:
        group.posting = posting
    group.revision += 1
    group.save()
    _record(actor, CHANGED, group, content=_content(group), facts=_facts(group))
    return group


@transaction.atomic
def close_group(*, actor: User, group: Group) -> Group:
    """Nobody posts or joins any more; members go on reading."""
    _must_manage(actor, group)
    if group.closed_at is None:
        group.closed_at = clock.now()
        group.revision += 1
        group.save(update_fields=["closed_at", "revision"])
        _record(actor, CLOSED, group)
    return group


@transaction.atomic
def reopen_group(*, actor: User, group: Group) -> Group:
    """The group goes on."""
    _must_manage(actor, group)
    if group.closed_at is not None:
        group.closed_at = None
        group.revision += 1
        group.save(update_fields=["closed_at", "revision"])
        _record(actor, REOPENED, group)
    return group


@transaction.atomic
def join_group(*, actor: User, group: Group, note: str = "", at: datetime | None = None) -> bool:
    """Come in where the door is open or one was invited; else ask. Whether the actor is in now."""
    if policies.is_member(actor, group):
        return True
    if group.is_closed:
        raise NotAllowed(_("This group is closed."))
    invited = GroupInvitation.objects.filter(group=group, user=actor).exists()
    if invited or (group.is_open and not actor.is_guest):
        _enter(group, actor, by=actor, at=at)
        return True
    if group.is_secret or actor.is_guest:
        raise NotFound
    text = _line("note", note, 200) if note.strip() else ""
    request, created = JoinRequest.objects.get_or_create(
        group=group, user=actor, defaults={"note": text, "created_at": at or clock.now()}
    )
    if created:
        notifications.notify_owners(group, Kind.JOIN_REQUEST, by=actor)
        _record(actor, REQUESTED, group, content={"note": request.note}, at=at)
    return False


@transaction.atomic
def withdraw_request(*, actor: User, group: Group) -> None:
    """Ask no longer."""
    dropped, _rows = JoinRequest.objects.filter(group=group, user=actor).delete()
    if dropped:
        notifications.settle(group, Kind.JOIN_REQUEST, of=actor)
        _record(actor, REQUEST_WITHDRAWN, group)


@transaction.atomic
def answer_request(*, actor: User, request: JoinRequest, accept: bool) -> None:
    """Let somebody in who asked, or not."""
    group, user = request.group, request.user
    _must_manage(actor, group)
    if not JoinRequest.objects.filter(pk=request.pk).delete()[0]:
        return
    notifications.settle(group, Kind.JOIN_REQUEST, of=user)
    if accept:
        _enter(group, user, by=actor)
        notifications.notify_user(user, Kind.JOINED, by=actor, group=group)
    else:
        _record(actor, REQUEST_DECLINED, group, facts={"user": label(user)})


@transaction.atomic
def invite_to_group(*, actor: User, group: Group, user: User) -> None:
    """Offer somebody a place; twice is once. A request of theirs is answered by it."""
    if not policies.can_invite_to(actor, group):
        raise NotAllowed(_("You cannot invite people to this group."))
    if policies.is_member(user, group):
        raise Rejected("user", _("This person is a member already."))
    request = JoinRequest.objects.filter(group=group, user=user).first()
    if request is not None and policies.can_manage(actor, group):
        answer_request(actor=actor, request=request, accept=True)
        return
    _row, created = GroupInvitation.objects.get_or_create(
        group=group, user=user, defaults={"invited_by": actor, "created_at": clock.now()}
    )
    if created:
        notifications.notify_user(user, Kind.GROUP_INVITATION, by=actor, group=group)
        _record(actor, INVITED, group, facts={"user": label(user)})


@transaction.atomic
def decline_invitation(*, actor: User, group: Group) -> None:
    """No, thank you."""
    dropped, _rows = GroupInvitation.objects.filter(group=group, user=actor).delete()
    if dropped:
        notifications.settle(group, Kind.GROUP_INVITATION, of=actor)
        _record(actor, INVITATION_DECLINED, group)


@transaction.atomic
def withdraw_invitation(*, actor: User, group: Group, user: User) -> None:
    """Take an offer back: what only the invitation made known is unknown to them again."""
    row = GroupInvitation.objects.filter(group=group, user=user).first()
    if row is None:
        return
    if not policies.can_manage(actor, group) and row.invited_by_id != actor.pk:
        raise NotAllowed(_("Only whoever invited, or an owner, can take an invitation back."))
    row.delete()
    notifications.settle(group, Kind.GROUP_INVITATION, of=user)
    _record(actor, INVITATION_WITHDRAWN, group, facts={"user": label(user)})


@transaction.atomic
def leave_group(*, actor: User, group: Group) -> None:
    """Go. The last owner names another one first, unless nobody else is there."""
    membership = _membership(group, actor)
    if membership is None:
        return
    _keep_an_owner(group, membership)
    membership.delete()
    notifications.stop_asking(actor, group)
    _record(actor, LEFT, group, facts={"user": label(actor)})


@transaction.atomic
def remove_member(*, actor: User, group: Group, user: User) -> None:
    """Take somebody out: from this moment the group is as if it were not there for them."""
    _must_manage(actor, group)
    membership = _membership(group, user)
    if membership is None:
        return
    _keep_an_owner(group, membership)
    membership.delete()
    notifications.stop_asking(user, group)
    _record(actor, REMOVED, group, facts={"user": label(user)})


@transaction.atomic
def change_member_role(*, actor: User, group: Group, user: User, role: str) -> None:
    """Make a member an owner, or an owner a member."""
    _must_manage(actor, group)
    if role not in MemberRole.values:
        raise Rejected("role", _("Choose one of the roles."))
    membership = _membership(group, user)
    if membership is None:
        raise NotFound
    if membership.role == role:
        return
    if role == MemberRole.MEMBER:
        _keep_an_owner(group, membership)
        notifications.stop_asking(user, group)
    membership.role = role
    membership.save(update_fields=["role"])
    _record(actor, ROLE_CHANGED, group, facts={"user": label(user), "role": role})


def _enter(group: Group, user: User, *, by: User, at: datetime | None = None) -> None:
    _row, entered = Membership.objects.get_or_create(
        group=group, user=user, defaults={"joined_at": at or clock.now()}
    )
    GroupInvitation.objects.filter(group=group, user=user).delete()
    JoinRequest.objects.filter(group=group, user=user).delete()
    notifications.settle(group, Kind.GROUP_INVITATION, of=user)
    notifications.settle(group, Kind.JOIN_REQUEST, of=user)
    # Who comes in twice in the same moment came in once.
    if entered:
        _record(by, JOINED, group, facts={"user": label(user)}, at=at)


def _membership(group: Group, user: User) -> Membership | None:
    # The rows of all owners are locked together: owners who leave at once leave one by one.
    list(
        Membership.objects.select_for_update()
        .filter(group=group, role=MemberRole.OWNER)
        .order_by("pk")
    )
    return Membership.objects.filter(group=group, user=user).first()


def _keep_an_owner(group: Group, leaving: Membership) -> None:
    if not leaving.is_owner:
        return
    others = Membership.objects.filter(group=group).exclude(pk=leaving.pk)
    if others.exists() and not others.filter(role=MemberRole.OWNER).exists():
        raise Rejected("", _("Name another owner first."), code="last_owner")


def _must_manage(actor: User, group: Group) -> None:
    if not policies.can_manage(actor, group):
        raise NotAllowed(_("Only the owners of this group can do this."))


def _check_choices(visibility: str, posting: str) -> None:
    if visibility not in GroupVisibility.values:
        raise Rejected("visibility", _("Choose who can see the group."))
    if posting not in Posting.values:
        raise Rejected("posting", _("Choose who can post."))


def _line(field: str, value: str, limit: int) -> str:
    try:
        text = clean_line(value)
    except BadText as error:
        raise Rejected(field, str(error)) from error
    if len(text) > limit:
        raise Rejected(field, _("Use at most %(count)d characters.") % {"count": limit})
    return text


def _free_slug(name: str, visibility: str) -> str:
    """An address for a name. Those of secret groups always end in chance, so that whether one is
    free tells nothing about them."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-") or "group"
    if visibility == GroupVisibility.SECRET:
        return f"{base}-{secrets.token_hex(4)}"
    taken = set(Group.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def _content(group: Group) -> dict[str, str]:
    return {"name": group.name, "purpose": group.purpose}


def _facts(group: Group) -> dict[str, str]:
    return {"visibility": group.visibility, "posting": group.posting}


def _record(actor: User, action: str, group: Group, **more: Any) -> None:
    record(actor=actor, action=action, subject=group, scope=group, salt=bytes(group.salt), **more)
