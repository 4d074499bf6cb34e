"""Asking the ledger what an action left there."""

import json
from typing import Any

from django.db.models import Model

from ledger.models import Entry
from ledger.recording import label


def entries(action: str, subject: Model | None = None) -> list[dict[str, Any]]:
    """The bodies of the entries of an action, oldest first."""
    rows = Entry.objects.filter(action=action).order_by("id")
    if subject is not None:
        rows = rows.filter(subject=label(subject))
    return [json.loads(bytes(row.body)) for row in rows]
