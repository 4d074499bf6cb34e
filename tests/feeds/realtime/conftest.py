"""One served installation for all tests of open pages: starting it takes longer than they do."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.pages import Stage, assemble
from tests.serving import installation


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The cast at its open pages; two processes where they can hear each other, else one."""
    with on_stage() as made:
        yield made


@pytest.fixture(scope="module")
def fleeting() -> Iterator[Stage]:
    """A stage of one's own, for tests that send people away."""
    with on_stage() as made:
        yield made


@contextmanager
def on_stage() -> Iterator[Stage]:
    with installation() as place:
        processes = 2 if place.environment.get("REDIS_URL") else 1
        servers = [place.start() for _number in range(processes)]
        try:
            yield assemble(place, servers)
        finally:
            for server in servers:
                server.stop()
