"""Marker: how far somebody has read a timeline."""

from typing import Any

from api.serializers.values import moment, text_id
from feeds.models import ReadMarker


def marker(row: ReadMarker) -> dict[str, Any]:
    return {
        "last_read_id": text_id(row.last_read_id),
        "version": row.version,
        "updated_at": moment(row.at),
    }
