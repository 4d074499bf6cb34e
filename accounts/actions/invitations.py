"""Letting people in by a link."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.domains import in_ascii
from accounts.models import Invitation, User
from accounts.models.user import Role
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected

CREATED = "invitation.created"
REVOKED = "invitation.revoked"
ACCEPTED = "invitation.accepted"

MOST_DAYS = 90
LARGEST_QUOTA = 500


def hash_of(token: str) -> str:
    """How a token is stored and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_invitation(
    *,
    actor: User,
    email: str = "",
    role: str = Role.MEMBER,
    quota: int = 1,
    days: int = 7,
    note: str = "",
) -> tuple[Invitation, str]:
    """Make an invitation; the token is returned once and not kept. An e-mail makes the quota 1."""
    if not (policies.can_invite(actor) or actor.is_system):
        raise NotAllowed(_("Only an administrator can invite people."))
    if role not in Role.values or (role == Role.ADMIN and not (actor.is_admin or actor.is_system)):
        raise Rejected("role", _("Choose one of the roles."))
    if not 1 <= quota <= LARGEST_QUOTA:
        raise Rejected(
            "quota", _("Choose between 1 and %(most)d people.") % {"most": LARGEST_QUOTA}
        )
    if not 1 <= days <= MOST_DAYS:
        raise Rejected("days", _("Choose between 1 and %(most)d days.") % {"most": MOST_DAYS})
    token = secrets.token_urlsafe(24)
    now = clock.now()
    invitation = Invitation.objects.create(
        token_hash=hash_of(token),
        invited_by=actor,
        email=in_ascii(email),
        role=role,
        quota=1 if email else quota,
        note=note[:200],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(
        actor=actor,
        action=CREATED,
        subject=invitation,
        facts={"role": role, "quota": invitation.quota, "days": days},
    )
    return invitation, token


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Close an invitation: its link answers as if it had never existed."""
    if not policies.can_revoke_invitation(actor, invitation):
        raise NotAllowed(_("Only an administrator can revoke an invitation."))
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        record(actor=actor, action=REVOKED, subject=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Use one place of an invitation, for the account just registered.

    Raises Rejected when it expired, was revoked or is used up, also when ten try at once: its row
    is locked, so that the second sees what the first left.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("invited_by")
        .get(pk=invitation.pk)
    )
    if not invitation.is_open(clock.now()) or not invitation.invited_by.is_active:
        raise Rejected("", _("This invitation is no longer valid."), code="gone")
    if invitation.email and invitation.email != actor.email:
        raise Rejected("email", _("This invitation is for another address."), code="other")
    invitation.used += 1
    invitation.save(update_fields=["used"])
    record(actor=actor, action=ACCEPTED, subject=invitation, facts={"role": invitation.role})
    return invitation
