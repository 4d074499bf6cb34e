"""One served installation for all tests of streams: starting it takes longer than they do."""

from collections.abc import Iterator

import pytest

from tests.api.streaming.apps import App, Ear, EventStream, app_of
from tests.pages import Stage, assemble
from tests.serving import installation

FOLLOW = """
from feeds.actions.follows import follow_user
follow_user(actor=person("ben"), user=person("ada"))
"""


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The cast; two processes where they can hear each other, else one."""
    with installation() as place:
        processes = 2 if place.environment.get("REDIS_URL") else 1
        servers = [place.start() for _number in range(processes)]
        try:
            stage = assemble(place, servers)
            stage.act(FOLLOW)
            yield stage
        finally:
            for server in servers:
                server.stop()


@pytest.fixture(scope="session")
def ben(stage: Stage) -> App:
    """A member of everything."""
    return app_of(stage, "ben")


@pytest.fixture(scope="session")
def ada(stage: Stage) -> App:
    """She says things, at another process than where the others listen."""
    return app_of(stage, "ada", server=1)


@pytest.fixture(scope="session")
def cleo(stage: Stage) -> App:
    """A colleague outside of Board and Vault."""
    return app_of(stage, "cleo")


@pytest.fixture(scope="session")
def gus(stage: Stage) -> App:
    """A guest in Board."""
    return app_of(stage, "gus")


@pytest.fixture
def opened() -> Iterator[list[Ear | EventStream]]:
    """What a test opened, closed after it."""
    made: list[Ear | EventStream] = []
    yield made
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def groups(stage: Stage) -> dict[str, str]:
    """Ids of groups by their names, as apps know them."""
    code = """
from feeds.models import Group
print(json.dumps({group.name: str(group.pk) for group in Group.objects.all()}))
"""
    found: dict[str, str] = stage.count(code)
    return found
