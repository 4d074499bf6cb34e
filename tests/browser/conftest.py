"""A served demo company, a browser, and people who come in; each page is watched for faults."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser.chromium import chromium
from tests.browser.people import sign_in
from tests.browser.watching import Watch
from tests.serving import Installation, Server, installation, installed


@pytest.fixture(scope="session")
def place() -> Iterator[Installation]:
    """The demo company, loaded once; BROWSER_DATA names a folder where it is loaded already."""
    if there := os.environ.get("BROWSER_DATA"):
        yield installed(Path(there))
        return
    with installation(demo=True) as made:
        yield made


@pytest.fixture(scope="session")
def servers(place: Installation) -> Iterator[list[Server]]:
    """One server; two where a Redis lets them tell each other what happens."""
    count = 2 if os.environ.get("REDIS_URL") else 1
    with ExitStack() as stack:
        yield [stack.enter_context(place.serving()) for _ in range(count)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """Cookies of whoever signed in before: signing in is slow on purpose."""
    return {}


@dataclass
class Door:
    """Lets people in, each with a browser of their own, at one server after the other."""

    browser: Browser
    servers: list[Server]
    cookies: dict[str, StorageState]
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def __call__(self, handle: str = "", path: str = "/", **options: Any) -> Page:
        """A page open at `path`: as the person, or as nobody without a handle."""
        server = self.servers[len(self.contexts) % len(self.servers)]
        if handle and handle not in self.cookies:
            self.cookies[handle] = sign_in(self.browser, server.url, handle)
        options.setdefault("reduced_motion", "reduce")
        context = self.browser.new_context(
            base_url=server.url, storage_state=self.cookies.get(handle), **options
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        self.watches.append(Watch(page, server.url))
        if path:
            page.goto(path)
        return page

    def watch_of(self, page: Page) -> Watch:
        return next(watch for watch in self.watches if watch.page is page)


@pytest.fixture
def enter(
    browser: Browser, servers: list[Server], signed_in: dict[str, StorageState]
) -> Iterator[Callable[..., Page]]:
    """`enter("noemie", "/company")`; afterwards no page may have had a fault."""
    door = Door(browser, servers, signed_in)
    try:
        yield door
        faults = [fault for watch in door.watches for fault in watch.faults]
        assert not faults, faults
    finally:
        for context in door.contexts:
            context.close()
