"""What this network says of itself beside `instance`: what it has not is empty, or not found."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F
from django.http import HttpResponse
from django.utils.translation import get_language_info

from accounts.models import User
from api.http import Call, UserCall, endpoint
from feeds.models import Audience, Post
from microblog.lib import clock
from microblog.lib.bounded import Bounded
from microblog.lib.errors import NotFound
from microblog.lib.ids import floor_id

WEEKS = 12
WEEK = timedelta(weeks=1)
COUNTED_EVERY = 600.0

_activity: Bounded[str, tuple[float, list[dict[str, str]]]] = Bounded(1)


@endpoint(public=True)
def rules(call: Call) -> HttpResponse:
    """None: the law and the employer have theirs."""
    return call.answer([])


@endpoint(public=True)
def extended_description(call: Call) -> HttpResponse:
    """None was written, as the protocol says it."""
    return call.answer({"content": "", "updated_at": None})


@endpoint(public=True)
def nothing_written(call: Call) -> HttpResponse:
    """No such text is kept here."""
    raise NotFound


@endpoint(public=True)
def languages(call: Call) -> HttpResponse:
    """Those that the network speaks, by their own names."""
    known = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return call.answer([{"code": code, "name": name} for code, name in known])


@endpoint(public=True)
def translation_languages(call: Call) -> HttpResponse:
    """Nothing is translated by machines."""
    return call.answer({})


@endpoint(app=True)
def others(call: Call) -> HttpResponse:
    """Other servers that are known, or kept out: there are none."""
    return call.answer([])


@endpoint(public=True)
def custom_emojis(call: Call) -> HttpResponse:
    """Those of Unicode are all."""
    return call.answer([])


@endpoint("read:statuses", "read:accounts")
def announcements(call: UserCall) -> HttpResponse:
    """None: what all should know is a post for all."""
    return call.answer([])


@endpoint(app=True)
def activity(call: Call) -> HttpResponse:
    """The last twelve weeks, the current one first: posts for all, who wrote them, who joined."""
    now = time.monotonic()
    kept = _activity.get(settings.ORIGIN)
    if kept is None or kept[0] < now:
        kept = (now + COUNTED_EVERY, _weeks())
        _activity.put(settings.ORIGIN, kept)
    data: list[Any] = kept[1]
    return call.answer(data)


def _weeks() -> list[dict[str, str]]:
    """Two queries: ids know when they were made."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    first = monday - (WEEKS - 1) * WEEK
    start, width = floor_id(first), floor_id(first + WEEK) - floor_id(first)
    week = ExpressionWrapper((F("pk") - start) / width, output_field=BigIntegerField())
    said = Post.objects.filter(audience=Audience.COMPANY, retracted_at=None, pk__gte=start)
    rows = said.order_by().annotate(week=week).values_list("week")
    counted = {
        number: (posts, people)
        for number, posts, people in rows.annotate(Count("pk"), Count("author", distinct=True))
    }
    joined: dict[int, int] = {}
    for moment in User.objects.filter(joined_at__gte=first).values_list("joined_at", flat=True):
        if isinstance(moment, datetime):
            joined[(moment - first) // WEEK] = joined.get((moment - first) // WEEK, 0) + 1
    return [
        {
            "week": str(int((first + number * WEEK).timestamp())),
            "statuses": str(counted.get(number, (0, 0))[0]),
            "logins": str(counted.get(number, (0, 0))[1]),
            "registrations": str(joined.get(number, 0)),
        }
        for number in reversed(range(WEEKS))
    ]
