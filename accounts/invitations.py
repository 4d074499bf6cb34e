"""Finding the invitation somebody holds, from its link or from the session that followed it."""

from django.http import HttpRequest

from accounts.actions.invitations import hash_of
from accounts.models import Invitation
from microblog.lib import clock

SESSION_KEY = "invitation"


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, if it still lets somebody in; every other link is none."""
    row = (
        Invitation.objects.select_related("invited_by")
        .filter(token_hash=hash_of(token[:200]), invited_by__is_active=True)
        .first()
    )
    return row if row is not None and row.is_open(clock.now()) else None


def hold(request: HttpRequest, token: str) -> None:
    """Remember the link while its holder signs up."""
    request.session[SESSION_KEY] = token


def invitation_of(request: HttpRequest | None) -> Invitation | None:
    """The open invitation that this browser holds."""
    if request is None or not hasattr(request, "session"):
        return None
    token = request.session.get(SESSION_KEY, "")
    return open_invitation(token) if token else None


def let_go(request: HttpRequest) -> None:
    """It was used, or is of no use."""
    request.session.pop(SESSION_KEY, None)
