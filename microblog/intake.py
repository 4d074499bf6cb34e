"""What is taken from a line before anybody is asked: bodies have an end, some headers are not said.

Daphne reads a body whole, to disk, before the application hears of the request. It also takes from
a header where the application is mounted, which is the client's to say if no proxy removes it.
"""

from typing import Any

MOUNTED_AT = b"daphne-root-path"
# Beyond the limit a body is read and dropped, so that a browser gets to its answer; not for ever.
PATIENCE = 4


def bounded(request: type[Any], most: int) -> type[Any]:
    """Daphne's request. Of its body `most` bytes and one are kept: enough to see it is too long."""

    class Bounded(request):  # type: ignore[misc]  # Daphne has no types
        came = 0

        def handleContentChunk(self, data: bytes) -> None:  # Twisted's spelling
            room = max(0, most + 1 - self.came)
            self.came += len(data)
            if room:
                super().handleContentChunk(data[:room])
            if self.came > PATIENCE * most:
                self.transport.loseConnection()

        def process(self) -> Any:
            self.requestHeaders.removeHeader(MOUNTED_AT)
            return super().process()

    return Bounded
