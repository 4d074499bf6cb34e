"""The same streams as server-sent events: one stream to an answer that does not end.

Served on the event loop: an answer that lasts for hours would keep one of a few threads busy.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from api.errors import ApiError
from api.streaming.connections import Connection
from api.streaming.knocking import let_in, query_of, subscribe
from api.streaming.relay import relay_of_this_process

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

FOLDER = "/api/v1/streaming"
# Addresses are written with slashes where streams have colons; these are the ones that exist.
STREAMS = {
    f"{FOLDER}/{name}": name.replace("/", ":")
    for name in (
        "user",
        "user/notification",
        "public",
        "public/local",
        "public/remote",
        "hashtag",
        "hashtag/local",
        "list",
        "direct",
    )
}
HEALTH = f"{FOLDER}/health"
THUMP_SECONDS = 15.0
OPEN_TO_ORIGINS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"Authorization, Accept, Cache-Control"),
    (b"access-control-allow-methods", b"GET, OPTIONS"),
]


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """The application behind /api/v1/streaming/…"""
    where = scope["path"].rstrip("/")
    if scope["method"] == "OPTIONS":
        await _answer(send, 204, b"")
    elif scope["method"] not in {"GET", "HEAD"}:
        await _refuse(send, ApiError(405, "Method not allowed"))
    elif where == HEALTH:
        await _answer(send, 200, b"OK", b"text/plain; charset=utf-8")
    elif where not in STREAMS:
        await _refuse(send, ApiError(404, "Not found"))
    elif scope["method"] == "HEAD":
        await _answer(send, 200, b"", b"text/event-stream")
    else:
        await _stream(scope, STREAMS[where], receive, send)


async def _stream(scope: Scope, name: str, receive: Receive, send: Send) -> None:
    relay = await relay_of_this_process()
    said = query_of(scope)
    if name.startswith("public") and said.get("only_media") in {"true", "1"}:
        name += ":media"
    try:
        connection = await let_in(scope, relay)
        await subscribe(connection, {**said, "stream": name})
    except ApiError as refusal:
        await _refuse(send, refusal)
        return
    relay.join(connection)
    leaving = asyncio.ensure_future(_until_gone(receive, connection))
    try:
        # Lost between the question and the answer, it would never be asked about again.
        await relay.check([connection.user_id])
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"private, no-store"),
            (b"x-accel-buffering", b"no"),
            *OPEN_TO_ORIGINS,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _send(send, b":)\n\n")
        while not connection.is_closed:
            frame = await connection.next(THUMP_SECONDS)
            if frame is not None:
                await _send(send, frame.as_event())
            elif not connection.is_closed:
                await _send(send, b":thump\n\n")
        await send({"type": "http.response.body", "body": b""})
    finally:
        leaving.cancel()
        relay.leave(connection)


async def _until_gone(receive: Receive, connection: Connection) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    connection.close()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, refusal: ApiError) -> None:
    body = json.dumps({"error": refusal.message}).encode()
    await _answer(send, refusal.status, body)


async def _answer(
    send: Send, status: int, body: bytes, kind: bytes = b"application/json; charset=utf-8"
) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *OPEN_TO_ORIGINS,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
