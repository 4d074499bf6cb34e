"""Refusing a socket with a status: Daphne itself only knows 403."""

from http import HTTPStatus
from typing import Any


def refusing(server: type[Any]) -> type[Any]:
    """Daphne's server, with ASGI's extension by which an application refuses with an HTTP answer.

    The status goes out, and no body: the handshake of sockets has no place for one.
    """
    from autobahn.websocket.types import ConnectionDeny

    refused: Any = ConnectionDeny

    class Refusing(server):  # type: ignore[misc]  # Daphne has no types
        async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
            if message["type"] == "websocket.http.response.start":
                if protocol in self.connections and hasattr(protocol, "handshake_deferred"):
                    status = HTTPStatus(message["status"])
                    waiting = protocol.handshake_deferred
                    del protocol.handshake_deferred
                    waiting.errback(refused(code=status.value, reason=status.phrase))
                    self.protocol_disconnected(protocol)
            elif message["type"] != "websocket.http.response.body":
                await super().handle_reply(protocol, message)

    return Refusing
