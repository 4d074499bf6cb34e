"""HTTP for an ASGI server with one hop: a pool of threads runs Django's synchronous stack whole.

Django's own ASGI handler crosses between the loop and a thread at every synchronous middleware; run
in one thread, the same stack answers about five times the requests. Sockets stay on the loop.
"""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024

BUSY = gettext_lazy("The server is busy. Try again in a moment.")
TOO_LARGE = gettext_lazy("This is more than the server takes.")
UNREADABLE = gettext_lazy("This address cannot be read.")

logger = logging.getLogger(__name__)


class TooLarge(Exception):
    """The body is longer than this server takes."""


class Gone(Exception):
    """The client went away."""


class OneHop(BaseHandler):
    """An ASGI application for HTTP.

    `threads` requests run at a time and `queue` more may wait; beyond that the answer is 503.
    `max_body` is in bytes, whatever Content-Length says.
    """

    def __init__(self, *, threads: int, queue: int, max_body: int) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self.max_body = max_body
        self.most = threads + queue
        self.under_way = 0
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.under_way >= self.most:
            await _answer(send, 503, in_each_language(BUSY), retry=5)
            return
        self.under_way += 1
        try:
            await self._serve(_without_underscores(scope), receive, send)
        except TooLarge:
            await _answer(send, 413, in_each_language(TOO_LARGE))
        except Gone:
            pass
        finally:
            self.under_way -= 1

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, length = await self._read_body(scope, receive)
        scope = _with_length(scope, length)
        loop = asyncio.get_running_loop()
        left = Event()
        watcher = asyncio.ensure_future(_watch(receive, left))
        try:
            await loop.run_in_executor(self.pool, self._respond, scope, body, loop, send, left)
        finally:
            watcher.cancel()

    async def _read_body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        if _declared_length(scope) > self.max_body:
            raise TooLarge
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise Gone
            length += len(message.get("body", b""))
            if length > self.max_body:
                body.close()
                raise TooLarge
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                body.seek(0)
                return body, length

    def _respond(
        self,
        scope: Scope,
        body: IO[bytes],
        loop: asyncio.AbstractEventLoop,
        send: Send,
        left: Event,
    ) -> None:
        """In a thread: from the request to the last byte of the response."""

        def tell(message: Message) -> None:
            waiting: Future[None] = asyncio.run_coroutine_threadsafe(
                send(message),  # type: ignore[arg-type]  # Daphne's send is a coroutine function
                loop,
            )
            waiting.result()

        set_script_prefix(scope.get("root_path", "") or "/")
        signals.request_started.send(sender=self.__class__, scope=scope)
        try:
            response = self._response(scope, body)
            try:
                self._send(response, scope["method"] == "HEAD", tell, left)
            finally:
                response.close()
        finally:
            body.close()

    def _response(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        try:
            request = ASGIRequest(scope, body)
        except UnicodeDecodeError:
            return HttpResponse(in_each_language(UNREADABLE), status=400)
        except RequestDataTooBig:
            return HttpResponse(in_each_language(TOO_LARGE), status=413)
        return self.get_response(request)

    def _send(
        self,
        response: HttpResponseBase,
        head: bool,
        tell: Callable[[Message], None],
        left: Event,
    ) -> None:
        tell(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": list(_headers(response)),
            }
        )
        if not head and response.streaming:
            for piece in _pieces(response):
                if left.is_set():
                    return
                tell({"type": "http.response.body", "body": piece, "more_body": True})
        content = response.content if isinstance(response, HttpResponse) and not head else b""
        tell({"type": "http.response.body", "body": content})


async def _watch(receive: Receive, left: Event) -> None:
    """Tell the thread when the client went away, so that a long answer ends."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            left.set()
            return


def in_each_language(text: Promise) -> str:
    """A line a language, for whom nothing is known of yet."""
    lines = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            lines.append(str(text))
    return "\n".join(lines)


async def _answer(send: Send, status: int, text: str, retry: int = 0) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if retry:
        headers.append((b"retry-after", str(retry).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _without_underscores(scope: Scope) -> Scope:
    """X_Forwarded_For would be read as X-Forwarded-For: such names are no proxy's, drop them."""
    return scope | {"headers": [(k, v) for k, v in scope["headers"] if b"_" not in k]}


def _with_length(scope: Scope, length: int) -> Scope:
    """What came, not what was announced: a body in chunks announces nothing, and forms ask."""
    headers = [(k, v) for k, v in scope["headers"] if k != b"content-length"]
    if length:
        headers.append((b"content-length", str(length).encode()))
    return scope | {"headers": headers}


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


def _headers(response: HttpResponseBase) -> Iterator[tuple[bytes, bytes]]:
    for name, value in response.items():
        yield name.encode("ascii"), value.encode("latin1")
    for cookie in response.cookies.values():
        yield b"Set-Cookie", cookie.OutputString().encode("ascii")


def _pieces(response: HttpResponseBase) -> Iterator[bytes]:
    content: Iterable[bytes] = response
    for piece in content:
        for start in range(0, len(piece), PIECE):
            yield piece[start : start + PIECE]
