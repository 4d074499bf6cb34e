"""The one door for files: what is taken, what is kept of it, and what is refused."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from microblog.lib import ffmpeg
from microblog.lib.media import BadMedia, Limits, inspect, sha256_of, store, take
from tests.microblog.lib.test_movies import PLACE, film, webm
from tests.microblog.lib.test_pictures import encoded, gif, moving, picture


@pytest.fixture(autouse=True)
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "find", lambda: None)


def test_a_picture_is_kept_only_written_anew(tmp_path: Path) -> None:
    brought = encoded(picture(1600, 800), "JPEG", comment=b"CANARY")

    taken = take(brought, name="C:\\Photos\\Été.jpg", folder=tmp_path)

    assert (taken.info.kind, taken.info.width, taken.info.height) == ("image", 1600, 800)
    assert taken.name == "Été.webp"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feed.webp", "full.webp"]
    assert taken.sha256 == hashlib.sha256((tmp_path / "full.webp").read_bytes()).hexdigest()
    assert taken.size == (tmp_path / "full.webp").stat().st_size


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".png", "", "..", "photo.jpg.png"])
def test_the_name_that_is_kept_fits_and_tells_the_format(tmp_path: Path, name: str) -> None:
    taken = take(encoded(picture(5, 5), "PNG"), name=name, folder=tmp_path)

    assert len(taken.name) <= 120
    assert taken.name.endswith(".webp")


def test_a_moving_picture_says_how_many_frames_it_has() -> None:
    assert inspect(moving(7), name="a.gif").frames == 7


@pytest.mark.parametrize(("content", "name"), [(film(), "a.mp4"), (webm(), "a.webm")])
def test_a_video_is_kept_without_the_place_it_was_made(
    tmp_path: Path, content: bytes, name: str
) -> None:
    taken = take(BytesIO(content), name=name, folder=tmp_path)

    (full,) = taken.variants
    assert (taken.info.kind, full.width, full.height) == ("video", 640, 360)
    assert PLACE not in full.path.read_bytes()
    assert taken.sha256 == sha256_of(full.path)


def test_another_file_is_kept_as_it_is(tmp_path: Path) -> None:
    taken = take(BytesIO(b"a;b\n1;2"), name="../x/table.csv", folder=tmp_path)

    assert (taken.info.kind, taken.info.mime, taken.name) == ("file", "text/csv", "table.csv")
    assert taken.variants[0].path.read_bytes() == b"a;b\n1;2"
    assert taken.sha256 == hashlib.sha256(b"a;b\n1;2").hexdigest()


@pytest.mark.parametrize(
    ("brought", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"x" * 2000, "a.txt", "too_big"),
        (b"MZ\x00", "a.exe", "type"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "broken"),
        (gif(5000).getvalue(), "a.gif", "dimensions"),
        (film()[:-1], "a.mp4", "broken"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(
    tmp_path: Path, brought: bytes, name: str, code: str
) -> None:
    limits = Limits(file_bytes=1000)

    with pytest.raises(BadMedia) as refusal:
        take(BytesIO(brought), name=name, folder=tmp_path, limits=limits)

    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_each_kind_has_its_own_limit() -> None:
    image = encoded(picture(50, 50), "PNG")

    with pytest.raises(BadMedia) as refusal:
        inspect(image, name="a.png", limits=Limits(image_bytes=10))

    assert refusal.value.code == "too_big"


def test_storing_stops_at_the_limit_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "copy"

    with pytest.raises(BadMedia):
        store(BytesIO(bytes(3_000_000)), path, limit=1_500_000)
    assert not path.exists()

    assert store(BytesIO(b"abc"), path) == 3
    with pytest.raises(FileExistsError):
        store(BytesIO(b"def"), path)
    assert path.read_bytes() == b"abc"


def test_a_video_gets_a_poster_where_ffmpeg_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_picture(path: Path, mime: str, dest: Path, *, program: str) -> bool:
        Image.new("RGB", (1920, 1080)).save(dest)
        return True

    monkeypatch.setattr(ffmpeg, "find", lambda: "/bin/false")
    monkeypatch.setattr(ffmpeg, "first_picture", first_picture)

    taken = take(BytesIO(film()), name="a.mp4", folder=tmp_path)

    assert [(v.name, v.width) for v in taken.variants] == [("full", 640), ("poster", 1280)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full.mp4", "poster.webp"]


def test_ffmpeg_that_fails_leaves_the_video_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(film())

    assert not ffmpeg.repackage(path, "video/mp4", program="/bin/false")
    assert not ffmpeg.first_picture(path, "video/mp4", tmp_path / "p.png", program="/nowhere")
    assert path.read_bytes() == film()
    assert list(tmp_path.iterdir()) == [path]
