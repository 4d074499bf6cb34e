"""When everything in the demo company happened, counted back from the moment it is loaded."""

import random
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from feeds.demo import calendar
from feeds.demo.shapes import Company, Delay, Person, Said, Talk
from feeds.demo.typography import day_name, long_date, month_name

SEED = 2026
_TOKEN = re.compile(r"\{(day|date|month)([+-]\d+)?\}")


class Schedule:
    """Moments for one company and one present. The same present gives the same moments."""

    def __init__(self, company: Company, now: datetime) -> None:
        self.people = company.people
        self.now = now
        self.end = min(calendar.anchor(now), now)
        self._random = random.Random(SEED)  # noqa: S311  nothing secret depends on it

    def past(self, days: int, who: str) -> datetime:
        """Some moment of somebody's working day, `days` working days ago."""
        person = self.people[who]
        begin, end = person.hours
        day = calendar.shift(self.end.astimezone(calendar.HOME).date(), -days)
        minute = self._random.randrange(begin, end)
        return self._exact(calendar.at(day, minute, ZoneInfo(person.zone)))

    def begin(self, days: int, who: str) -> datetime:
        """The first minutes of somebody's working day, `days` working days ago."""
        person = self.people[who]
        day = calendar.shift(self.end.astimezone(calendar.HOME).date(), -days)
        return self._exact(calendar.at(day, person.hours[0], ZoneInfo(person.zone)))

    def some_day(self, fewest: int, most: int) -> int:
        """A number of days between two, both included."""
        return self._random.randint(fewest, most)

    def times(self, talk: Talk) -> list[datetime]:
        """When each thing of a talk was said, in order; never in the future."""
        first = calendar.resolve(talk.moment, self.people[talk.first.author], self.now)
        found = [self._not_after_end(self._exact(first), self.end - timedelta(minutes=1))]
        for reply in talk.replies:
            found.append(self.after(found[-1], reply.delay, reply.author))
        return found

    def after(self, start: datetime, delay: Delay, who: str) -> datetime:
        """When somebody did something, `delay` of their working time after `start`."""
        moment = calendar.later(start, delay, self.people[who])
        if moment <= start:
            moment = start + timedelta(seconds=40)
        return self._not_after_end(moment, start + (self.end - start) / 3)

    def soon_after(self, start: datetime, who: str, *, most: int = 900) -> datetime:
        """When somebody reacted: soon mostly, at most `most` working minutes later."""
        minutes = int(self._random.paretovariate(0.9) * 3)
        moment = self.after(start, Delay(minutes=min(minutes, most)), who)
        return min(moment + timedelta(seconds=self._random.randrange(1, 55)), self.end)

    def _not_after_end(self, moment: datetime, instead: datetime) -> datetime:
        return moment if moment < self.end else instead

    def _exact(self, moment: datetime) -> datetime:
        """Nobody posts on the minute."""
        return moment + timedelta(
            seconds=self._random.randrange(60), microseconds=self._random.randrange(10**6)
        )


def fill(text: str, moment: datetime, person: Person, language: str) -> str:
    """Write out {day+2}, {date-1} and {month+1}: working days and months counted from the post."""
    here = moment.astimezone(ZoneInfo(person.zone)).date()

    def written(found: re.Match[str]) -> str:
        offset = int(found[2] or 0)
        match found[1]:
            case "day":
                return day_name(calendar.shift(here, offset), language)
            case "date":
                return long_date(calendar.shift(here, offset), language)
            case _:
                return month_name(_months_later(here, offset), language)

    return _TOKEN.sub(written, text)


def texts(said: Said) -> list[str]:
    """What was said first and what each edit made of it, dates not yet written out."""
    found = [said.text]
    for edit in said.edits:
        found.append(found[-1].replace(edit.before, edit.after))
    return found


def circle(company: Company, who: str) -> Sequence[str]:
    """Whom somebody follows: manager, reports, those everybody reads, some of their own."""
    people = company.people
    person = people[who]
    chance = random.Random(f"{SEED} {who}")  # noqa: S311
    close = [person.manager] if person.manager else []
    close += [other.handle for other in people.values() if other.manager == who]
    close += [other for other in ("helene", "claire", "ingrid") if chance.random() < 0.7]
    team = [other.handle for other in people.values() if other.department == person.department]
    met = sorted(
        {
            other
            for place in company.places.values()
            if who in place.people and len(place.people) < len(people) // 2
            for other in place.people
        }
    )
    close += chance.sample(team, min(4, len(team))) + chance.sample(met, min(7, len(met)))
    return [other for other in dict.fromkeys(close) if other != who]


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def end_of(until: str, person: Person, now: datetime) -> datetime:
    """When an availability ends: "HH:MM" today, or in two hours when that is too near."""
    zone = ZoneInfo(person.zone)
    if until.startswith("+"):
        amount = int(until[1:-1])
        if until.endswith("d"):
            day = calendar.shift(now.astimezone(zone).date(), amount)
            return calendar.at(day, person.hours[0], zone)
        return now + (timedelta(hours=amount) if until.endswith("h") else timedelta(minutes=amount))
    hour, minute = until.split(":")
    moment = now.astimezone(zone).replace(hour=int(hour), minute=int(minute), second=0)
    return moment if moment > now + timedelta(minutes=30) else now + timedelta(hours=2)
