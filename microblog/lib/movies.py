"""Videos keep their pictures and sound and lose what tells where and by whom they were made.

The boxes of MP4 and MOV and the elements of WebM are walked, never decoded; metadata are overwritten
where they stand, so that every byte of pictures and sound stays in its place and memory stays flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from microblog.lib.sniffing import BROKEN, TYPE, BadMedia

MP4_TYPES = ("video/mp4", "video/quicktime", "audio/mp4")
EBML_TYPES = ("video/webm", "video/x-matroska")

_CHUNK = 64 * 1024
_MOST_BOXES = 100_000
_MOST_ELEMENTS = 2_000_000
_LARGEST_TABLE = 16 * 1024 * 1024
_MOST_SAMPLES = 1_000_000


@dataclass(slots=True)
class Film:
    """What a video says of itself: upright size in pixels, length in seconds, when it says so."""

    width: int | None = None
    height: int | None = None
    duration: float | None = None


def measure(file: BinaryIO, mime: str) -> Film:
    """Read size and length of a video. Raises BadMedia when it is damaged or cut off."""
    if mime in MP4_TYPES:
        return _Mp4(file).film
    return _Ebml(file).film if mime in EBML_TYPES else Film()


def clean(path: Path, mime: str) -> None:
    """Overwrite the metadata of a video in place. Raises BadMedia when it is damaged, or holds tracks
    of data that cannot be taken out; the file is useless then."""
    if mime in MP4_TYPES:
        with path.open("r+b") as file:
            _Mp4(file).clean()
    elif mime in EBML_TYPES:
        with path.open("r+b") as file:
            _Ebml(file).clean()


def _broken() -> BadMedia:
    return BadMedia(BROKEN, _("This video is damaged: it cannot be read."))


@dataclass(frozen=True, slots=True)
class _Part:
    """A box or an element: where it starts, where its content starts, and where it ends."""

    name: bytes
    start: int
    body: int
    end: int


class _File:
    """Bounded reads and overwrites of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, 2)

    def read(self, start: int, count: int) -> bytes:
        self.file.seek(start)
        data = self.file.read(count)
        if len(data) < count:
            raise _broken()
        return data

    def zero(self, start: int, end: int) -> None:
        self.file.seek(start)
        while start < end:
            count = min(_CHUNK, end - start)
            self.file.write(bytes(count))
            start += count

    def write(self, start: int, data: bytes) -> None:
        self.file.seek(start)
        self.file.write(data)


@dataclass(slots=True)
class _Track:
    box: _Part
    kind: bytes = b""
    size: tuple[int, int] = (0, 0)
    tables: dict[bytes, _Part] = field(default_factory=dict)


