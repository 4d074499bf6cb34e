"""The elements of one WebM or Matroska file, as RFC 9559 lays them out."""

import struct
from collections.abc import Iterator
from typing import IO

from microblog.lib.containers import File, Film, Part, broken, uncleanable

_MOST_ELEMENTS = 2_000_000
_LONGEST_NAME = 4  # bytes of an element's name


class Matroska:
    """The elements of one WebM or Matroska file."""

    HEADER, SEGMENT, CLUSTER = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
    INFO, TRACKS = b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b"
    TAGS, ATTACHMENTS = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69"
    SEEK, CUES, CHAPTERS = b"\x11\x4d\x9b\x74", b"\x1c\x53\xbb\x6b", b"\x10\x43\xa7\x70"
    LEVEL_ONE = frozenset((CLUSTER, INFO, TRACKS, TAGS, ATTACHMENTS, SEEK, CUES, CHAPTERS))
    # What stood here before, and checksums that no longer hold.
    VOID, CHECKSUM = b"\xec", b"\xbf"
    ERASED = frozenset((TAGS, ATTACHMENTS, CHAPTERS, VOID, CHECKSUM))
    # Title, file names, date, and the programs that wrote the file.
    ERASED_IN_INFO = frozenset(
        (b"\x7b\xa9", b"\x73\x84", b"\x3c\x83\xab", b"\x3e\x83\xbb", b"\x44\x61", VOID, CHECKSUM)
    )
    TRACK, KIND, VIDEO, WIDTH, HEIGHT = b"\xae", b"\x83", b"\xe0", b"\xb0", b"\xba"
    KEPT_KINDS = (1, 2)  # pictures, sound
    SCALE, DURATION = b"\x2a\xd7\xb1", b"\x44\x89"
    NAME = b"\x53\x6e"

    def __init__(self, file: IO[bytes]) -> None:
        self.io = File(file)
        self.film = Film()
        self.erased: list[Part] = []
        self.kinds: list[int] = []
        self.count = 0
        names = [self._top(part) for part in self._parts(0, self.io.size)]
        if self.SEGMENT not in names or not self.kinds:
            raise broken()

    def clean(self, *, strict: bool) -> None:
        if strict and any(kind not in self.KEPT_KINDS for kind in self.kinds):
            raise uncleanable()
        for part in self.erased:
            length = part.end - part.start
            # A Void of the same length: a size of eight bytes, or of one where eight have no room.
            head = b"\xec\x01" + (length - 9).to_bytes(7, "big") if length >= 9 else b""
            self.io.write(part.start, head or bytes((0xEC, 0x80 | (length - 2))))
            self.io.zero(part.start + (9 if head else 2), part.end)

    def _top(self, part: Part) -> bytes:
        if part.name == self.SEGMENT:
            for child in self._parts(part.body, part.end):
                self._level_one(child)
        elif part.name != self.HEADER:
            self.erased.append(part)
        return part.name

    def _level_one(self, part: Part) -> None:
        if part.name in self.ERASED:
            self.erased.append(part)
        elif part.name == self.INFO:
            self._info(part)
        elif part.name == self.TRACKS:
            for track in self._parts(part.body, part.end):
                if track.name == self.TRACK:
                    self._track(track)
                elif track.name in self.ERASED:
                    self.erased.append(track)

    def _info(self, part: Part) -> None:
        scale, length = 1_000_000, 0.0
        for child in self._parts(part.body, part.end):
            if child.name in self.ERASED_IN_INFO:
                self.erased.append(child)
            elif child.name == self.SCALE:
                scale = self._number(child)
            elif child.name == self.DURATION:
                length = self._float(child)
        seconds = length * scale / 1e9
        self.film.duration = round(seconds, 3) if 0 < seconds < 1e6 else None

    def _track(self, part: Part) -> None:
        for child in self._parts(part.body, part.end):
            if child.name == self.KIND:
                self.kinds.append(self._number(child))
            elif child.name == self.NAME or child.name in self.ERASED:
                self.erased.append(child)
            elif child.name == self.VIDEO and self.film.width is None:
                sizes = {item.name: item for item in self._parts(child.body, child.end)}
                if self.WIDTH in sizes and self.HEIGHT in sizes:
                    self.film.width = self._number(sizes[self.WIDTH])
                    self.film.height = self._number(sizes[self.HEIGHT])

    def _number(self, part: Part) -> int:
        return int.from_bytes(self.io.read(part.body, min(part.end - part.body, 8)), "big")

    def _float(self, part: Part) -> float:
        data = self.io.read(part.body, min(part.end - part.body, 8))
        form = {4: ">f", 8: ">d"}.get(len(data))
        return float(struct.unpack(form, data)[0]) if form else 0.0

    def _parts(self, start: int, end: int) -> Iterator[Part]:
        while start < end:
            name, body, size = self._head(start, end)
            stop = self._unknown_end(name, body, end) if size is None else body + size
            if stop > end:
                raise broken()
            yield Part(name, start, body, stop)
            start = stop

    def _head(self, start: int, end: int) -> tuple[bytes, int, int | None]:
        """The name of an element, where its content starts, and how long that is if it says so."""
        self.count += 1
        if self.count > _MOST_ELEMENTS:
            raise broken()
        head = self.io.read(start, min(12, end - start))
        at = _vint_length(head)
        length = _vint_length(head[at:])
        if len(head) < at + length or at > _LONGEST_NAME:
            raise broken()
        unknown = (1 << (7 * length)) - 1
        size = int.from_bytes(head[at : at + length], "big") & unknown
        return head[:at], start + at + length, None if size == unknown else size

    def _unknown_end(self, name: bytes, body: int, end: int) -> int:
        """Where an element without a size ends: the segment or a cluster of a live recording."""
        if name == self.SEGMENT:
            return end
        if name != self.CLUSTER:
            raise broken()
        while body < end:
            child, start, size = self._head(body, end)
            if child in self.LEVEL_ONE:
                return body
            if size is None:
                raise broken()
            body = start + size
        return body


def _vint_length(head: bytes) -> int:
    if not head or not head[0]:
        raise broken()
    return 9 - head[0].bit_length()
