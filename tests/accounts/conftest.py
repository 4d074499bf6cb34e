import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def limits_start_anew() -> None:
    """The counts of tries are kept in the cache, which outlives a test."""
    cache.clear()
