"""Where the bytes of files are: random folders below the media folder, never served directly."""

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from feeds.models import Attachment
from microblog.lib.errors import Rejected
from microblog.lib.media import BadMedia, Limits, Taken
from microblog.lib.media import take as take_in

FOLDER = "files"


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
            "variants": {
                variant.name: {
                    "file": variant.path.name,
                    "mime": variant.mime,
                    "size": variant.size,
                    "width": variant.width,
                    "height": variant.height,
                }
                for variant in taken.variants
            },
        }


def take(file: IO[bytes], *, name: str) -> Stored:
    """Inspect, clean and keep a file, or raise Rejected("file") and leave nothing."""
    key = secrets.token_hex(20)
    folder = path_of(key)
    folder.mkdir(parents=True)
    try:
        return Stored(key, take_in(file, name=name, folder=folder, limits=limits()))
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


def drop(folder: str) -> None:
    """Remove a file's folder, if it is there."""
    shutil.rmtree(path_of(folder), ignore_errors=True)


def variant_path(attachment: Attachment, use: str) -> tuple[Path, dict[str, Any]] | None:
    """The file of one use ("full", "feed", "poster") and what is known of it, or None."""
    variant = attachment.variants.get(use)
    if variant is None:
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
