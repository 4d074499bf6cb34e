"""What happened, as processes tell each other: ids and words of closed lists, never content."""

import asyncio
import hashlib
import json
import logging
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.utils.crypto import salted_hmac

from ledger.models import Entry
from microblog.lib import loop
from microblog.lib.ids import decode

PATIENCE = 3.0

# Not acts, so not in the ledger: ways in that ended.
SESSION_ENDED = "session.ended"
PASSWORD_CHANGED = "password.changed"  # noqa: S105  the name of an event

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """One ledger entry (`entry` is its id), or a way in that ended (0)."""

    action: str
    entry: int = 0
    actor: str = ""
    subject: str = ""
    user: str = ""
    of: str = ""
    session: str = ""


def event_of(entry: Entry) -> Event:
    """The event that an entry is, for those who listen."""
    facts = json.loads(bytes(entry.body)).get("facts", {})
    return Event(
        action=entry.action,
        entry=entry.pk,
        actor=entry.actor,
        subject=entry.subject,
        user=facts.get("user") or "",
        of=facts.get("of") or "",
    )


def event_from(message: dict[str, Any]) -> Event:
    """The event in a message of the layer."""
    return Event(**{name: message[name] for name in Event.__slots__ if name in message})


def id_in(label: str, kind: str) -> int:
    """The id in a ledger's label ("post:0abc…") when it names a `kind`, else 0."""
    model, _colon, key = label.partition(":")
    try:
        return decode(key) if model == kind else 0
    except ValueError:
        return 0


def group() -> str:
    """The name under which the processes of this installation talk: others may share the Redis."""
    name = str(settings.DATABASES["default"]["NAME"])
    return f"events.{salted_hmac('feeds.realtime', name).hexdigest()[:16]}"


def digest(session_key: str) -> str:
    """How events name a session: its key opens doors and never leaves the process."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def publish(event: Event) -> None:
    """Tell the hubs, without waiting. Called in threads of a server.

    Best effort: where no server runs (a command), or the layer is down, hubs find the entry in the
    ledger a few seconds later.
    """
    running = loop.current()
    if running is None:
        return
    sending = asyncio.run_coroutine_threadsafe(_send(event), running)
    sending.add_done_callback(_complain)


async def _send(event: Event) -> None:
    message = {"type": "event", **asdict(event)}
    await asyncio.wait_for(get_channel_layer().group_send(group(), message), PATIENCE)


def _complain(sending: Future[None]) -> None:
    error = None if sending.cancelled() else sending.exception()
    if error is not None:
        logger.warning("the channel layer did not take an event: %r", error)
