"""Which requests are of apps that listen; all others go where they went."""

from typing import Any

from api.streaming.server_sent import FOLDER, Receive, Scope, Send, events
from api.streaming.sockets import socket

Application = Any


def sockets_or(others: Application) -> Application:
    """Sockets of apps, before anybody asks of which page they are: a token is what counts."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        here = scope["path"].rstrip("/")
        await (socket if here == FOLDER else others)(scope, receive, send)

    return route


def events_or(others: Application) -> Application:
    """Streams of events on the loop; what ends soon goes to the threads."""

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        await (events if scope["path"].startswith(f"{FOLDER}/") else others)(scope, receive, send)

    return route
