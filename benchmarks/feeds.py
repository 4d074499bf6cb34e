"""Feeds as a database grows: `python -m benchmarks.feeds [--data FOLDER] [--explain]`.

For each feed the time of one page of ids, for those who follow most and least, at the newest end
and 500 pages back. Run it on two sizes of data and compare.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from feeds.timelines import Feed

FAR = 500


@dataclass(frozen=True, slots=True)
class Case:
    """One feed of one kind of readers."""

    name: str
    readers: str
    feeds: "list[Feed]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="the data folder of a seeded installation")
    parser.add_argument("--times", type=int, default=5, help="for each reader (5)")
    parser.add_argument("--readers", type=int, default=20, help="of each kind (20)")
    parser.add_argument("--explain", action="store_true", help="print plans instead of times")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microblog.settings")
    if options.data:
        os.environ["SILLAGE_DATA"] = str(options.data.resolve())
    import django

    django.setup()
    _say_what_is_there()
    if options.explain:
        _explain(_readers(1))
        return
    for case in _cases(_readers(options.readers)):
        pages = {"page 1": 0, f"page {FAR}": FAR}
        for words, back in pages.items():
            print(f"{case.name:9} {case.readers:7} {words:9} {_times(case, back, options.times)}")
    for name, question in _questions(_readers(options.readers)["usual"]):
        print(f"{name:27} {_summary(_timed(question, options.times * options.readers))}")


def _say_what_is_there() -> None:
    from django.db import connection

    from accounts.models import User
    from feeds.models import Post

    posts, people = Post.objects.count(), User.objects.count()
    print(f"{connection.vendor}, {people:,} people, {posts:,} posts")


def _readers(wanted: int) -> "dict[str, list[User]]":
    """Who follows most, least, and as many as most do."""
    from django.db.models import Count, OuterRef, Subquery

    from accounts.models import User
    from feeds.models import Follow

    mine = Follow.objects.filter(follower=OuterRef("pk")).order_by().values("follower")
    count = Subquery(mine.annotate(n=Count("pk")).values("n"))
    people = User.objects.filter(is_active=True, is_system=False).annotate(follows=count)
    people = people.filter(follows__gt=0)
    middle = people.count() // 2
    return {
        "busy": list(people.order_by("-follows", "id")[:wanted]),
        "sparse": list(people.order_by("follows", "id")[:wanted]),
        "usual": list(people.order_by("follows", "id")[middle : middle + wanted]),
    }


def _cases(readers: "dict[str, list[User]]") -> Iterator[Case]:
    from feeds.timelines import open_feed

    def opened(names: "Callable[[User], str]", people: "list[User]") -> "list[Feed]":
        return [feed for user in people if (feed := open_feed(user, names(user))) is not None]

    for kind, people in readers.items():
        yield Case("home", kind, opened(lambda user: "home", people))
    usual = readers["usual"]
    yield Case("company", "usual", opened(lambda user: "company", usual))
    yield Case("group", "usual", opened(_a_group, usual))
    for name, tag in _tags():
        yield Case(f"tag {name}", "usual", opened(lambda user, tag=tag: f"tag:{tag}", usual))  # type: ignore[misc]  # bound now
    yield Case("profile", "usual", opened(lambda user: f"profile:{_busiest()}", usual))


def _a_group(user: "User") -> str:
    from feeds.models import Membership

    membership = Membership.objects.filter(user=user).select_related("group").first()
    return f"group:{membership.group.slug}" if membership else ""


def _tags() -> list[tuple[str, str]]:
    """The most and the least used."""
    from django.db.models import Count

    from feeds.models import PostTag

    uses = PostTag.objects.values_list("tag__key").annotate(n=Count("pk")).order_by("-n")
    return [("often", uses[0][0]), ("rare", list(uses)[-1][0])]


def _busiest() -> str:
    from accounts.models import User

    return User.objects.filter(is_system=False, joined_at__isnull=False).order_by("id")[0].handle


def _questions(people: "list[User]") -> "Iterator[tuple[str, Callable[[int], object]]]":
    """Other lists that ask who may see: search, what a page missed, the shell."""
    from feeds.realtime.catching_up import missed
    from feeds.realtime.cursor import cursor_now, position
    from feeds.search.query import SearchQuery, search_posts
    from feeds.shell import places_of
    from feeds.timelines import open_feed
    from feeds.unread import counts
    from microblog.lib.pagination import Window

    def reader(number: int) -> "User":
        return people[number % len(people)]

    def search(words: str) -> Callable[[int], object]:
        return lambda n: search_posts(reader(n), SearchQuery(words=words), Window())

    yield "search, frequent word", search("projet")
    yield "search, rare word", search("T123456")
    yield "search, nothing found", search("inexistantissime")
    feed = open_feed(people[0], "home")
    ids = feed.page(Window()).ids if feed else []
    newest = position(cursor_now())
    yield "updates, 200 entries", lambda n: missed(reader(n), newest - 200, newest, ids)
    yield "places of the shell", lambda n: places_of(reader(n))
    yield "counts of the shell", lambda n: counts(reader(n))


def _times(case: Case, back: int, times: int) -> str:
    pages = [_page(feed, back) for feed in case.feeds]
    return _summary(_timed(lambda number: pages[number % len(pages)](number), times * len(pages)))


def _timed(ask: Callable[[int], object], times: int) -> list[float]:
    ask(0)
    found = []
    for number in range(times):
        start = time.perf_counter()
        ask(number)
        found.append(1000 * (time.perf_counter() - start))
    return sorted(found)


def _summary(times: list[float]) -> str:
    slowest = times[int(len(times) * 0.99)]
    return f"p50 {statistics.median(times):8.2f} ms   p99 {slowest:8.2f} ms"


def _explain(readers: "dict[str, list[User]]") -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    postgresql = connection.vendor == "postgresql"
    word = "EXPLAIN (ANALYZE, COSTS OFF)" if postgresql else "EXPLAIN QUERY PLAN"
    asked: list[tuple[str, Callable[[int], object]]] = []
    for case in _cases(readers):
        for back in (0, FAR):
            asked.append(
                (f"{case.name}, {case.readers}, page {back or 1}", _page(case.feeds[0], back))
            )
    asked += list(_questions(readers["usual"]))
    for name, ask in asked:
        with CaptureQueriesContext(connection) as captured:
            ask(0)
            statements = [query["sql"] for query in captured]
        for sql in statements:
            print(f"\n== {name}")
            with connection.cursor() as cursor:
                cursor.execute(f"{word} {sql}")
                for row in cursor.fetchall():
                    print(row[0] if postgresql else row[-1])


def _page(feed: "Feed", back: int) -> Callable[[int], object]:
    """Reading one page, so many pages back or as far as there are any."""
    from microblog.lib.pagination import Window

    older = feed.find(Window(size=20 * back))[-1:] if back else []
    window = Window(before=older[0]) if older else Window()
    return lambda _number: feed.page(window)


if __name__ == "__main__":
    main()
