"""What a person may do to accounts and to the organization: plain predicates."""

from accounts.models import Invitation, User


def can_invite(user: User) -> bool:
    """Administrators let people in; others ask them."""
    return user.is_active and user.is_admin


def can_revoke_invitation(user: User, invitation: Invitation) -> bool:
    return user.is_active and (user.is_admin or invitation.invited_by_id == user.pk)


def can_suspend(user: User, other: User) -> bool:
    return user.is_active and user.is_admin and user.pk != other.pk and not other.is_system


def can_change_organization(user: User) -> bool:
    return user.is_active and user.is_admin


def can_edit_profile(user: User, other: User) -> bool:
    return user.is_active and user.pk == other.pk
