"""How far pages and sockets know the ledger: an opaque position in it.

Ids of entries are given before their transactions commit, so a smaller one may become visible after
a larger one. A position therefore never passes a gap that may still be filled: what lies before it
is complete, and reading on from it misses nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ledger.models import Entry
from microblog.lib import clock
from microblog.lib.ids import decode, encode

# No request holds its transaction open for longer; an older gap is what a rolled back one left.
SETTLES_AFTER = timedelta(seconds=10)
LOOK_BACK = 200


def cursor_now() -> str:
    """The position after the newest entry that nothing can still slip in before."""
    rows = Entry.objects.order_by("-id").values_list("id", "at")[:LOOK_BACK]
    return encode(settled(reversed(rows), since=clock.now() - SETTLES_AFTER))


def settled(rows: Iterable[tuple[int, datetime]], *, since: datetime) -> int:
    """The last id (rows in ascending order) before the first gap that opened after `since`."""
    last = 0
    for pk, at in rows:
        if last and pk != last + 1 and at > since:
            return last
        last = pk
    return last


def position(cursor: str) -> int:
    """The entry id that a cursor stands for. Raises ValueError on garbage."""
    return decode(cursor)
