"""Time-ordered 63-bit ids, and the way they are written in addresses.

An id is milliseconds since 2000-01-01T00:00Z shifted left by 22 bits, plus 22 bits that keep ids of
one millisecond apart. Sorting by id is sorting by time, on every database, without a second column.
As text an id is 13 lower-case Crockford base32 characters, so that text sorts like the number.
"""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import Combinable

from microblog.lib import clock

EPOCH_MS = 946_684_800_000  # 2000-01-01T00:00:00Z: old enough for imported posts, ids stay positive
SPREAD_BITS = 22
MAX_ID = 2**63 - 1
TEXT_LENGTH = 13
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {letter: number for number, letter in enumerate(ALPHABET)}

_lock = threading.Lock()
_last = 0


def new_id(above: int = 0) -> int:
    """A new id for now, larger than `above` and than every id this process gave before.

    It grows even if the clock went back, here or on the machine that made `above`. While an import
    has the clock stopped it is an id of that moment instead.
    """
    global _last
    imported = clock.stopped()
    if imported is not None:
        return id_at(imported)
    stamp = time.time_ns() // 1_000_000 - EPOCH_MS
    # The upper half of the spread stays free, so that counting up within one millisecond has room.
    candidate = (stamp << SPREAD_BITS) | secrets.randbits(SPREAD_BITS - 1)
    with _lock:
        _last = max(candidate, _last + 1, above + 1)
        return _last


def id_at(moment: datetime) -> int:
    """A new id for another moment (an import, a demo): random within its millisecond."""
    return floor_id(moment) | secrets.randbits(SPREAD_BITS)


def floor_id(moment: datetime) -> int:
    """The smallest id of a moment (aware datetime, 2000 or later)."""
    stamp = int(moment.timestamp() * 1000) - EPOCH_MS
    return max(stamp, 0) << SPREAD_BITS


def moment_of(number: int) -> datetime:
    """When an id was made, to the millisecond, in UTC."""
    return datetime.fromtimestamp(((number >> SPREAD_BITS) + EPOCH_MS) / 1000, UTC)


def encode(number: int) -> str:
    """An id as 13 base32 characters."""
    letters = []
    for _ in range(TEXT_LENGTH):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))


def decode(text: str) -> int:
    """The id that `text` writes. Raises ValueError on anything `encode` does not give."""
    if len(text) != TEXT_LENGTH:
        raise ValueError("not an id")
    number = 0
    for letter in text:
        if letter not in _VALUE:
            raise ValueError("not an id")
        number = number * 32 + _VALUE[letter]
    if number > MAX_ID:
        raise ValueError("not an id")
    return number


if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int | str | Combinable, int]
else:
    _BigInteger = models.BigIntegerField  # generic in its stubs only


class IdConverter:
    """`<id:pk>` in a URL pattern; garbage is a 404 before any view runs."""

    regex = f"[{ALPHABET}]{{{TEXT_LENGTH}}}"

    def to_python(self, value: str) -> int:
        return decode(value)

    def to_url(self, value: int | str) -> str:
        return value if isinstance(value, str) else encode(value)


class SnowflakeField(_BigInteger):
    """A primary key that the application chooses: time-ordered, the same on every database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(primary_key=True, default=new_id, editable=False)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str | None:
        # On SQLite only the exact word makes the key the row's own number, without a second index.
        if connection.vendor == "sqlite":
            return "integer"
        return super().db_type(connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("primary_key", "default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs
