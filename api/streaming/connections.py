"""One app that listens: as whom, to what, and the frames that wait for it."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from api import scopes
from api.models import Grant
from api.signing import sign
from api.streaming.streams import Stream

# Who reads too slowly is let go: apps come back and ask for what they missed.
MOST_WAITING = 200
MOST_STREAMS = 50


@dataclass(frozen=True, slots=True)
class Frame:
    """What an app hears: an event, and its payload as JSON (or a bare id); None where it has none.

    Without an event it is an error that the payload tells.
    """

    event: str
    payload: str | None
    label: tuple[str, ...] = ()

    def for_socket(self) -> str:
        """As one message: the payload is JSON inside of JSON, as the protocol has it."""
        if not self.event:
            return self.payload or "{}"
        said: dict[str, object] = {"stream": list(self.label), "event": self.event}
        if self.payload is not None:
            said["payload"] = self.payload
        return json.dumps(said, ensure_ascii=False)

    def as_event(self) -> bytes:
        """As one server-sent event. JSON has no line breaks of its own."""
        data = "" if self.payload is None else self.payload
        return f"event: {self.event}\ndata: {data}\n\n".encode()


@dataclass(eq=False, slots=True)
class Connection:
    """A socket or a stream of events that is open. Used on the event loop only."""

    grant: Grant
    user_id: int
    language: str
    streams: dict[Stream, None] = field(default_factory=dict)
    # Notifications that were there when it began to listen to them: no news to it.
    earlier: frozenset[int] = frozenset()
    is_closed: bool = False
    _waiting: deque[Frame] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def hears_notifications(self) -> bool:
        return scopes.covers(self.grant.scopes, "read:notifications")

    @property
    def notified(self) -> list[Stream]:
        """Those of its streams that bring notifications."""
        return [stream for stream in self.streams if stream.is_of_notifications]

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._waiting)

    def tell(self, event: str, payload: bytes | None, streams: Iterable[Stream]) -> None:
        """Send an event of each of these streams soon; addresses of files are for its token."""
        if self.is_closed:
            return
        text = None if payload is None else sign(payload, self.grant.pk).decode()
        for stream in streams:
            self.push(Frame(event, text, tuple(stream.label)))

    def push(self, frame: Frame) -> None:
        """Send a frame soon."""
        if self.is_closed:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.close()
            return
        self._waiting.append(frame)
        self._news.set()

    def close(self) -> None:
        """Send nothing more, not even what waits."""
        self.is_closed = True
        self._waiting.clear()
        self._news.set()

    async def next(self, patience: float | None = None) -> Frame | None:
        """The next frame; None once closed, or when nothing came for `patience` seconds."""
        if not self._waiting and not self.is_closed:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), patience)
            except TimeoutError:
                return None
        return self._waiting.popleft() if self._waiting else None
