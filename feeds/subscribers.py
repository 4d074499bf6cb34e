"""After commit: tell the readers who are connected. The only place that publishes."""

from functools import partial
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.models import User
from feeds.realtime.delivery import ACTIONS
from feeds.realtime.events import (
    PASSWORD_CHANGED,
    SESSION_ENDED,
    Event,
    digest,
    event_of,
    publish,
)
from ledger.models import Entry
from ledger.recording import label, on


@on(*ACTIONS)
def tell(entry: Entry) -> None:
    """What an action did is told to every process that has sockets open."""
    publish(event_of(entry))


@receiver(post_delete, sender=Session)
def session_was_ended(instance: Session, **kwargs: Any) -> None:
    """Signed out here, elsewhere or by somebody else; a session given another key ends too."""
    event = Event(action=SESSION_ENDED, session=digest(instance.pk))
    transaction.on_commit(partial(publish, event))


@receiver([password_changed, password_reset, password_set])
def password_was_changed(user: User, **kwargs: Any) -> None:
    """Sessions opened with the former password are worth nothing from now on."""
    event = Event(action=PASSWORD_CHANGED, subject=label(user))
    transaction.on_commit(partial(publish, event))
