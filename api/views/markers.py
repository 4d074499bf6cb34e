"""Markers: how far one has read, the same on every device and on the pages."""

from django.http import HttpResponse

from api.errors import ApiError
from api.http import UserCall, endpoint
from api.serializers.marker import marker
from feeds.actions.reading import move_mark
from feeds.models import ReadMarker

TIMELINES = ("home", "notifications")
CONFLICT = "Conflict during update, please try again"


@endpoint("read:statuses")
def index(call: UserCall) -> HttpResponse:
    """The marks of the timelines that are asked for, where there are any."""
    wanted = set(call.parameters.texts("timeline")) & set(TIMELINES)
    return call.answer({row.feed: marker(row) for row in _marks(call, wanted).values()})


@endpoint("write:statuses")
def update(call: UserCall) -> HttpResponse:
    """Move marks, back too if an app says so. 409 where another device was faster."""
    said = call.parameters
    wanted = {
        name: to for name in TIMELINES if (to := said.inner(name).id("last_read_id")) is not None
    }
    known, moved = _marks(call, set(wanted)), {}
    for name, to in wanted.items():
        version = known[name].version if name in known else 0
        row = move_mark(actor=call.user, feed=name, to=to, version=version)
        if row is None:
            raise ApiError(409, CONFLICT)
        moved[name] = marker(row)
    return call.answer(moved)


def _marks(call: UserCall, names: set[str]) -> dict[str, ReadMarker]:
    rows = ReadMarker.objects.filter(user=call.user, feed__in=names)
    return {row.feed: row for row in rows}
