"""A reader who continues after the newest post they saw misses none, however many write at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from feeds import timelines
from feeds.models import Post
from microblog.lib import ids
from microblog.lib.ids import new_id
from microblog.lib.pagination import Window
from microblog.lib.turns import take_turn
from tests.builders import a_post, a_user

WRITERS, EACH = 6, 15


def test_an_id_is_above_the_newest_even_when_a_clock_is_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What this process gave last is put back: its later ids would be of the future too.
    monkeypatch.setattr(ids, "_last", 0)
    far = new_id() + (10**6 << 22)

    assert new_id(above=far) == far + 1


@pytest.mark.django_db(transaction=True)
def test_a_turn_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        take_turn()


@pytest.mark.django_db(transaction=True)
def test_reading_on_while_many_write_misses_nothing_and_repeats_nothing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and one connection in these tests")
    reader = a_user("reader")
    authors = [a_user(f"writer{number}") for number in range(WRITERS)]
    seen: list[int] = []
    over = Event()

    def write(author: User) -> None:
        try:
            for number in range(EACH):
                a_post(by=author, text=f"{author.handle} {number}")
        finally:
            connections.close_all()

    def read_on() -> None:
        try:
            last = 0
            while True:
                ended = over.is_set()
                fresh = timelines.company(reader, Window(after=last, size=500))
                seen.extend(reversed(fresh))
                last = fresh[0] if fresh else last
                if ended:
                    return
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(read_on)
        for writing in [pool.submit(write, author) for author in authors]:
            writing.result()
        over.set()
        reading.result()

    assert len(seen) == len(set(seen)) == WRITERS * EACH
    assert set(seen) == set(Post.objects.values_list("id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_post_waits_for_the_one_before_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and one connection in these tests")
    author = a_user("writer")
    made: list[Post] = []

    def write() -> None:
        try:
            made.append(a_post(by=author))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take_turn()
            writing = pool.submit(write)
            with pytest.raises(TimeoutError):
                writing.result(timeout=0.5)
            held_until = new_id()
        writing.result(timeout=10)

    assert made[0].pk > held_until
