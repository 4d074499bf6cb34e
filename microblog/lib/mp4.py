"""The boxes of one MP4 or MOV file, as ISO 14496-12 lays them out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from microblog.lib.containers import File, Film, Part, broken, uncleanable

_MOST_BOXES = 100_000
_LARGEST_TABLE = 16 * 1024 * 1024
_MOST_SAMPLES = 1_000_000
_DEEPEST = 8


@dataclass(slots=True)
class Track:
    box: Part
    kind: bytes = b""
    size: tuple[int, int] = (0, 0)
    tables: dict[bytes, Part] = field(default_factory=dict)


class Mp4:
    """The boxes of one MP4 or MOV file."""

    CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"))
    KEPT_AT_TOP = frozenset(
        (b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"wide", b"pdin")
    )
    ERASED = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip", b"tref", b"XMP_", b"cprt"))
    KEPT_TRACKS = frozenset((b"vide", b"soun"))
    TABLES = frozenset((b"stsz", b"stz2", b"stsc", b"stco", b"co64"))

    def __init__(self, file: IO[bytes]) -> None:
        self.io = File(file)
        self.film = Film()
        self.erased: list[Part] = []
        self.tracks: list[Track] = []
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
        if not self.tracks or not {b"mdat", b"moof"} & names:
            raise broken()

    def _walk(self, container: Part, depth: int = 0) -> None:
        if depth > _DEEPEST:
            raise broken()
        for part in self._parts(container.body, container.end):
            if part.name in self.ERASED:
                self.erased.append(part)
            elif part.name in self.CONTAINERS:
                if part.name == b"trak":
                    self.tracks.append(Track(part))
                self._walk(part, depth + 1)
                if part.name == b"trak":
                    self._measure_track(self.tracks[-1])
            else:
                self._note(part)

    def _note(self, part: Part) -> None:
        if part.name == b"mvhd":
            self.film.duration = self._duration(part)
        elif self.tracks and part.name == b"tkhd":
            self.tracks[-1].size = self._upright_size(part)
        elif self.tracks and part.name == b"hdlr" and not self.tracks[-1].kind:
            self.tracks[-1].kind = self.io.read(part.body + 8, 4)
        elif self.tracks and part.name in self.TABLES:
            self.tracks[-1].tables[part.name] = part

    def _measure_track(self, track: Track) -> None:
        if track.kind == b"vide" and self.film.width is None and all(track.size):
            self.film.width, self.film.height = track.size

    def _duration(self, part: Part) -> float | None:
        long = self.io.read(part.body, 1) == b"\x01"
        data = self.io.read(part.body + (20 if long else 12), 12 if long else 8)
        scale, length = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:], "big")
        unknown = (1 << (64 if long else 32)) - 1
        return round(length / scale, 3) if scale and 0 < length < unknown else None

    def _upright_size(self, part: Part) -> tuple[int, int]:
        data = self.io.read(part.end - 44, 44) if part.end - part.body >= 80 else bytes(44)
        width, height = (int.from_bytes(data[at : at + 4], "big") >> 16 for at in (36, 40))
        on_its_side = not int.from_bytes(data[:4], "big") and int.from_bytes(data[4:8], "big")
        return (height, width) if on_its_side else (width, height)

    def _parts(self, start: int, end: int) -> Iterator[Part]:
        while start + 8 <= end:
            self.count += 1
            if self.count > _MOST_BOXES:
                raise broken()
            head = self.io.read(start, 8)
            size, name, body = int.from_bytes(head[:4], "big"), head[4:], start + 8
            if size == 1:
                size, body = int.from_bytes(self.io.read(start + 8, 8), "big"), start + 16
            elif size == 0:
                size = end - start
            if start + size > end or start + size < body:
                raise broken()
            yield Part(name, start, body, start + size)
            start += size
        # Fewer bytes than a box needs: QuickTime ends lists with four zeros.
        if any(self.io.read(start, end - start)):
            raise broken()

    def _erase_samples(self, track: Track) -> None:
        """Zero what a track of data (places, speed, subtitles) holds among the pictures."""
        if self.fragmented:
            raise uncleanable()
        left = self.io.size
        for start, count in self._chunks(track):
            if start + count > self.io.size:
                raise broken()
            left -= count
            if left < 0:
                raise broken()
            self.io.zero(start, start + count)

    def _chunks(self, track: Track) -> Iterator[tuple[int, int]]:
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

    def _sample_sizes(self, track: Track) -> list[int]:
        part = track.tables.get(b"stsz")
        if part is None:
            if b"stz2" in track.tables:
                raise broken()
            return []
        fixed = int.from_bytes(self.io.read(part.body + 4, 4), "big")
        count = int.from_bytes(self.io.read(part.body + 8, 4), "big")
        if count > _MOST_SAMPLES:
            raise broken()
        return [fixed] * count if fixed else self._rows(part, part.body + 12, count, 4)

    def _table(self, track: Track, name: bytes, width: int) -> list[int]:
        part = track.tables.get(name)
        if part is None:
            return []
        count = int.from_bytes(self.io.read(part.body + 4, 4), "big")
        return self._rows(part, part.body + 8, count, width)

    def _rows(self, part: Part, start: int, count: int, width: int) -> list[int]:
        length = count * width
        if start + length > part.end or length > _LARGEST_TABLE:
            raise broken()
        data = self.io.read(start, length)
        return [int.from_bytes(data[at : at + width], "big") for at in range(0, length, width)]
