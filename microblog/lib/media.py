"""Files that people bring: inspected, stored without metadata, sized. The one door to all of it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from microblog.lib import ffmpeg, movies, pictures
from microblog.lib.filenames import content_disposition as content_disposition
from microblog.lib.filenames import safe_name as safe_name
from microblog.lib.pictures import Variant as Variant
from microblog.lib.pictures import derive_avatar as derive_avatar
from microblog.lib.pictures import derive_image as derive_image
from microblog.lib.pictures import derive_poster as derive_poster
from microblog.lib.sniffing import BadMedia as BadMedia
from microblog.lib.sniffing import Limits as Limits
from microblog.lib.sniffing import check_size, sniff

_CHUNK = 1024 * 1024
_SUFFIXES = {"video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a file is. Width and height in pixels, upright; duration in seconds; size in bytes."""

    kind: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is kept: what it was, its name for people (a picture's ends in .webp now), the
    SHA-256 (hex) and size of the copy that stands for it, and every copy, that one ("full") first.
    """

    info: MediaInfo
    name: str
    sha256: str
    size: int
    variants: list[Variant]


def take(fileobj: IO[bytes], *, name: str, folder: Path, limits: Limits | None = None) -> Taken:
    """Inspect a file and write what is kept of it into `folder`, which must be there and empty.

    Pictures are only kept re-encoded, videos and sounds without metadata, other files as they are.
    Raises BadMedia, or OSError when there is no room; the caller then removes the folder.
    """
    limits = limits or Limits()
    info = inspect(fileobj, name=name, limits=limits)
    name = safe_name(name)
    if info.kind == "image":
        variants = derive_image(fileobj, folder, limits=limits)
        # The copy is WebP: a program that opens it must not be told otherwise.
        name = safe_name(f"{Path(name).stem}.webp")
    else:
        path = folder / f"full{_SUFFIXES.get(info.mime, '.bin')}"
        store(fileobj, path, limit=limits.bytes_for(info.kind))
        variants = _derive(path, folder, info)
    full = variants[0]
    return Taken(info, name, sha256_of(full.path), full.size, variants)


def inspect(fileobj: IO[bytes], *, name: str, limits: Limits | None = None) -> MediaInfo:
    """Say what a file is, by its bytes, reading only what tells. `name` is the one it came with.

    Raises BadMedia when we do not take it. A picture may still turn out damaged when it is derived.
    """
    limits = limits or Limits()
    kind, mime = sniff(fileobj, name=name)
    size = fileobj.seek(0, os.SEEK_END)
    check_size(size, limits.bytes_for(kind))
    if kind == "image":
        shape = pictures.measure(fileobj, limits)
        return MediaInfo(kind, mime, size, shape.width, shape.height, frames=shape.frames)
    film = movies.measure(fileobj, mime)
    return MediaInfo(kind, mime, size, film.width, film.height, film.duration)


def store(fileobj: IO[bytes], dest: Path, *, limit: int | None = None) -> int:
    """Copy a file to `dest`, which must not exist, piece by piece; the number of bytes is answered.

    Raises BadMedia beyond `limit` bytes, OSError when there is no room; leaves nothing then.
    """
    size = 0
    fileobj.seek(0)
    with dest.open("xb") as copy:
        try:
            while piece := fileobj.read(_CHUNK):
                size += len(piece)
                if limit is not None:
                    check_size(size, limit)
                copy.write(piece)
            copy.flush()
        except BaseException:
            dest.unlink(missing_ok=True)
            raise
    return size


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def derive_video(path: Path, dest_dir: Path, mime: str) -> list[Variant]:
    """Take the metadata out of a stored video, in place: "full". Where this machine has ffmpeg,
    also write its first picture into `dest_dir`: "poster". Raises BadMedia when it cannot."""
    program = ffmpeg.find()
    if program:
        ffmpeg.repackage(path, mime, program=program)
    # Also after ffmpeg: what is kept was read by the same code on every machine.
    movies.clean(path, mime)
    with path.open("rb") as file:
        film = movies.measure(file, mime)
    full = Variant("full", path, mime, film.width, film.height, path.stat().st_size)
    return [full, *_poster(path, dest_dir, mime, program)]


def _derive(path: Path, folder: Path, info: MediaInfo) -> list[Variant]:
    if info.kind == "video":
        return derive_video(path, folder, info.mime)
    movies.clean(path, info.mime)
    return [Variant("full", path, info.mime, None, None, path.stat().st_size)]


def _poster(path: Path, dest_dir: Path, mime: str, program: str | None) -> list[Variant]:
    picture = dest_dir / "poster.png"
    if not program or not ffmpeg.first_picture(path, mime, picture, program=program):
        return []
    try:
        return [pictures.derive_poster(picture, dest_dir)]
    except BadMedia:
        return []
    finally:
        picture.unlink(missing_ok=True)
