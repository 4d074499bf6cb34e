"""A page's socket: let in or not, then only listening to what the page shows."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from feeds.realtime.hub import of_this_process, spelling
from feeds.realtime.sockets import SIGNED_OUT, Send, Socket
from microblog.lib.ids import decode

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

# The codes of applications: a server may not send those of the protocol itself.
BAD = 4400
TRY_LATER = 4429
MOST_FEEDS, MOST_POSTS, LONGEST_FEED = 3, 200, 120
MOST_SOCKETS = 50
# Messages a page may send at once, and how many more each second; nonsense counts for five.
BURST, REFILL, NONSENSE = 60.0, 4.0, 5.0


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """The application behind /ws/. It refuses after accepting: else browsers hide the code."""
    if (await receive())["type"] != "websocket.connect":
        return
    if not same_origin(scope):
        await send({"type": "websocket.close"})
        return
    user = scope["user"]
    if not user.is_authenticated:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": SIGNED_OUT})
        return
    hub = of_this_process()
    socket = Socket(
        send,
        user_id=user.pk,
        language=user.language,
        session=scope["session"].session_key or "",
        auth_hash=user.get_session_auth_hash(),
    )
    crowded = len(hub.people.get(user.pk, ())) >= MOST_SOCKETS
    try:
        if not crowded:
            await hub.open(socket)
        await send({"type": "websocket.accept"})
        if crowded:
            socket.close(TRY_LATER)
        await _listen(socket, receive)
    finally:
        hub.leave(socket)


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Every other address: no socket is there, and whoever tries is no failure of ours."""
    await receive()
    await send({"type": "websocket.close"})


async def _listen(socket: Socket, receive: Receive) -> None:
    allowance, last = BURST, asyncio.get_running_loop().time()
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        now = asyncio.get_running_loop().time()
        allowance = min(BURST, allowance + (now - last) * REFILL)
        last = now
        allowance -= 1 if watch(socket, message.get("text")) else NONSENSE
        if allowance < 0:
            socket.close(BAD)


def watch(socket: Socket, text: str | None) -> bool:
    """{"type": "watch", "feeds": […], "posts": […]}: what is on screen. Whether it made sense."""
    try:
        message = json.loads(text or "")
        if message["type"] != "watch":
            return False
        feeds, posts = message["feeds"], message["posts"]
        if len(feeds) > MOST_FEEDS or len(posts) > MOST_POSTS:
            return False
        if not all(isinstance(feed, str) and len(feed) <= LONGEST_FEED for feed in feeds):
            return False
        socket.feeds = {spelling(feed): feed for feed in feeds}
        socket.posts = frozenset(decode(key) for key in posts)
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return True


def same_origin(scope: Scope) -> bool:
    """Whether the page that opens the socket is one of ours: cookies alone prove nothing."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin1")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        return bool(origin) and urlsplit(origin).netloc == headers.get(b"host", b"").decode(
            "latin1"
        )
    except ValueError:
        return False
