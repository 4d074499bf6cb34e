"""Sockets of apps: let in by a token, whatever page they come from, to streams they name."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from api.errors import ApiError
from api.streaming.connections import MOST_STREAMS, Connection, Frame
from api.streaming.knocking import let_in, query_of, subscribe
from api.streaming.relay import relay_of_this_process
from api.streaming.streams import stream_of

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

# The codes of applications: a server may not send those of the protocol itself.
ENDED = 4401
# Messages an app may send at once, and how many more each second.
BURST, REFILL = 120.0, 4.0


async def socket(scope: Scope, receive: Receive, send: Send) -> None:
    """The application behind /api/v1/streaming. Who has no token is refused before it opens."""
    if (await receive())["type"] != "websocket.connect":
        return
    relay = await relay_of_this_process()
    # Browsers can send no header: they put the token where protocols are named, and expect it back.
    offered = next(iter(scope.get("subprotocols") or ()), "")
    said = query_of(scope)
    try:
        connection = await let_in(scope, relay, offered)
    except ApiError as refusal:
        headers = [(b"content-type", b"application/json; charset=utf-8")]
        start = {"type": "websocket.http.response.start", "status": refusal.status}
        await send(start | {"headers": headers})
        body = json.dumps({"error": refusal.message}).encode()
        await send({"type": "websocket.http.response.body", "body": body})
        return
    relay.join(connection)
    try:
        accept: dict[str, Any] = {"type": "websocket.accept"}
        await send(accept | ({"subprotocol": offered} if offered else {}))
        # Lost between the question and the answer, it would never be asked about again.
        await relay.check([connection.user_id])
        if "stream" in said:
            await _obey(connection, {**said, "type": "subscribe"})
        writing = asyncio.ensure_future(_write(connection, send))
        try:
            await _listen(connection, receive, writing)
        finally:
            writing.cancel()
    finally:
        relay.leave(connection)


async def _write(connection: Connection, send: Send) -> None:
    while not connection.is_closed:
        frame = await connection.next()
        if frame is not None:
            await send({"type": "websocket.send", "text": frame.for_socket()})
    await send({"type": "websocket.close", "code": ENDED})


async def _listen(connection: Connection, receive: Receive, writing: "asyncio.Task[None]") -> None:
    loop = asyncio.get_running_loop()
    allowance, last = BURST, loop.time()
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        now = loop.time()
        allowance = min(BURST, allowance + (now - last) * REFILL) - 1
        last = now
        if message.get("text") is None or allowance < 0:
            # The protocol has no binary frames.
            connection.close()
        elif not connection.is_closed:
            await _obey(connection, _parsed(message["text"]))


def _parsed(text: str) -> dict[str, object]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


async def _obey(connection: Connection, said: dict[str, object]) -> None:
    """{"type": "subscribe" | "unsubscribe", "stream": …, "tag": …, "list": …}."""
    try:
        match said.get("type"):
            case "subscribe":
                if len(connection.streams) >= MOST_STREAMS:
                    raise ApiError(429, "Too many subscriptions")
                await subscribe(connection, said)
            case "unsubscribe":
                connection.streams.pop(stream_of(said, connection.grant.scopes), None)
            case _:
                raise ApiError(400, "Unknown message type")
    except ApiError as refusal:
        told = {"error": refusal.message, "status": refusal.status}
        connection.push(Frame("", json.dumps(told)))
