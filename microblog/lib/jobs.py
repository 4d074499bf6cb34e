"""Work beside the requests: periodic tasks, second tries, and tasks that a crash left half done.

A layer over django-tasks' database queue, which knows none of the three. A task is declared
periodic or retried beside its definition; the server's worker does the rest.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cronsim import CronSim
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from microblog.lib import clock

TaskT = TypeVar("TaskT")

POLL_SECONDS = 2.0
# A task that runs longer than this was left behind by a process that died.
LEASE = timedelta(hours=1)
KEEP_RESULTS = timedelta(days=7)

logger = logging.getLogger(__name__)
_periodic: dict[str, tuple[str, Any]] = {}
_retried: dict[str, tuple[int, int]] = {}


def every(schedule: str) -> Callable[[TaskT], TaskT]:
    """Enqueue a task at the times of a cron expression, in the installation's time zone."""

    def declare(task: TaskT) -> TaskT:
        _periodic[task.module_path] = (schedule, task)  # type: ignore[attr-defined]
        return task

    return declare


def retried(times: int, first_wait: int = 30) -> Callable[[TaskT], TaskT]:
    """Try a failed task again, `times` times at most, waiting `first_wait` seconds, then double."""

    def declare(task: TaskT) -> TaskT:
        _retried[task.module_path] = (times, first_wait)  # type: ignore[attr-defined]
        return task

    return declare


def retry_failed(sender: object, task_result: Any, **kwargs: Any) -> None:
    """After a failure: put the task back into the queue if it may be tried again."""
    policy = _retried.get(task_result.task.module_path)
    if policy is None or task_result.status != TaskResultStatus.FAILED:
        return
    times, first_wait = policy
    tried = len(task_result.worker_ids)
    if tried <= times:
        wait = timedelta(seconds=first_wait * 2 ** (tried - 1))
        DBTaskResult.objects.filter(pk=task_result.id, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, finished_at=None, run_after=clock.now() + wait
        )


task_finished.connect(retry_failed)


def take_back_abandoned() -> int:
    """Put tasks back that a dead process left running; how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return running.filter(started_at__lt=clock.now() - LEASE).update(status=TaskResultStatus.READY)


def forget_old_results() -> int:
    """Drop the rows of tasks that ended a week ago; how many."""
    return DBTaskResult.objects.filter(finished_at__lt=clock.now() - KEEP_RESULTS).delete()[0]


def enqueue_due(since: datetime, now: datetime) -> int:
    """Enqueue the periodic tasks due after `since`, once for all processes; how many."""
    count = 0
    for name, (schedule, task) in _periodic.items():
        slot = next(CronSim(schedule, timezone.localtime(since)))
        if slot <= now and cache.add(f"periodic:{name}:{slot.isoformat()}", 1, timeout=86_400):
            task.enqueue()
            count += 1
    return count


class Background:
    """The worker and the clock of periodic tasks, in two threads of the server's process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL_SECONDS,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"serve-{time.time_ns():x}",
        )
        self._threads = [
            threading.Thread(target=self._work, name="worker", daemon=True),
            threading.Thread(target=self._tick, name="periodic", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, wait: float = 4.0) -> None:
        """Ask both to end; a task that runs is waited for, then left to be taken back."""
        self._stop.set()
        self._worker.running = False
        for thread in self._threads:
            if thread.is_alive():
                thread.join(wait)

    def _work(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            try:
                # A batch ends when the queue is empty, so that stopping never waits for a sleep.
                self._worker.running = True
                self._worker.run()
            except Exception:
                logger.exception("the worker goes on after a failure")
            finally:
                close_old_connections()

    def _tick(self) -> None:
        since = clock.now()
        while not self._stop.wait(20):
            try:
                now = clock.now()
                enqueue_due(since, now)
                take_back_abandoned()
                if now.hour != since.hour:
                    forget_old_results()
                since = now
            except Exception:
                logger.exception("periodic tasks go on after a failure")
            finally:
                close_old_connections()
