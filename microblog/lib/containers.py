"""What the containers of videos share: parts with a name and a length, read within bounds."""

from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from microblog.lib.sniffing import BROKEN, TYPE, BadMedia

CHUNK = 64 * 1024


@dataclass(slots=True)
class Film:
    """What a video says of itself: upright size in pixels, length in seconds, when it says so."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None


def broken() -> BadMedia:
    return BadMedia(BROKEN, _("This video is damaged: it cannot be read."))


def uncleanable() -> BadMedia:
    return BadMedia(TYPE, _("This video holds data besides pictures and sound: export it again."))


@dataclass(frozen=True, slots=True)
class Part:
    """A box or an element: where it starts, where its content starts, and where it ends."""

    name: bytes
    start: int
    body: int
    end: int


class File:
    """Bounded reads and overwrites of a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, 2)

    def read(self, start: int, count: int) -> bytes:
        self.file.seek(start)
        data = self.file.read(count)
        if len(data) < count:
            raise broken()
        return data

    def zero(self, start: int, end: int) -> None:
        self.file.seek(start)
        while start < end:
            count = min(CHUNK, end - start)
            self.file.write(bytes(count))
            start += count

    def write(self, start: int, data: bytes) -> None:
        self.file.seek(start)
        self.file.write(data)
