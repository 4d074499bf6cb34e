"""How far pages and sockets know the ledger: an opaque position in it."""

from django.db.models import Max

from ledger.models import Entry
from microblog.lib.ids import decode, encode


def cursor_now() -> str:
    """The position after the newest entry."""
    return encode(Entry.objects.aggregate(newest=Max("id"))["newest"] or 0)


def position(cursor: str) -> int:
    """The entry id that a cursor stands for. Raises ValueError on garbage."""
    return decode(cursor)
