"""Who is there and where: what the writers of a seeded crowd share."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from feeds.seeding.bulk import Bulk
from ledger import canonical
from ledger.models import Entry
from ledger.recording import Fact, body_of
from microblog.lib.ids import SPREAD_BITS, encode, floor_id

VIA = "seed"
PERIOD = timedelta(days=365)


@dataclass(slots=True)
class Member:
    """A seeded person, as far as writing about them needs."""

    pk: int
    handle: str
    language: str

    @property
    def label(self) -> str:
        """How the ledger names them."""
        return f"user:{encode(self.pk)}"


@dataclass(slots=True)
class Circle:
    """A seeded group."""

    pk: int
    visibility: str
    announcements: bool
    founder: Member
    members: list[Member] = field(default_factory=list)

    @property
    def label(self) -> str:
        """How the ledger names it."""
        return f"group:{encode(self.pk)}"


class PowerLaw:
    """Chooses some things far more often than others, as people and words are chosen."""

    def __init__(self, things: Sequence[Any], exponent: float) -> None:
        self.things = things
        self._sums = list(accumulate((rank + 1) ** -exponent for rank in range(len(things))))

    def choose(self, chance: Random) -> Any:
        """One of them, the first ones most often."""
        return self.things[bisect(self._sums, chance.random() * self._sums[-1])]

    def choose_many(self, chance: Random, count: int) -> list[Any]:
        """`count` different ones, or all when there are not so many."""
        if count >= len(self.things):
            return list(self.things)
        if count > len(self.things) // 3:
            return chance.sample(self.things, count)
        found: dict[int, Any] = {}
        while len(found) < count:
            place = bisect(self._sums, chance.random() * self._sums[-1])
            found[place] = self.things[place]
        return list(found.values())


class Scribe:
    """Writes rows, ids and ledger entries; all chance comes from one seed."""

    def __init__(self, seed: int, now: datetime, *, already: int = 0) -> None:
        # Made-up data, the same for the same seed; where a crowd is `already`, another one.
        self.chance = Random(f"{seed}/{already}")  # noqa: S311  nothing here is a secret
        self.bulk = Bulk()
        self._count = self.chance.getrandbits(SPREAD_BITS)
        self.now = now
        self.start = now - PERIOD

    def new_id(self, moment: datetime) -> int:
        """An id of a moment; counting keeps apart the many that one millisecond may have."""
        self._count = (self._count + 1) % (1 << SPREAD_BITS)
        return floor_id(moment) | self._count

    def later(self, moment: datetime) -> datetime:
        """Some minutes after, rarely some hours, never in the future."""
        minutes = min(self.chance.paretovariate(0.8), 600)
        return min(moment + timedelta(minutes=minutes), self.now)

    def new_salt(self) -> bytes:
        """32 bytes that are the same for the same seed: seeded content has nothing to hide."""
        return self.chance.randbytes(canonical.SALT_BYTES)

    def record(
        self,
        action: str,
        *,
        at: datetime,
        actor: str,
        subject: str,
        scope: str = "",
        content: Mapping[str, Any] | None = None,
        salt: bytes = b"",
        facts: Mapping[str, Fact] | None = None,
    ) -> None:
        """Write the ledger entry that the action itself would have written."""
        entry = Entry(at=at, action=action, actor=actor, subject=subject, scope=scope)
        commit = canonical.commitment(salt, dict(content)) if content else None
        self.bulk.add(
            Entry,
            at=at,
            action=action,
            actor=actor,
            subject=subject,
            scope=scope,
            body=body_of(entry, via=VIA, commit=commit, facts=facts),
        )
