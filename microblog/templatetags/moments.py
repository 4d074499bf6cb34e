"""How moments are written: relative on a feed, in full on a permalink, in the reader's zone."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from microblog.lib import clock

register = template.Library()

_MIDNIGHT = datetime(2000, 1, 1)  # any day: only its hours are written


def clock_time(local: datetime) -> str:
    """The hour and minute as the language writes them."""
    pattern = pgettext("clock time", "%(hour)02d:%(minute)02d")
    return pattern % {"hour": local.hour, "minute": local.minute}


def _day(local: datetime, today: datetime) -> str:
    # Months are short here. French numbers the first of a month as such: « 1er déc. ».
    if local.year == today.year:
        if local.day == 1:
            return date_format(local, pgettext("first of a month, this year", "j M"))
        return date_format(local, pgettext("day of this year", "j M"))
    if local.day == 1:
        return date_format(local, pgettext("first of a month, another year", "j M Y"))
    return date_format(local, pgettext("day of another year", "j M Y"))


def _long_day(local: datetime) -> str:
    if local.day == 1:
        return date_format(local, pgettext("first of a month, in full", "l j F Y"))
    return date_format(local, pgettext("day in full", "l j F Y"))


def relative(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago, or when, in as few words as stay clear."""
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%(count)d min ago", "%(count)d min ago", minutes) % {"count": minutes}
    local, today = moment.astimezone(zone), now.astimezone(zone)
    days = (today.date() - local.date()).days
    if days == 0:
        return clock_time(local)
    if days == 1:
        return gettext("yesterday, %(time)s") % {"time": clock_time(local)}
    if days < 7:
        return gettext("%(day)s, %(time)s") % {
            "day": date_format(local, "l"),
            "time": clock_time(local),
        }
    return _day(local, today)


def in_full(moment: datetime, zone: tzinfo) -> str:
    """The exact minute, with the zone it is told in."""
    city = str(getattr(zone, "key", zone)).rsplit("/", 1)[-1].replace("_", " ")
    local = moment.astimezone(zone)
    return gettext("%(date)s at %(time)s (%(zone)s)") % {
        "date": _long_day(local),
        "time": clock_time(local),
        "zone": _time_of(city),
    }


def _time_of(city: str) -> str:
    """« Paris time », « heure d’Athens », « heure UTC »."""
    if city == "UTC":
        return gettext("UTC time")
    if city[:1] in "AEIOU":
        return pgettext("begins with a vowel", "%(city)s time") % {"city": city}
    return gettext("%(city)s time") % {"city": city}


def ending(until: datetime, now: datetime, zone: tzinfo) -> str:
    """When something that lasts will end."""
    local, today = until.astimezone(zone), now.astimezone(zone)
    days = (local.date() - today.date()).days
    if days <= 0:
        return gettext("until %(time)s") % {"time": clock_time(local)}
    if days == 1:
        return gettext("until tomorrow, %(time)s") % {"time": clock_time(local)}
    if days < 7:
        return gettext("until %(day)s") % {"day": date_format(local, "l")}
    return gettext("until %(date)s") % {"date": _day(local, today)}


def weekly(days: int, start: int, end: int) -> str:
    """« Mon–Fri, 09:00–18:00 »: days are bits, Monday the lowest; the rest minutes."""
    named = [day for day in range(7) if days >> day & 1]
    if not named:
        return ""
    runs: list[list[int]] = []
    for day in named:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = [_run(run) for run in runs]
    hours = "–".join(clock_time(_MIDNIGHT + timedelta(minutes=m)) for m in (start, end))
    return f"{', '.join(words)}, {hours}"


def _run(days: list[int]) -> str:
    names = [str(WEEKDAYS_ABBR[day]) for day in days]
    return ", ".join(names) if len(names) < 3 else f"{names[0]}–{names[-1]}"


def time_element(moment: datetime, text: str) -> SafeString:
    """A <time> that scripts keep fresh."""
    stamp = moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', stamp, text)


@register.filter
def when(moment: datetime | None) -> str:
    """`{{ post.created_at|when }}`: a relative <time>."""
    if moment is None:
        return ""
    return time_element(moment, relative(moment, clock.now(), timezone.get_current_timezone()))


@register.filter
def exactly(moment: datetime | None) -> str:
    """`{{ post.created_at|exactly }}`: the full date as text."""
    return in_full(moment, timezone.get_current_timezone()) if moment else ""


@register.filter
def last_read(moment: datetime | None) -> str:
    """« yesterday at 18:12 »: the middle of a sentence."""
    if moment is None:
        return ""
    zone = timezone.get_current_timezone()
    local, today = moment.astimezone(zone), clock.now().astimezone(zone)
    time = clock_time(local)
    if local.date() == today.date():
        return gettext("today at %(time)s") % {"time": time}
    if local.date() == today.date() - timedelta(days=1):
        return gettext("yesterday at %(time)s") % {"time": time}
    return gettext("on %(date)s at %(time)s") % {"date": _day(local, today), "time": time}