class _Mp4:
    """The boxes of one MP4 or MOV file."""

    CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"))
    KEPT_AT_TOP = frozenset(
        (b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"wide", b"pdin")
    )
    ERASED = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip", b"tref", b"XMP_", b"cprt"))
    KEPT_TRACKS = frozenset((b"vide", b"soun"))
    TABLES = frozenset((b"stsz", b"stz2", b"stsc", b"stco", b"co64"))

    def __init__(self, file: BinaryIO) -> None:
        self.io = _File(file)
        self.film = Film()
        self.erased: list[_Part] = []
        self.tracks: list[_Track] = []
        self.fragmented = False
        self.count = 0
        self._walk_top()

    def clean(self) -> None:
        for track in self.tracks:
            if track.kind not in self.KEPT_TRACKS:
                self._erase_samples(track)
                self.erased.append(track.box)
        for part in self.erased:
            self.io.write(part.start + 4, b"free")
            self.io.zero(part.body, part.end)

    def _walk_top(self) -> None:
        names = set()
        for part in self._parts(0, self.io.size):
            names.add(part.name)
            if part.name not in self.KEPT_AT_TOP:
                self.erased.append(part)
            elif part.name in self.CONTAINERS:
                self.fragmented |= part.name == b"moof"
                self._walk(part)
        if b"moov" not in names or not any(track.kind == b"vide" for track in self.tracks):
            if b"moov" not in names or not self.tracks:
                raise _broken()

    def _walk(self, container: _Part) -> None:
        for part in self._parts(container.body, container.end):
            if part.name in self.ERASED:
                self.erased.append(part)
            elif part.name in self.CONTAINERS:
                if part.name == b"trak":
                    self.tracks.append(_Track(part))
                self._walk(part)
                if part.name == b"trak":
                    self._measure_track(self.tracks[-1])
            else:
                self._note(part)

    def _note(self, part: _Part) -> None:
        if part.name == b"mvhd":
            self.film.duration = self._duration(part)
        elif self.tracks and part.name == b"tkhd":
            self.tracks[-1].size = self._upright_size(part)
        elif self.tracks and part.name == b"hdlr" and not self.tracks[-1].kind:
            self.tracks[-1].kind = self.io.read(part.body + 8, 4)
        elif self.tracks and part.name in self.TABLES:
            self.tracks[-1].tables[part.name] = part

    def _measure_track(self, track: _Track) -> None:
        if track.kind == b"vide" and self.film.width is None and all(track.size):
            self.film.width, self.film.height = track.size

    def _duration(self, part: _Part) -> float | None:
        long = self.io.read(part.body, 1) == b"\x01"
        data = self.io.read(part.body + (20 if long else 12), 12 if long else 8)
        scale, length = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")
        unknown = (1 << (64 if long else 32)) - 1
        return round(length / scale, 3) if scale and 0 < length < unknown else None

    def _upright_size(self, part: _Part) -> tuple[int, int]:
        data = self.io.read(part.end - 44, 44) if part.end - part.body >= 80 else bytes(44)
        width, height = (int.from_bytes(data[at : at + 4], "big") >> 16 for at in (36, 40))
        on_its_side = not int.from_bytes(data[:4], "big") and int.from_bytes(data[4:8], "big")
        return (height, width) if on_its_side else (width, height)

    def _parts(self, start: int, end: int) -> Iterator[_Part]:
        while start + 8 <= end:
            self.count += 1
            if self.count > _MOST_BOXES:
                raise _broken()
            head = self.io.read(start, 8)
            size, name, body = int.from_bytes(head[:4], "big"), head[4:], start + 8
            if size == 1:
                size, body = int.from_bytes(self.io.read(start + 8, 8), "big"), start + 16
            elif size == 0:
                size = end - start
            if start + size > end or start + size < body:
                raise _broken()
            yield _Part(name, start, body, start + size)
            start += size
        if start < end:
            # Fewer bytes than a box needs: QuickTime ends lists with four zeros.
            self.erased_tail(start, end)

    def erased_tail(self, start: int, end: int) -> None:
        if any(self.io.read(start, end - start)):
            raise _broken()

    def _erase_samples(self, track: _Track) -> None:
        """Zero what a track of data (places, speed, subtitles) holds among the pictures."""
        if self.fragmented:
            raise BadMedia(TYPE, _("This video holds data besides pictures and sound: export it again."))
        left = self.io.size
        for start, count in self._chunks(track):
            if start + count > self.io.size:
                raise _broken()
            left -= count
            if left < 0:
                raise _broken()
            self.io.zero(start, start + count)

    def _chunks(self, track: _Track) -> Iterator[tuple[int, int]]:
        sizes = self._sample_sizes(track)
        offsets = self._table(track, b"co64", 8) or self._table(track, b"stco", 4)
        runs = self._table(track, b"stsc", 12)
        sample = run = 0
        for number, offset in enumerate(offsets, 1):
            while run + 1 < len(runs) and runs[run + 1] >> 64 <= number:
                run += 1
            per_chunk = (runs[run] >> 32) & 0xFFFFFFFF if runs else 0
            yield offset, sum(sizes[sample : sample + per_chunk])
            sample += per_chunk

    def _sample_sizes(self, track: _Track) -> list[int]:
        part = track.tables.get(b"stsz")
        if part is None:
            if b"stz2" in track.tables:
                raise _broken()
            return []
        fixed = int.from_bytes(self.io.read(part.body + 4, 4), "big")
        count = int.from_bytes(self.io.read(part.body + 8, 4), "big")
        if count > _MOST_SAMPLES:
            raise _broken()
        return [fixed] * count if fixed else self._rows(part, part.body + 12, count, 4)

    def _table(self, track: _Track, name: bytes, width: int) -> list[int]:
        part = track.tables.get(name)
        if part is None:
            return []
        count = int.from_bytes(self.io.read(part.body + 4, 4), "big")
        return self._rows(part, part.body + 8, count, width)

    def _rows(self, part: _Part, start: int, count: int, width: int) -> list[int]:
        length = count * width
        if start + length > part.end or length > _LARGEST_TABLE:
            raise _broken()
        data = self.io.read(start, length)
        return [int.from_bytes(data[at : at + width], "big") for at in range(0, length, width)]


