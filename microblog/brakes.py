"""Waiting for sockets that are read slowly: Daphne itself writes into memory without end.

A frame is sent when it left our buffer, so that whoever sends notices a page that does not read.
"""

import asyncio
from typing import Any


class Brake:
    """What Twisted asks to pause when a connection's buffer is full (its IPushProducer)."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()

    def pauseProducing(self) -> None:  # Twisted's spelling
        self._free.clear()

    def resumeProducing(self) -> None:
        self._free.set()

    def stopProducing(self) -> None:
        self._free.set()

    async def released(self) -> None:
        """Return when there is room again, or nobody to read."""
        await self._free.wait()


def braked(server: type[Any]) -> type[Any]:
    """Daphne's server, whose sends to a socket end when there is room for the next one."""

    class Braked(server):  # type: ignore[misc]  # Daphne has no types
        async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
            await super().handle_reply(protocol, message)
            if message["type"] == "websocket.send":
                await _brake_of(protocol).released()

    return Braked


def _brake_of(protocol: Any) -> Brake:
    """The brake of a connection, put there when its first frame is sent."""
    brake: Brake | None = getattr(protocol, "brake", None)
    if brake is None:
        brake = protocol.brake = Brake()
        # The one that is registered is of the HTTP request that the socket began as.
        protocol.transport.unregisterProducer()
        protocol.transport.registerProducer(brake, True)
    return brake
