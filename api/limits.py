"""How often: requests counted in windows of time, the same for all processes."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.cache import cache

PERIOD = 300
GENEROUS = 1000


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of an allowance; `resets` is a Unix time."""

    limit: int
    remaining: int
    resets: int
    exceeded: bool = False

    def headers(self) -> dict[str, str]:
        """As apps read them: ISO 8601 with microseconds, the one place where these are used."""
        reset = datetime.fromtimestamp(self.resets, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": reset,
        }


def spend(name: str, limit: int, period: int = PERIOD) -> Budget:
    """Count one more under `name`; the budget says whether it was one too many."""
    if settings.TEST_PROFILE:
        limit *= GENEROUS
    window = int(time.time()) // period
    key = f"api.limit:{name}:{window}"
    try:
        used = cache.incr(key)
    except ValueError:
        used = 1 if cache.add(key, 1, timeout=period + 5) else cache.incr(key)
    left = max(0, limit - used)
    return Budget(limit, left, (window + 1) * period, exceeded=used > limit)
