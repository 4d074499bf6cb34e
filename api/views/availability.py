"""Whether one can be reached: ours, Mastodon has no word for it."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts import availability
from accounts.actions.availability import set_availability
from accounts.models.availability import Kind
from accounts.views.availability import end_of
from api.http import UserCall, endpoint
from api.serializers.account import availability as as_entity
from microblog.lib import clock
from microblog.lib.errors import Rejected


@endpoint("read:accounts")
def show(call: UserCall) -> HttpResponse:
    """One's own, now. That of others is in their accounts."""
    return call.answer(as_entity(availability.of_one(call.user)))


@endpoint("write:accounts")
def update(call: UserCall) -> HttpResponse:
    """PUT kind, text, and the end: `until` (ISO 8601), `expires_in` (seconds), else as usual."""
    said = call.parameters
    kind = said.text("kind")
    until = None if kind not in Kind.values else _until(call, Kind(kind))
    status = set_availability(actor=call.user, kind=kind, text=said.text("text"), until=until)
    return call.answer(as_entity(status))


@endpoint("write:accounts")
def destroy(call: UserCall) -> HttpResponse:
    """Be available again."""
    return call.answer(as_entity(set_availability(actor=call.user, kind=Kind.AVAILABLE)))


def _until(call: UserCall, kind: Kind) -> datetime | None:
    said = call.parameters
    if kind == Kind.AVAILABLE:
        return None
    if (seconds := said.number("expires_in")) is not None:
        return clock.now() + timedelta(seconds=max(0, min(seconds, 10**9)))
    text = said.text("until").strip()
    if not text:
        return end_of(call.user, "auto", kind)
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise Rejected("until", _("This is not a date and time."))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_current_timezone())
    return moment
