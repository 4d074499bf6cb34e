"""The one place that reads the time, so that a test or an import can stop it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_stopped: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or timezone.now()


def stopped() -> datetime | None:
    """The moment at which the clock stands still, if it does."""
    return _stopped.get()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """What is done inside happens at `moment` (aware): for imports of what happened before."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
