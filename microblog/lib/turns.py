"""Taking turns: what gets its number first is also committed first."""

from django.db import connection

# Any number that no other lock of this database uses.
_POSTS = 0x51_11_A6_E0


def take_turn() -> None:
    """From here to the end of the transaction nobody else is between a new id and its commit.

    A reader continues after the newest id they saw. If a smaller id could be committed after a
    larger one, it would never be read. SQLite has one writer at a time anyway (IMMEDIATE).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a turn lasts as long as a transaction, and there is none")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTS])
