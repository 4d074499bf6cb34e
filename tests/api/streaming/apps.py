"""Apps that listen to a served installation: what a client sends and hears."""

import http.client
import json
import queue
import socket
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.api.schemas import conform
from tests.pages import Stage
from tests.serving import Server

SENTENCE = "A word that only few may read"


@dataclass(frozen=True)
class App:
    """Somebody's token at one server."""

    server: Server
    token: str

    @property
    def place(self) -> str:
        return urlsplit(self.server.url).netloc

    def elsewhere(self, server: Server) -> "App":
        return App(server, self.token)

    def ask(self, verb: str, path: str, **fields: str) -> Any:
        link = http.client.HTTPConnection(self.place, timeout=20)
        headers = {"Authorization": f"Bearer {self.token}"}
        body = None
        if fields:
            body, headers["Content-Type"] = json.dumps(fields), "application/json"
        try:
            link.request(verb, path, body, headers)
            response = link.getresponse()
            text = response.read()
            assert response.status < 300, (response.status, text)
            return json.loads(text)
        finally:
            link.close()

    def says(self, text: str, **fields: str) -> Any:
        return self.ask("POST", "/api/v1/statuses", status=text, **fields)

    def hears(self, stream: str = "", **said: str) -> "Ear":
        """A socket, its token in place of a protocol as browsers do."""
        return Ear(self, {"stream": stream, **said} if stream else said)

    def follows(self, path: str, **said: str) -> "EventStream":
        return EventStream(self, f"/api/v1/streaming/{path}?{urlencode(said)}")


@dataclass
class Listener:
    """Everything that ever came, and what of it was not asked for yet."""

    heard: list[Any] = field(default_factory=list)
    ended: bool = False

    def __post_init__(self) -> None:
        self.news: queue.Queue[Any] = queue.Queue()
        self.open = ExitStack()

    def take(self, frame: Any) -> None:
        self.heard.append(frame)
        self.news.put(frame)

    def run(self, hear: Any) -> None:
        def hear_to_the_end() -> None:
            with suppress(ConnectionClosed, OSError, ValueError, AttributeError):
                hear()
            self.ended = True
            self.news.put(None)

        self.thread = threading.Thread(target=hear_to_the_end, daemon=True)
        self.thread.start()

    def next(self, event: str, within: float = 3.0) -> Any:
        """The payload of the next frame of an event, which must come within some seconds."""
        return self.frame(event, within)["payload"]

    def frame(self, event: str, within: float = 3.0) -> Any:
        deadline = time.monotonic() + within
        while True:
            try:
                frame = self.news.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {event} within {within} s: {self.heard}") from None
            assert frame is not None, f"closed instead of {event}: {self.heard}"
            if frame.get("event") == event:
                return _checked(frame)

    def is_closed(self, within: float = 5.0) -> None:
        self.thread.join(within)
        assert self.ended, "still open"

    def close(self) -> None:
        self.open.close()


class Ear(Listener):
    """A socket."""

    def __init__(self, app: App, said: dict[str, str]) -> None:
        super().__init__()
        self.link = self.open.enter_context(
            connect(
                f"ws://{app.place}/api/v1/streaming?{urlencode(said)}",
                subprotocols=[Subprotocol(app.token)],
                origin=Origin("https://elsewhere.example"),
                proxy=None,
                legacy=False,
            )
        )
        assert self.link.subprotocol == app.token
        self.run(self._hear)
        self.settle()

    def say(self, kind: str, **said: str) -> None:
        self.link.send(json.dumps({"type": kind, **said}))
        self.settle()

    def error(self, within: float = 3.0) -> Any:
        frame = self.news.get(timeout=within)
        assert set(frame) == {"error", "status"}, frame
        return frame

    def settle(self) -> None:
        # A ping is answered after what was sent before it; the application reads soon after.
        self.link.ping().wait(5)
        time.sleep(0.2)

    def _hear(self) -> None:
        for text in self.link:
            self.take(json.loads(text))


class EventStream(Listener):
    """Server-sent events."""

    def __init__(self, app: App, path: str) -> None:
        super().__init__()
        self.link = http.client.HTTPConnection(app.place, timeout=30)
        self.open.callback(self.link.close)
        self.link.request("GET", path, headers={"Authorization": f"Bearer {app.token}"})
        # Called before the one above: closing waits for whoever reads, unless they read an end.
        self.open.callback(_hang_up, self.link.sock)
        self.response = self.link.getresponse()
        self.status = self.response.status
        self.run(self._hear)
        time.sleep(0.2)

    def _hear(self) -> None:
        event = ""
        for line in self.response:
            name, _colon, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                self.take({"event": event, "payload": value})


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _checked(frame: Any) -> Any:
    """The frame with its payload read, which must be what the event promises."""
    payload = frame.get("payload")
    entities = {
        "update": "Status",
        "status.update": "Status",
        "notification": "Notification",
        "conversation": "Conversation",
    }
    if frame["event"] in entities:
        assert isinstance(payload, str)
        payload = json.loads(payload)
        conform(payload, entities[frame["event"]])
    return frame | {"payload": payload}


def app_of(stage: Stage, handle: str, *, scopes: str = "read write", server: int = 0) -> App:
    """A token, minted as for scripts."""
    token = stage.at.manage("token", handle, "--scopes", scopes).strip()
    return App(stage.servers[min(server, len(stage.servers) - 1)], token)
