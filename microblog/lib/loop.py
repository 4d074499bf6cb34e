"""The event loop of this process, for the threads that have something to tell it."""

import asyncio

_running: asyncio.AbstractEventLoop | None = None


def remember(loop: asyncio.AbstractEventLoop) -> None:
    """The server's loop runs: from now on threads may hand it work."""
    global _running
    _running = loop


def current() -> asyncio.AbstractEventLoop | None:
    """The loop that serves sockets here, or None in a process without one (a command)."""
    return _running if _running is not None and _running.is_running() else None
