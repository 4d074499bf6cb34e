"""Videos lose what tells where and by whom they were made, and nothing else."""

import contextlib
import random
import struct
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from microblog.lib import movies
from microblog.lib.sniffing import BadMedia

PLACE = b"+48.8566+002.3522/"
MP4, MOV, WEBM = "video/mp4", "video/quicktime", "video/webm"


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def matrix(turned: bool) -> bytes:
    numbers = (0, 1, 0, -1, 0, 0, 0, 0, 1) if turned else (1, 0, 0, 0, 1, 0, 0, 0, 1)
    return struct.pack(">9i", *numbers)


def track(
    kind: bytes,
    *,
    offset: int = 0,
    sizes: Sequence[int] = (),
    turned: bool = False,
    extra: bytes = b"",
) -> bytes:
    place = matrix(turned) + struct.pack(">II", 640 << 16, 360 << 16)
    tables = (
        box(b"stsz", struct.pack(">III", 0, 0, len(sizes)), struct.pack(f">{len(sizes)}I", *sizes)),
        box(b"stsc", struct.pack(">II3I", 0, 1, 1, len(sizes), 1)),
        box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    media = box(
        b"mdia",
        box(b"hdlr", bytes(8), kind, bytes(13)),
        box(b"minf", box(b"stbl", *tables)),
    )
    return box(b"trak", box(b"tkhd", bytes(40), place), media, extra)


def film(*, data_track: bool = True, turned: bool = False, tail: bytes = b"") -> bytes:
    head = box(b"ftyp", b"isom", bytes(4), b"isommp41")
    pictures, places = b"PICTURES" * 10, PLACE * 2
    data = box(b"mdat", pictures, places)
    start = len(head) + 8
    tracks = [track(b"vide", offset=start, sizes=(80,), turned=turned, extra=box(b"udta", PLACE))]
    if data_track:
        sizes = (len(PLACE), len(PLACE))
        tracks.append(track(b"meta", offset=start + len(pictures), sizes=sizes))
    moov = box(
        b"moov",
        box(b"mvhd", bytes(12), struct.pack(">II", 1000, 2500), bytes(80)),
        *tracks,
        box(b"udta", box(b"\xa9xyz", PLACE), box(b"loci", PLACE)),
        box(b"meta", PLACE),
    )
    return head + data + moov + box(b"uuid", bytes(16), PLACE) + box(b"free", PLACE) + tail


def element(name: str, *content: bytes, size: bytes | None = None) -> bytes:
    body = b"".join(content)
    length = b"\x01" + len(body).to_bytes(7, "big") if size is None else size
    return bytes.fromhex(name) + length + body


def webm(*, live: bool = False, kind: int = 1) -> bytes:
    unknown = b"\x01" + b"\xff" * 7 if live else None
    info = element(
        "1549a966",
        element("2ad7b1", (1_000_000).to_bytes(3, "big")),
        element("4489", struct.pack(">d", 2500.0)),
        element("7ba9", PLACE),
    )
    video = element("e0", element("b0", b"\x02\x80"), element("ba", b"\x01\x68"))
    tracks = element("1654ae6b", element("ae", element("83", bytes([kind])), video))
    clusters = [
        element("1f43b675", element("e7", b"\0"), element("a3", b"PICTURES"), size=unknown)
        for _ in range(3)
    ]
    tags = element("1254c367", element("7373", PLACE))
    segment = element("18538067", info, tracks, *clusters, tags, element("ec", PLACE), size=unknown)
    return element("1a45dfa3", element("4282", b"webm")) + segment


def cleaned(tmp_path: Path, content: bytes, mime: str) -> bytes:
    path = tmp_path / "film"
    path.write_bytes(content)
    movies.clean(path, mime)
    return path.read_bytes()


@pytest.mark.parametrize("mime", [MP4, MOV, "audio/mp4"])
def test_places_are_gone_from_every_box_and_track_and_pictures_stay(
    tmp_path: Path, mime: str
) -> None:
    before = film()

    after = cleaned(tmp_path, before, mime)

    assert PLACE in before
    assert b"48.85" not in after
    assert len(after) == len(before)
    assert after.index(b"PICTURES" * 10) == before.index(b"PICTURES" * 10)


def test_a_clean_film_can_be_read_and_cleaned_again(tmp_path: Path) -> None:
    once = cleaned(tmp_path, film(), MP4)

    assert movies.measure(BytesIO(once), MP4).width == 640
    assert cleaned(tmp_path, once, MP4) == once


@pytest.mark.parametrize(("turned", "size"), [(False, (640, 360)), (True, (360, 640))])
def test_size_and_length_are_read_and_a_phone_held_upright_is_seen(
    turned: bool, size: tuple[int, int]
) -> None:
    found = movies.measure(BytesIO(film(turned=turned)), MP4)

    assert (found.width, found.height, found.duration) == (*size, 2.5)


@pytest.mark.parametrize("live", [False, True])
def test_webm_loses_its_tags_and_keeps_its_clusters(tmp_path: Path, live: bool) -> None:
    before = webm(live=live)

    after = cleaned(tmp_path, before, WEBM)

    assert PLACE in before
    assert PLACE not in after
    assert len(after) == len(before)
    assert after.count(b"PICTURES") == 3
    found = movies.measure(BytesIO(after), WEBM)
    assert (found.width, found.height, found.duration) == (640, 360, 2.5)


def test_tracks_of_data_that_cannot_be_taken_out_are_refused(tmp_path: Path) -> None:
    fragmented = film() + box(b"moof", box(b"mfhd", bytes(8)))

    for content, mime in ((fragmented, MP4), (webm(kind=17), WEBM)):
        with pytest.raises(BadMedia) as refusal:
            cleaned(tmp_path, content, mime)
        assert refusal.value.code == "type"


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (film()[:-10], MP4),
        (film()[:200], MP4),
        (film(tail=b"PK\x03\x04 and more"), MP4),
        (box(b"ftyp", b"isom", bytes(4)), MP4),
        (box(b"ftyp", b"isom") + box(b"moov") + box(b"mdat"), MP4),
        (struct.pack(">I", 0xFFFFFFF0) + b"moov" + bytes(50), MP4),
        (struct.pack(">I", 3) + b"moov" + bytes(50), MP4),
        (b"\0\0\0\1moov" + b"\xff" * 8 + bytes(50), MP4),
        (webm()[:-5], WEBM),
        (webm()[:40], WEBM),
        (element("1a45dfa3"), WEBM),
        (element("1a45dfa3") + b"\0\0\0", WEBM),
        (webm() + b"\x1f\x43\xb6\x75" + b"\x01" + b"\xfe" * 7, WEBM),
    ],
)
def test_damaged_and_cut_off_films_are_refused(content: bytes, mime: str) -> None:
    with pytest.raises(BadMedia) as refusal:
        movies.measure(BytesIO(content), mime)

    assert refusal.value.code == "broken"


def test_deep_and_endless_boxes_are_refused() -> None:
    deep = b""
    for _ in range(3000):
        deep = box(b"moov", deep)

    for content in (deep, box(b"moov", box(b"abcd") * 200_000)):
        with pytest.raises(BadMedia):
            movies.measure(BytesIO(content), MP4)


@pytest.mark.parametrize(
    ("content", "mime"), [(film(), MP4), (webm(), WEBM), (webm(live=True), WEBM)]
)
def test_no_damage_does_more_than_be_refused(tmp_path: Path, content: bytes, mime: str) -> None:
    chance = random.Random(1)  # noqa: S311  # damage, not a secret
    for _ in range(250):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 2, 8))):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 8, 127, 255))
        with contextlib.suppress(BadMedia):
            assert len(cleaned(tmp_path, bytes(damaged), mime)) == len(content)


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    assert cleaned(tmp_path, b"anything", "text/plain") == b"anything"
