"""Where the bytes of files are: random folders below the media folder, never served directly."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from feeds.models import Attachment
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.media import (
    BadMedia,
    Limits,
    MediaInfo,
    Taken,
    Variant,
    derive_poster,
    inspect,
    store,
)
from microblog.lib.media import take as take_in

FOLDER = "files"
# What waits to be taken in is called this in its folder.
ASIDE = "aside"
# A picture up to this size is made ready while its sender waits.
QUICK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in."""

    folder: str
    taken: Taken

    def as_fields(self) -> dict[str, Any]:
        """The columns of an attachment."""
        taken, full = self.taken, self.taken.variants[0]
        return {
            "folder": self.folder,
            "kind": taken.info.kind,
            "name": taken.name,
            "mime": full.mime,
            "size": taken.size,
            "sha256": taken.sha256,
            "width": full.width,
            "height": full.height,
            "variants": {variant.name: _known(variant) for variant in taken.variants},
        }


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that waits to be taken in."""

    folder: str
    info: MediaInfo

    def as_fields(self) -> dict[str, Any]:
        """The columns of its attachment: without digest and copies until it is taken in."""
        info = self.info
        return {
            "folder": self.folder,
            "kind": info.kind,
            "mime": info.mime,
            "size": info.size,
            "width": info.width,
            "height": info.height,
        }


def _known(variant: Variant) -> dict[str, Any]:
    return {
        "file": variant.path.name,
        "mime": variant.mime,
        "size": variant.size,
        "width": variant.width,
        "height": variant.height,
    }


def take(file: IO[bytes], *, name: str) -> Stored:
    """Inspect, clean and keep a file, or raise Rejected("file") and leave nothing."""
    key = secrets.token_hex(20)
    with _making(key) as folder:
        return Stored(key, take_in(file, name=name, folder=folder, limits=limits()))


@contextmanager
def _making(key: str) -> Iterator[Path]:
    """A new folder to fill; where that fails nothing of it is left, and the reason is told."""
    folder = path_of(key)
    folder.mkdir(parents=True)
    try:
        yield folder
    except BadMedia as error:
        drop(key)
        raise Rejected("file", str(error), code=error.code) from error
    except OSError as error:
        drop(key)
        message = _("There is no room for this file now. Try again later.")
        raise Rejected("file", message, code="no_room") from error
    except BaseException:
        drop(key)
        raise


def put_aside(file: IO[bytes], *, name: str) -> Aside:
    """Keep a file as it came, to be taken in later, or raise Rejected("file") and leave nothing.

    What its first bytes tell is asked now, so that most refusals are told at once.
    """
    key = secrets.token_hex(20)
    with _making(key) as folder:
        info = inspect(file, name=name, limits=limits())
        store(file, folder / ASIDE, limit=limits().bytes_for(info.kind))
        return Aside(key, info)


def take_aside(attachment: Attachment) -> Stored:
    """Take in what was put aside. Raises Rejected("file"), and NotFound where nothing is there."""
    try:
        with (path_of(attachment.folder) / ASIDE).open("rb") as file:
            return take(file, name=attachment.name)
    except FileNotFoundError:
        raise NotFound from None


def is_slow(file: IO[bytes], *, name: str) -> bool:
    """Whether taking a file in would keep somebody waiting: a video, or a large picture."""
    try:
        info = inspect(file, name=name, limits=limits())
    except BadMedia as error:
        raise Rejected("file", str(error), code=error.code) from error
    return info.kind == "video" or (info.kind == "image" and info.size > QUICK_BYTES)


def put_poster(folder: str, picture: IO[bytes]) -> dict[str, Any]:
    """Write the picture that stands for a video, and say what is known of it.

    Raises Rejected("thumbnail").
    """
    try:
        return _known(derive_poster(picture, path_of(folder)))
    except BadMedia as error:
        raise Rejected("thumbnail", str(error), code=error.code) from error
    except OSError as error:
        message = _("There is no room for this file now. Try again later.")
        raise Rejected("thumbnail", message, code="no_room") from error


def copy(attachment: Attachment) -> str:
    """Copy all of a file to a folder of its own, which is told."""
    key = secrets.token_hex(20)
    with _making(key) as folder:
        for variant in attachment.variants.values():
            shutil.copyfile(path_of(attachment.folder) / variant["file"], folder / variant["file"])
    return key


def move_poster(attachment: Attachment, folder: str) -> dict[str, Any]:
    """Bring the picture somebody chose for a video beside the video; variants to add."""
    chosen = variant_path(attachment, "poster")
    if chosen is None:
        return {}
    path, variant = chosen
    shutil.copyfile(path, path_of(folder) / path.name)
    return {"poster": variant}


def drop(folder: str) -> None:
    """Remove a file's folder, if it is there."""
    shutil.rmtree(path_of(folder), ignore_errors=True)


def variant_path(attachment: Attachment, use: str) -> tuple[Path, dict[str, Any]] | None:
    """The file of one use ("full", "feed", "poster") and what is known of it, or None."""
    variant = attachment.variants.get(use)
    if variant is None or "file" not in variant:
        return None
    path = path_of(attachment.folder) / variant["file"]
    return (path, variant) if path.is_file() else None


def path_of(folder: str) -> Path:
    """The folder on disk; two letters of its name keep directories small."""
    return Path(settings.MEDIA_ROOT) / FOLDER / folder[:2] / folder


def limits() -> Limits:
    """How large files may be here."""
    most = int(settings.MAX_UPLOAD)
    return Limits(image_bytes=min(Limits().image_bytes, most), video_bytes=most, file_bytes=most)
