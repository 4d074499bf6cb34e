"""What a person may do to apps and tokens: plain predicates."""

from accounts.models import User
from api.models import Grant


def can_manage_apps(user: User) -> bool:
    """Administrators see, change and remove everybody's apps."""
    return user.is_active and user.is_admin


def can_revoke(user: User, grant: Grant) -> bool:
    return user.is_active and (user.is_admin or grant.user_id == user.pk)
