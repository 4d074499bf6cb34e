"""Photos of people: squares in two sizes, under names that nobody guesses."""

import secrets
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from microblog.lib.errors import Rejected
from microblog.lib.media import BadMedia, derive_avatar

FOLDER = "avatars"
LARGEST = 10 * 1024 * 1024


def take(file: IO[bytes], size: int) -> str:
    """Cut and keep a photo; its folder. Raises Rejected("photo") with what is wrong."""
    if size > LARGEST:
        raise Rejected("photo", _("A photo may have at most 10 MB."), code="too_big")
    key = secrets.token_hex(12)
    folder = path_of(key)
    folder.mkdir(parents=True)
    try:
        derive_avatar(file, folder)
    except (BadMedia, OSError) as error:
        drop(key)
        raise Rejected("photo", str(error)) from error
    return key


def drop(key: str) -> None:
    """Remove a photo, if it is there."""
    if key:
        shutil.rmtree(path_of(key), ignore_errors=True)


def file_of(key: str) -> Path | None:
    """The larger square of a photo."""
    found = sorted(path_of(key).glob("*.webp"), key=lambda path: path.stat().st_size)
    return found[-1] if found else None


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / key
