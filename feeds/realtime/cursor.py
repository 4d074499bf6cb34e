"""How far pages and sockets know the ledger: an opaque position in it.

Ids of entries are given before their transactions commit, so a smaller one may become visible after
a larger one. A position therefore never passes a gap that may still be filled: what lies before it
is complete, and reading on from it misses nothing.
"""

from datetime import timedelta

from django.db import connection

from microblog.lib import clock
from microblog.lib.ids import decode, encode

# No request holds its transaction open for longer; an older gap is what a rolled back one left.
SETTLES_AFTER = timedelta(seconds=10)
LOOK_BACK = 200


# The id before the first gap among the newest entries that opened lately, else the newest id.
_SETTLED = f"""WITH newest AS (
    SELECT id, at, LAG(id) OVER (ORDER BY id) AS before
    FROM (SELECT id, at FROM ledger_entry ORDER BY id DESC LIMIT {LOOK_BACK}) AS last_ones)
SELECT COALESCE(
    (SELECT before FROM newest WHERE id <> before + 1 AND at > %s ORDER BY id LIMIT 1),
    (SELECT MAX(id) FROM newest), 0)"""


def cursor_now() -> str:
    """The position after the newest entry that nothing can still slip in before."""
    since = connection.ops.adapt_datetimefield_value(clock.now() - SETTLES_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [since])
        return encode(int(cursor.fetchone()[0]))


def position(cursor: str) -> int:
    """The entry id that a cursor stands for. Raises ValueError on garbage."""
    return decode(cursor)
