"""`manage.py seed`: a synthetic crowd of any size, for measuring."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection

from accounts import organizations
from accounts.models import User
from feeds.seeding.marks import write_marks
from feeds.seeding.network import Scribe
from feeds.seeding.people import (
    DOMAIN,
    PASSWORD,
    write_follows,
    write_groups,
    write_people,
    write_tags,
)
from feeds.seeding.threads import Crowd
from microblog.lib import clock

PEOPLE_A_GROUP = 25
POSTS_A_TAG = 250
MOST_TAGS = 600


class Command(BaseCommand):
    """Adds a crowd to what is there. The same seed and sizes give the same one, to its very ids
    on the same moment; where people are already it is another one, which keeps to itself."""

    help = "Bulk-load made-up people, groups, follows and posts for measuring."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, default=200, help="people (200)")
        parser.add_argument("--posts", type=int, default=5_000, help="posts of all kinds (5,000)")
        parser.add_argument("--follows", type=int, default=30, help="follows a person (30)")
        parser.add_argument("--seed", type=int, default=1, help="number that decides all chance")
        parser.add_argument("--groups", type=int, help="groups (one for 25 people)")

    def handle(
        self,
        *args: Any,
        users: int,
        posts: int,
        follows: int,
        seed: int,
        groups: int | None,
        **options: Any,
    ) -> None:
        if users < 2:
            raise CommandError("--users must be at least 2: nobody talks alone.")
        for name, number in {"posts": posts, "follows": follows, "groups": groups or 0}.items():
            if number < 0:
                raise CommandError(f"--{name} must not be negative.")
        self._started = time.monotonic()
        try:
            organizations.current()
        except (OperationalError, ProgrammingError) as error:
            raise CommandError("The database is not ready: run manage.py migrate first.") from error
        already = User.objects.count()
        if already:
            self._say(
                f"{already:,} people are here already: adding a crowd that does not know them"
            )
        scribe = Scribe(seed, clock.now(), already=already)
        people = write_people(scribe, users)
        self._say(f"{len(people):,} people")
        wanted = max(4, users // PEOPLE_A_GROUP) if groups is None else groups
        circles = write_groups(scribe, people, wanted)
        self._say(f"{len(circles):,} groups")
        self._say(f"{write_follows(scribe, people, follows):,} follows")
        tags = write_tags(scribe, people, min(MOST_TAGS, posts // POSTS_A_TAG + 10))
        self._say(f"{len(tags):,} tags")
        Crowd(scribe, people, circles, tags).talk(posts, self._progress)
        self._say(f"{write_marks(scribe, people, circles):,} marks of what was read")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._say("done")
        self.stdout.write(f"sign in as anybody: {people[0].handle}@{DOMAIN} {PASSWORD}")

    def _progress(self, done: int, total: int) -> None:
        if 20 * done // max(total, 1) > getattr(self, "_shown", 0):
            self._shown = 20 * done // total
            self._say(f"{done:,} of {total:,} posts")

    def _say(self, words: str) -> None:
        self.stdout.write(f"{time.monotonic() - self._started:6.1f} s  {words}")
        self.stdout.flush()
