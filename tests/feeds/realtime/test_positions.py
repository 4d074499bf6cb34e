"""Positions in the ledger never pass a gap that may still be filled."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.realtime.cursor import cursor_now, position
from feeds.realtime.sweeping import Row, entries_after, handled_up_to
from ledger.models import Entry
from microblog.lib import clock
from tests.builders import a_post
from tests.cast import Cast

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)


def the_ledger_has(*rows: tuple[int, datetime]) -> None:
    for pk, at in rows:
        entry = Entry(id=pk, at=at, action="post.edited", subject="x", body=b"{}")
        entry.save(force_insert=True)


@pytest.mark.django_db
def test_a_position_stops_before_a_fresh_gap() -> None:
    the_ledger_has((4, NOW), (5, NOW), (7, NOW), (8, NOW))

    with clock.stopped_at(NOW + timedelta(seconds=9)):
        assert position(cursor_now()) == 5


@pytest.mark.django_db
def test_a_gap_that_a_rolled_back_write_left_is_passed_after_a_while() -> None:
    the_ledger_has((4, EARLIER), (7, EARLIER), (8, NOW))

    with clock.stopped_at(NOW):
        assert position(cursor_now()) == 8


@pytest.mark.django_db
def test_nothing_happened_yet() -> None:
    assert position(cursor_now()) == 0


def test_the_hub_waits_for_what_is_not_handled_and_for_fresh_gaps() -> None:
    with clock.stopped_at(NOW):
        rows = [Row(5, NOW, "a"), Row(6, NOW, "a"), Row(8, NOW, "a")]

        assert handled_up_to(rows, 4, {5, 6, 8}) == 6
        assert handled_up_to(rows, 4, {6, 8}) == 4
    with clock.stopped_at(NOW + timedelta(seconds=30)):
        assert handled_up_to(rows, 4, {5, 6, 8}) == 8


@pytest.mark.django_db
def test_a_write_that_commits_late_is_read_from_the_position_before_it(cast: Cast) -> None:
    a_post(by=cast.ada)
    before = position(cursor_now())
    newest = Entry.objects.latest("id")
    late = Entry(id=newest.pk + 1, at=clock.now(), action="post.edited", subject="x", body=b"{}")
    later = Entry(id=newest.pk + 2, at=clock.now(), action="post.edited", subject="x", body=b"{}")
    later.save(force_insert=True)

    cursor = position(cursor_now())
    late.save(force_insert=True)

    assert cursor == before == newest.pk
    assert [row.id for row in entries_after(cursor)] == [late.pk, later.pk]
    assert position(cursor_now()) == later.pk


@pytest.mark.parametrize("garbage", ["", "x", "0" * 12, "0" * 14, "z" * 13, "é" * 13, "u" * 13])
def test_garbage_is_no_position(garbage: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        position(garbage)
