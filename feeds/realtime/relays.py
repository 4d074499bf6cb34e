"""Other listeners than pages, whose words the hub does not know: it hands them the same events."""

from typing import Protocol

from feeds.realtime.events import Event


class Relay(Protocol):
    """Somebody who tells events on in words of their own. Called on the event loop, in order."""

    async def hear(self, event: Event) -> None:
        """Something happened. Who may know of it is asked now, for each event anew."""

    async def check(self) -> None:
        """End what goes to those who may not be here any more."""

    def resync(self) -> None:
        """Too much was missed to tell: all begin again."""
