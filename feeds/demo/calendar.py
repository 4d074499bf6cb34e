"""Working time: when somebody of the demo company may have said something."""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from feeds.demo.shapes import Delay, Moment, Person

HOME = ZoneInfo("Europe/Paris")
_OPENING, _CLOSING = 8 * 60 + 30, 18 * 60 + 30
_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


@lru_cache(maxsize=16)
def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


@lru_cache(maxsize=2048)
def is_working_day(day: date) -> bool:
    """Monday to Friday, but for the public holidays of France."""
    moving = {_easter(day.year) + timedelta(days=n) for n in (1, 39, 50)}
    holiday = (day.month, day.day) in _FIXED_HOLIDAYS or day in moving
    return day.weekday() < 5 and not holiday


def shift(day: date, days: int) -> date:
    """`days` working days after `day`, or before it when negative."""
    step = timedelta(days=1 if days >= 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def at(day: date, minute: int, zone: tzinfo | None) -> datetime:
    """The moment of a day, in minutes from midnight."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)


def anchor(now: datetime) -> datetime:
    """The latest working moment in Paris at or before `now`: "just now" for the demo company."""
    local = now.astimezone(HOME)
    if is_working_day(local.date()):
        if _minute(local) > _CLOSING:
            return at(local.date(), _CLOSING, HOME)
        if _minute(local) >= _OPENING:
            return local
    return at(shift(local.date(), -1), _CLOSING, HOME)


def resolve(moment: Moment, person: Person, now: datetime) -> datetime:
    """When `person` said something at `moment`, counted from the anchor of `now`."""
    here = anchor(now)
    zone = ZoneInfo(person.zone)
    if moment.ago is not None:
        return _back(here.astimezone(zone), moment.ago, person)
    return at(shift(here.date(), -moment.days), moment.minute, zone)


def later(start: datetime, delay: Delay, person: Person) -> datetime:
    """When `person` answers, `delay` of their own working time after `start`."""
    begin, end = person.hours
    moment = _into_hours(start.astimezone(ZoneInfo(person.zone)), person)
    day = shift(moment.date(), delay.days)
    minute = _minute(moment) + delay.minutes
    while minute >= end:
        minute -= end - begin
        day = shift(day, 1)
    return at(day, minute, moment.tzinfo).replace(second=moment.second)


def _back(moment: datetime, minutes: int, person: Person) -> datetime:
    begin, end = person.hours
    day, minute = moment.date(), min(_minute(moment), end)
    if minute < begin or not is_working_day(day):
        day, minute = shift(day, -1), end
    minute -= minutes
    while minute < begin:
        minute += end - begin
        day = shift(day, -1)
    return at(day, minute, moment.tzinfo)


def _into_hours(moment: datetime, person: Person) -> datetime:
    """The first working moment of `person` at or after `moment`."""
    begin, end = person.hours
    day, minute = moment.date(), _minute(moment)
    if is_working_day(day) and begin <= minute < end:
        return moment
    if minute >= end or not is_working_day(day):
        day = shift(day, 1)
    return at(day, begin, moment.tzinfo)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
