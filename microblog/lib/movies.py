"""Videos keep their pictures and sound and lose what tells where and by whom they were made.

The boxes of MP4 and MOV and the elements of WebM are walked, never decoded; metadata are
overwritten where they stand: every byte of pictures and sound stays in its place, memory flat.
"""

from pathlib import Path
from typing import IO

from microblog.lib.containers import Film
from microblog.lib.matroska import Matroska
from microblog.lib.mp4 import Mp4

MP4_TYPES = ("video/mp4", "video/quicktime", "audio/mp4")
MATROSKA_TYPES = ("video/webm", "video/x-matroska")


def measure(file: IO[bytes], mime: str) -> Film:
    """Read size and length of a video. Raises BadMedia when it is damaged or cut off."""
    if mime in MP4_TYPES:
        return Mp4(file).film
    return Matroska(file).film if mime in MATROSKA_TYPES else Film()


def clean(path: Path, mime: str) -> None:
    """Overwrite the metadata of a video in place, or of a sound in the same containers.

    Raises BadMedia when it is damaged, or holds data that cannot be taken out: drop the file then.
    """
    if mime in MP4_TYPES:
        with path.open("r+b") as file:
            Mp4(file).clean()
    elif mime in MATROSKA_TYPES:
        with path.open("r+b") as file:
            Matroska(file).clean(strict=mime == "video/webm")
