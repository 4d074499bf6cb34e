"""One open page: what it shows, and the frames that wait for it."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]

SIGNED_OUT = 4401
RESYNC = 4408
MOST_WAITING = 100

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Socket:
    """A socket of somebody who is signed in. Used on the event loop only.

    `feeds` maps the feeds on screen from the spelling that events use to the page's own; `posts`
    are the ids of the posts on screen.
    """

    send: Send
    user_id: int
    language: str
    session: str = ""
    auth_hash: str = ""
    feeds: dict[str, str] = field(default_factory=dict)
    posts: frozenset[int] = frozenset()
    closing: bool = False
    _waiting: deque[dict[str, Any]] = field(default_factory=deque)
    _draining: "asyncio.Task[None] | None" = None

    def push(self, frame: str) -> None:
        """Send a frame soon. Who reads too slowly is closed and asks again: nothing is skipped."""
        if self.closing:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.close(RESYNC)
            return
        self._queue({"type": "websocket.send", "text": frame})

    def close(self, code: int) -> None:
        """Send nothing more, not even what waits."""
        if not self.closing:
            self.forget()
            self.closing = True
            self._queue({"type": "websocket.close", "code": code})

    def forget(self) -> None:
        """Drop what waits: it was allowed a moment ago and may not be any more."""
        if not self.closing:
            self._waiting.clear()

    def _queue(self, message: dict[str, Any]) -> None:
        self._waiting.append(message)
        # An idle socket has no task of its own.
        if self._draining is None:
            self._draining = asyncio.ensure_future(self._drain())

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self.send(self._waiting.popleft())
        except Exception:
            logger.exception("a socket took no frame")
            self.closing = True
        finally:
            self._draining = None