class _Ebml:
    """The elements of one WebM or Matroska file."""

    HEADER, SEGMENT, CLUSTER = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
    INFO, TRACKS = b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b"
    TAGS, ATTACHMENTS = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69"
    SEEK, CUES, CHAPTERS = b"\x11\x4d\x9b\x74", b"\x1c\x53\xbb\x6b", b"\x10\x43\xa7\x70"
    LEVEL_ONE = frozenset((CLUSTER, INFO, TRACKS, TAGS, ATTACHMENTS, SEEK, CUES, CHAPTERS))
    VOID = b"\xec"
    ERASED = frozenset((TAGS, ATTACHMENTS, CHAPTERS, VOID))
    # Title, file names, date, and the programs that wrote the file.
    ERASED_IN_INFO = frozenset(
        (b"\x7b\xa9", b"\x73\x84", b"\x3c\x83\xab", b"\x3e\x83\xbb", b"\x44\x61", VOID)
    )
    TRACK, KIND, VIDEO, WIDTH, HEIGHT = b"\xae", b"\x83", b"\xe0", b"\xb0", b"\xba"
    SCALE, DURATION = b"\x2a\xd7\xb1", b"\x44\x89"
    NAME = b"\x53\x6e"

    def __init__(self, file: BinaryIO) -> None:
        self.io = _File(file)
        self.film = Film()
        self.erased: list[_Part] = []
        self.kinds: list[int] = []
        self.count = 0
        names = [self._top(part) for part in self._parts(0, self.io.size)]
        if self.SEGMENT not in names or not self.kinds:
            raise _broken()

    def clean(self) -> None:
        if any(kind not in (1, 2) for kind in self.kinds):
            raise BadMedia(TYPE, _("This video holds data besides pictures and sound: export it again."))
        for part in self.erased:
            length = part.end - part.start
            # A Void of the same length: a size of eight bytes, or of one where eight have no room.
            head = b"\xec\x01" + (length - 9).to_bytes(7, "big") if length >= 9 else b""
            self.io.write(part.start, head or bytes((0xEC, 0x80 | (length - 2))))
            self.io.zero(part.start + (9 if head else 2), part.end)

    def _top(self, part: _Part) -> bytes:
        if part.name == self.SEGMENT:
            for child in self._parts(part.body, part.end):
                self._level_one(child)
        elif part.name != self.HEADER:
            self.erased.append(part)
        return part.name

    def _level_one(self, part: _Part) -> None:
        if part.name in self.ERASED:
            self.erased.append(part)
        elif part.name == self.INFO:
            self._info(part)
        elif part.name == self.TRACKS:
            for track in self._parts(part.body, part.end):
                if track.name == self.TRACK:
                    self._track(track)

    def _info(self, part: _Part) -> None:
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

    def _track(self, part: _Part) -> None:
        for child in self._parts(part.body, part.end):
            if child.name == self.KIND:
                self.kinds.append(self._number(child))
            elif child.name == self.NAME:
                self.erased.append(child)
            elif child.name == self.VIDEO and self.film.width is None:
                sizes = {item.name: item for item in self._parts(child.body, child.end)}
                if self.WIDTH in sizes and self.HEIGHT in sizes:
                    self.film.width = self._number(sizes[self.WIDTH])
                    self.film.height = self._number(sizes[self.HEIGHT])

    def _number(self, part: _Part) -> int:
        return int.from_bytes(self.io.read(part.body, min(part.end - part.body, 8)), "big")

    def _float(self, part: _Part) -> float:
        data = self.io.read(part.body, min(part.end - part.body, 8))
        return float(struct.unpack(">f" if len(data) == 4 else ">d", data)[0]) if len(data) in (4, 8) else 0.0

    def _parts(self, start: int, end: int) -> Iterator[_Part]:
        while start < end:
            self.count += 1
            if self.count > _MOST_ELEMENTS:
                raise _broken()
            head = self.io.read(start, min(12, end - start))
            name_length, size_length = _vint_length(head[:1]), _vint_length(head[_vint_length(head[:1]) :])
            body = start + name_length + size_length
            size = int.from_bytes(head[name_length : name_length + size_length], "big")
            size &= (1 << (7 * size_length)) - 1
            name = head[:name_length]
            if size == (1 << (7 * size_length)) - 1:
                stop = self._unknown_end(name, body, end)
            else:
                stop = body + size
            if len(head) < name_length + size_length or stop > end:
                raise _broken()
            yield _Part(name, start, body, stop)
            start = stop

    def _unknown_end(self, name: bytes, body: int, end: int) -> int:
        """Where an element without a size ends: a live recording's segment, or one of its clusters."""
        if name == self.SEGMENT:
            return end
        if name != self.CLUSTER:
            raise _broken()
        for part in self._parts(body, end):
            if part.name in self.LEVEL_ONE:
                return part.start
        return end


def _vint_length(head: bytes) -> int:
    if not head or not head[0]:
        raise _broken()
    return 9 - head[0].bit_length()
