"""Tasks run once, at their time, again after a failure, and are not lost with a process."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from microblog.lib import clock, jobs
from tests.microblog.lib import some_tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    some_tasks.done.clear()
    some_tasks.failures_left = 0
    cache.clear()
    yield
    cache.clear()


def work() -> None:
    """What the server's worker does between two looks at the queue."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"test-{time.time_ns():x}",
    ).run()


def the_row() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get()


def time_passes() -> None:
    """The waiting of a second try is over."""
    DBTaskResult.objects.update(run_after=clock.now() - timedelta(seconds=1))


def test_a_task_runs_once() -> None:
    some_tasks.say.enqueue("hello")

    work()
    work()

    assert some_tasks.done == ["hello"]
    assert the_row().status == TaskResultStatus.SUCCESSFUL


def test_a_failed_task_waits_and_is_tried_again() -> None:
    some_tasks.failures_left = 1
    some_tasks.stumble.enqueue()

    work()
    assert the_row().status == TaskResultStatus.READY
    assert the_row().run_after > clock.now() + timedelta(seconds=50)

    work()
    assert some_tasks.done == []

    time_passes()
    work()
    assert some_tasks.done == ["walked"]


def test_each_wait_is_twice_as_long_and_there_is_an_end() -> None:
    some_tasks.failures_left = 10
    some_tasks.stumble.enqueue()
    waits = []

    for _ in range(2):
        work()
        waits.append((the_row().run_after - clock.now()).total_seconds())
        time_passes()
    work()

    assert waits == [pytest.approx(60, abs=5), pytest.approx(120, abs=5)]
    assert the_row().status == TaskResultStatus.FAILED
    assert len(the_row().worker_ids) == 3


def test_a_task_that_is_not_to_be_retried_fails_for_good() -> None:
    some_tasks.fall.enqueue()

    work()

    assert the_row().status == TaskResultStatus.FAILED


def test_a_periodic_task_is_due_once_whoever_looks() -> None:
    before = datetime(2026, 3, 2, 2, 29, 50, tzinfo=UTC)  # 3.29 in Paris
    after = before + timedelta(seconds=20)

    assert jobs.enqueue_due(before - timedelta(seconds=20), before) == 0
    assert jobs.enqueue_due(before, after) == 1
    assert jobs.enqueue_due(before, after) == 0
    work()

    assert some_tasks.done == ["nightly"]


def test_a_periodic_task_is_due_again_the_day_after() -> None:
    night = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)

    for day in range(3):
        moment = night + timedelta(days=day)
        assert jobs.enqueue_due(moment - timedelta(seconds=5), moment + timedelta(seconds=5)) == 1


def test_what_a_dead_process_left_is_taken_back() -> None:
    some_tasks.say.enqueue("late")
    row = the_row()
    row.claim("a worker that died")

    assert jobs.take_back_abandoned() == 0
    DBTaskResult.objects.update(started_at=clock.now() - timedelta(hours=2))
    assert jobs.take_back_abandoned() == 1
    work()

    assert some_tasks.done == ["late"]


def test_old_results_are_forgotten_and_waiting_tasks_are_not() -> None:
    some_tasks.say.enqueue("old")
    work()
    DBTaskResult.objects.update(finished_at=clock.now() - timedelta(days=8))
    some_tasks.say.enqueue("new")

    assert jobs.forget_old_results() == 1
    assert DBTaskResult.objects.count() == 1
