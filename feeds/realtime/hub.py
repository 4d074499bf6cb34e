"""The one place of a process where events meet the sockets that are open here.

One subscription to the layer, whatever the number of sockets. For each event the database is asked
which of the connected people may know of it; the frame is made once and handed to each of their
pages. The layer may lose events: the ledger is read behind it every few seconds.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.db import close_old_connections

from feeds.realtime import delivery, sweeping
from feeds.realtime.cursor import cursor_at
from feeds.realtime.events import Event, event_from, group
from feeds.realtime.relays import Relay
from feeds.realtime.sockets import RESYNC, SIGNED_OUT, Socket
from microblog.lib.folding import tag_key

P = ParamSpec("P")
T = TypeVar("T")

SWEEP_SECONDS = 3.0
SESSIONS_SECONDS = 60.0
MOST_EVENTS = 5000
MOST_TRIES = 3

logger = logging.getLogger(__name__)
_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def of_this_process() -> "Hub":
    """The hub of the running loop; it begins to listen when the first socket comes."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class Hub:
    """The open sockets, by person. Used on the event loop, but for what its own thread asks."""

    def __init__(self) -> None:
        self.people: dict[int, set[Socket]] = defaultdict(set)
        self.relays: list[Relay] = []
        self.handled: set[int] = set()
        self.watermark = 0
        self.listening = False
        self._events: asyncio.Queue[Event] = asyncio.Queue(MOST_EVENTS)
        self._queued: set[int] = set()
        self._tries: dict[int, int] = {}
        self._channel = ""
        self._tasks: list[asyncio.Task[None]] = []
        self._ready = asyncio.Event()
        # One thread: events are handled in the order they came, and one connection does.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hub")

    # -- Sockets ------------------------------------------------------------------------------

    async def open(self, socket: Socket) -> None:
        """From now on the socket hears of what its person may know."""
        await self.start()
        self.people[socket.user_id].add(socket)

    def leave(self, socket: Socket) -> None:
        """The page is closed."""
        sockets = self.people.get(socket.user_id)
        if sockets is not None:
            sockets.discard(socket)
            if not sockets:
                del self.people[socket.user_id]

    def sockets(self, people: Iterable[int] | None = None) -> Iterator[Socket]:
        """The open sockets of these people, or all."""
        for user_id in list(self.people) if people is None else people:
            yield from list(self.people.get(user_id, ()))

    def connected(self) -> Collection[int]:
        """Who has a page open here."""
        return list(self.people)

    @property
    def cursor(self) -> str:
        """Up to here everything was handled: what a page asks from when its socket was lost."""
        return cursor_at(self.watermark)

    # -- Running ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to listen; returns when nothing that happens from now on is missed."""
        if not self._tasks:
            self._tasks = [
                asyncio.ensure_future(work())
                for work in (self._listen, self._handle_all, self._sweep_always, self._check_always)
            ]
        await self._ready.wait()

    async def stop(self) -> None:
        """Listen no more (for tests: a server's hub ends with its process)."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await asyncio.get_running_loop().run_in_executor(self._thread, delivery.disconnect)
        self._thread.shutdown()

    async def ask(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what asks the database in the hub's thread."""

        def run() -> T:
            close_old_connections()
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def _listen(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                self._channel = await layer.new_channel("hub.")
                await layer.group_add(group(), self._channel)
                self.listening = True
                while True:
                    self._take(event_from(await layer.receive(self._channel)))
            except Exception as error:
                if self.listening:
                    logger.warning(
                        "the channel layer is lost, the ledger is read instead: %r", error
                    )
                self.listening, self._channel = False, ""
                await asyncio.sleep(1)

    def _take(self, event: Event) -> None:
        if event.entry and (event.entry in self.handled or event.entry in self._queued):
            return
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            self.resync()
            return
        self._queued.add(event.entry)

    async def _handle_all(self) -> None:
        while True:
            event = await self._events.get()
            try:
                if self.people:
                    await delivery.deliver(self, event)
                for relay in self.relays:
                    await relay.hear(event)
                self._done(event)
            except Exception:
                # The sweep brings it again: the database may have been away.
                logger.exception("an event was not handled: %s", event.action)
                self._tries[event.entry] = self._tries.get(event.entry, 0) + 1
                if self._tries[event.entry] >= MOST_TRIES:
                    self._done(event)
            self._queued.discard(event.entry)

    def _done(self, event: Event) -> None:
        self._tries.pop(event.entry, None)
        if event.entry > self.watermark:
            self.handled.add(event.entry)

    def resync(self) -> None:
        """Too much was missed to tell: each page asks for what it needs."""
        for socket in self.sockets():
            socket.close(RESYNC)
        for relay in self.relays:
            relay.resync()

    # -- Behind the layer -----------------------------------------------------------------------

    async def _sweep_always(self) -> None:
        while True:
            try:
                if not self._ready.is_set():
                    self.watermark = await self.ask(sweeping.position_now)
                    self._ready.set()
                await self._sweep()
            except Exception:
                logger.exception("the ledger was not read")
            await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep(self) -> None:
        if self._channel:
            # The layer in memory forgets its members after a while.
            await get_channel_layer().group_add(group(), self._channel)
        rows = await self.ask(sweeping.entries_after, self.watermark)
        if len(rows) > sweeping.MOST_ENTRIES:
            self.resync()
            self.watermark = await self.ask(sweeping.position_now)
        else:
            for event in await self.ask(sweeping.events_of, self._unknown(rows)):
                self._take(event)
            self.watermark = sweeping.handled_up_to(rows, self.watermark, self.handled)
        self.handled = {pk for pk in self.handled if pk > self.watermark}

    def _unknown(self, rows: Iterable[sweeping.Row]) -> list[int]:
        wanted = []
        for row in rows:
            if not sweeping.is_announced(row):
                self.handled.add(row.id)
            elif row.id not in self.handled and row.id not in self._queued:
                wanted.append(row.id)
        return wanted

    async def _check_always(self) -> None:
        """Ways in that ended silently: a session that expired, an event that was lost."""
        while True:
            await asyncio.sleep(SESSIONS_SECONDS if self.listening else SWEEP_SECONDS)
            try:
                await self.check(list(self.sockets()))
                for relay in self.relays:
                    await relay.check()
            except Exception:
                logger.exception("the sessions of open sockets were not checked")

    async def check(self, sockets: Collection[Socket]) -> None:
        """Close the sockets of those who may not be here any more."""
        ways_in = {(one.user_id, one.session, one.auth_hash) for one in sockets}
        lost = await self.ask(sweeping.ended, ways_in)
        for socket in sockets:
            if (socket.user_id, socket.session, socket.auth_hash) in lost:
                socket.close(SIGNED_OUT)


def spelling(feed: str) -> str:
    """A feed's name as events write it: pages write tags as people do."""
    kind, _colon, rest = feed.partition(":")
    return f"tag:{tag_key(rest)}" if kind == "tag" else feed
