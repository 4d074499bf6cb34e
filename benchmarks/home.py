"""Home against a page that does nothing and against its own SQL: `python -m benchmarks.home`.

Serves the data of `--data`, of DATABASE_URL, or a crowd that it seeds for itself.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import Cost, measure, warm
from tests.serving import Installation, installation

SETTINGS = "benchmarks.settings"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, help="the data folder of a seeded installation")
    parser.add_argument("--seconds", type=float, default=4.0, help="for each measurement (4)")
    parser.add_argument("--readers", type=int, default=50, help="who ask in turn (50)")
    parser.add_argument("--users", type=int, default=500, help="people to seed without --data")
    parser.add_argument("--posts", type=int, default=20_000, help="posts to seed without --data")
    options = parser.parse_args()
    with _place(options) as place:
        os.environ.update(place.environment)
        import django

        django.setup()
        cookies, readers = _signed_in(options.readers)
        _say_what_is_there()
        with place.serving("--no-worker") as server:
            pid, pages = server.process.pid, {"home": "/", "trivial": "/bench/trivial"}
            for path in pages.values():
                warm(server.url, path, cookies)
            found: dict[tuple[str, int], Cost] = {}
            for connections in (1, 8):
                for name, path in pages.items():
                    found[name, connections] = measure(
                        server.url,
                        path,
                        cookies,
                        pid=pid,
                        connections=connections,
                        seconds=options.seconds,
                    )
                    print(f"{name:8} x{connections}  {found[name, connections]}")
        feed, page = _bare_sql(readers)
    home, trivial = found["home", 1], found["trivial", 1]
    print(f"SQL of the feed alone   p50 {feed:7.2f} ms")
    print(f"all SQL of the page     p50 {page:7.2f} ms")
    print(f"home / trivial, CPU at 1 connection    {home.cpu / trivial.cpu:6.2f}")
    cpu = found["home", 8].cpu / found["trivial", 8].cpu
    print(f"home / trivial, CPU at 8 connections   {cpu:6.2f}")
    print(f"home / its bare SQL, p50               {home.median / page:6.2f}")


@contextmanager
def _place(options: argparse.Namespace) -> Iterator[Installation]:
    """An installation with data in it, and with the page that does nothing."""
    if options.data or os.environ.get("DATABASE_URL"):
        data = options.data or Path("data")
        place = Installation(
            data,
            {**os.environ, "SILLAGE_DATA": str(data.resolve()), "DJANGO_SETTINGS_MODULE": SETTINGS},
        )
        place.manage("collectstatic", "--noinput", "--verbosity", "0")
        yield place
        return
    with installation(DJANGO_SETTINGS_MODULE=SETTINGS) as place:
        sizes = ("--users", str(options.users), "--posts", str(options.posts))
        place.manage("seed", *sizes, "--follows", "100")
        yield place


def _signed_in(wanted: int) -> tuple[list[str], list[int]]:
    """Sessions of people from all over the company, and who they are."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User

    people = list(User.objects.filter(is_active=True, is_system=False).order_by("id"))
    cookies, chosen = [], people[:: max(1, len(people) // wanted)][:wanted]
    for user in chosen:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies, [user.pk for user in chosen]


def _say_what_is_there() -> None:
    from django.db import connection

    from accounts.models import User
    from feeds.models import Post

    posts, people = Post.objects.count(), User.objects.count()
    print(f"{connection.vendor}, {people:,} people, {posts:,} posts")


def _bare_sql(readers: Sequence[int]) -> tuple[float, float]:
    """The median time of the feed's statement, and of all that the page sends, sent alone (ms)."""
    from django.core.signals import request_started
    from django.db import connection, reset_queries
    from django.test import Client

    from accounts.models import User

    request_started.disconnect(reset_queries)
    feeds, pages = [], []
    for reader in User.objects.filter(pk__in=readers):
        client = Client(SERVER_NAME="localhost")
        client.force_login(reader)
        client.get("/")
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        client.get("/")
        statements = [query["sql"] for query in connection.queries]
        connection.force_debug_cursor = False
        feed = [sql for sql in statements if sql.startswith("WITH bound")]
        feeds.append(_time(feed))
        pages.append(_time(statements))
    return 1000 * statistics.median(feeds), 1000 * statistics.median(pages)


def _time(statements: Sequence[str]) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        start = time.perf_counter()
        for sql in statements:
            # As text without parameters: a % in it is just a sign.
            cursor.execute(sql)
            cursor.fetchall()
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
