"""Writing to the ledger, and hearing of what was written: the only way anything is announced."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction

from ledger import canonical, context
from ledger.models import Entry
from microblog.lib import clock, ids

VERSION = 1
Fact = str | int | bool | None | Sequence[str]
Listener = Callable[[Entry], None]

logger = logging.getLogger(__name__)
_listeners: dict[str, list[Listener]] = defaultdict(list)


def label(thing: models.Model | None) -> str:
    """How the ledger names an object: model and id, never a name that could be personal."""
    if thing is None:
        return ""
    return f"{thing._meta.model_name}:{ids.encode(thing.pk)}"


def record(
    *,
    actor: models.Model,
    action: str,
    subject: models.Model,
    scope: models.Model | str = "",
    content: Mapping[str, Any] | None = None,
    salt: bytes | None = None,
    files: Sequence[Mapping[str, Any]] = (),
    at: datetime | None = None,
    facts: Mapping[str, Fact] | None = None,
    reason: str = "",
) -> Entry:
    """Write one entry, in the caller's transaction: without the entry there is no change.

    `content` never enters the ledger, only its commitment under `salt`. `facts` are ids, counts and
    words of closed lists: nothing that an erasure would have to reach. `at` is given by imports.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} must be recorded in the transaction that does it")
    moment = at or clock.now()
    entry = Entry(
        at=moment,
        action=action,
        actor=label(actor),
        subject=label(subject),
        scope=scope if isinstance(scope, str) else label(scope),
    )
    entry.body = body_of(
        entry,
        via=context.current().via,
        commit=canonical.commitment(salt, dict(content)) if content and salt else None,
        files=files,
        facts=facts,
        reason=reason,
    )
    entry.save(force_insert=True)
    if _listeners.get(action):
        transaction.on_commit(partial(_announce, entry))
    return entry


def body_of(
    entry: Entry,
    *,
    via: str,
    commit: str | None = None,
    files: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, Fact] | None = None,
    reason: str = "",
) -> bytes:
    """The canonical bytes of an entry whose other columns are set: what is hashed and stored."""
    return canonical.encode(
        {
            "v": VERSION,
            "ts": timestamp(entry.at),
            "type": entry.action,
            "actor": entry.actor,
            "via": via,
            "object": entry.subject,
            "scope": entry.scope,
            "commit": commit,
            "files": [dict(item) for item in files],
            "facts": dict(facts or {}),
            "reason": reason or None,
        }
    )


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with exactly six decimals: one spelling for each instant."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def on(*actions: str) -> Callable[[Listener], Listener]:
    """Hear of entries once committed. Best effort: what must not be lost reads the ledger."""

    def subscribe(listener: Listener) -> Listener:
        for action in actions:
            _listeners[action].append(listener)
        return listener

    return subscribe


def is_heard(action: str) -> bool:
    """Whether anybody asked to hear of such entries."""
    return bool(_listeners.get(action))


def _announce(entry: Entry) -> None:
    for listener in _listeners[entry.action]:
        try:
            listener(entry)
        except Exception:  # the write is committed: a listener's failure must not undo the answer
            logger.exception("a listener of %s failed", entry.action)
