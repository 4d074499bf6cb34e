"""Saying whether one is reachable, always with an end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.availability import AVAILABLE, Status
from accounts.models import Availability, User
from accounts.models.availability import TEXT_LIMIT, Kind
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import Rejected
from microblog.lib.text import BadText, clean_line, length

CHANGED = "availability.changed"
LONGEST = timedelta(days=400)


@transaction.atomic
def set_availability(
    *, actor: User, kind: str, text: str = "", until: datetime | None = None
) -> Status:
    """Replace the actor's availability; `available` clears it.

    Raises Rejected when the kind is unknown, the text is over 80 graphemes, or the end is missing,
    past or more than 400 days away. The ledger learns that it changed, never what it says: a
    history of availabilities would be a record of working rhythms.
    """
    if kind not in Kind.values:
        raise Rejected("kind", _("Choose one of the availabilities."))
    record(actor=actor, action=CHANGED, subject=actor)
    if kind == Kind.AVAILABLE:
        Availability.objects.filter(user=actor).delete()
        return AVAILABLE
    own, end = _own_text(text), _end(until)
    Availability.objects.update_or_create(
        user=actor, defaults={"kind": kind, "text": own, "until": end}
    )
    return Status(kind, own, end)


def _own_text(text: str) -> str:
    if not text.strip():
        return ""
    try:
        cleaned = clean_line(text)
    except BadText as error:
        raise Rejected("text", str(error)) from error
    if length(cleaned) > TEXT_LIMIT or len(cleaned) > TEXT_LIMIT:
        raise Rejected("text", _("Use at most %(count)d characters.") % {"count": TEXT_LIMIT})
    return cleaned


def _end(until: datetime | None) -> datetime:
    now = clock.now()
    if until is None:
        raise Rejected("until", _("Say until when."))
    if until <= now:
        raise Rejected("until", _("The end must be in the future."))
    if until > now + LONGEST:
        raise Rejected("until", _("Choose an end within the year."))
    return until
