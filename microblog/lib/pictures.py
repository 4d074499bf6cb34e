"""Pictures are decoded, in four formats only, and written anew: sized, upright, no metadata."""

import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import GifImagePlugin, Image, ImageCms, ImageOps

from microblog.lib.sniffing import BROKEN, DIMENSIONS, BadMedia, Limits

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MIME = "image/webp"
FULL, FEED, MOTION = 2560, 1280, 640
AVATARS = (96, 192)

# Below this many pixels, or with transparency, drawings and screenshots keep every pixel as it is.
_LOSSLESS_PIXELS = 1_500_000
_LOSSLESS_SOURCES = ("PNG", "GIF")
_QUALITY, _SHARP_QUALITY, _MOTION_QUALITY = 82, 90, 70
_EFFORT = 4
_MOTION_FRAMES = 150
# All frames of a moving picture are in memory at once: 16 million pixels are 64 MB.
_MOTION_PIXELS = 16_000_000
_SHORTEST_FRAME_MS = 20
# A picture of 20 MB has 80,000 blocks; more are there to waste time.
_MOST_GIF_BLOCKS = 500_000
# Colour profiles of phones and cameras are below this; larger ones are for printing presses.
_LARGEST_PROFILE = 8192
_SRGB = ImageCms.createProfile("sRGB")

# Modes that can be resized as they are; a palette or 16 bits are made RGB first.
_SMOOTH_MODES = ("L", "RGB", "RGBA", "CMYK", "YCbCr")

# A picture of 50 million pixels needs 200 MB while it is decoded: never more than two at a time.
_decoding = threading.BoundedSemaphore(2)

Source = Path | IO[bytes]


@dataclass(frozen=True, slots=True)
class Variant:
    """A file derived from what somebody brought. Sizes in pixels and bytes."""

    name: str
    path: Path
    mime: str
    width: int | None
    height: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What the header of a picture says: format, size once upright, number of frames."""

    format: str
    width: int
    height: int
    frames: int


def measure(source: Source, limits: Limits) -> Shape:
    """Read a picture's header, decode nothing. Raises BadMedia when it is broken or too large."""
    with _opened(source, limits) as image:
        width, height = image.size
        if _orientation(image) >= 5:  # 5 to 8 lie on their side
            width, height = height, width
        return Shape(image.format or "", width, height, _frames(image, limits))


def derive_image(source: Source, dest_dir: Path, *, limits: Limits | None = None) -> list[Variant]:
    """Write the sizes of a picture into `dest_dir`, as WebP: "full" (at most 2560 px), "feed"
    (1280) and, when it moves, "motion" (640, at most 150 frames). A small picture is written once
    and stands for both. Raises BadMedia, before it writes, when it cannot be read or is too large.
    """
    limits = limits or Limits()
    with _decoding, _opened(source, limits) as image:
        frames, sharp = _frames(image, limits), image.format in _LOSSLESS_SOURCES
        still = _still(image, FULL)
        motion = _motion(image, frames) if frames > 1 else None
    full = _write(still, dest_dir, "full", sharp=sharp)
    feed = Variant("feed", full.path, full.mime, full.width, full.height, full.size)
    if max(still.size) > FEED:
        still.thumbnail((FEED, FEED), Image.Resampling.LANCZOS)
        feed = _write(still, dest_dir, "feed", sharp=sharp)
    moving = [_write_motion(*motion, dest_dir)] if motion else []
    return [full, feed, *moving]


def derive_avatar(source: Source, dest_dir: Path, *, limits: Limits | None = None) -> list[Variant]:
    """Write squares of 96 and 192 px, cut from the middle, into `dest_dir`: "96" and "192"."""
    with _decoding, _opened(source, limits or Limits()) as image:
        still = _still(image, max(AVATARS) * 4)
    squares = ((side, ImageOps.fit(still, (side, side))) for side in AVATARS)
    return [_write(square, dest_dir, str(side), sharp=False) for side, square in squares]


def derive_poster(source: Source, dest_dir: Path) -> Variant:
    """Write a picture of at most 1280 px into `dest_dir` as "poster", to stand for a video."""
    with _decoding, _opened(source, Limits()) as image:
        still = _still(image, FEED)
    return _write(still, dest_dir, "poster", sharp=False)


@contextmanager
def _opened(source: Source, limits: Limits) -> Iterator[Image.Image]:
    """The picture, its header checked; whatever goes wrong while it is read is a BadMedia."""
    if not isinstance(source, Path):
        source.seek(0)
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.width * image.height > limits.pixels:
                raise _too_large(limits)
            yield image
    except BadMedia:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _too_large(limits) from None
    except Exception as error:
        # Decoders raise nearly anything on crafted bytes: none of it is our failure.
        raise BadMedia(BROKEN, _("This picture is damaged: it cannot be read.")) from error


def _too_large(limits: Limits) -> BadMedia:
    message = _("This picture is too large: {most} million pixels at most.")
    return BadMedia(DIMENSIONS, format_lazy(message, most=limits.pixels // 1_000_000))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # damaged metadata do not make a picture unreadable
        return 1


def _still(image: Image.Image, side: int) -> Image.Image:
    """The first frame, upright, in sRGB, at most `side` px, holding nothing but pixels."""
    orientation, profile = _orientation(image), image.info.get("icc_profile")
    image.draft(None, (side, side))
    still = _in_srgb(_shrunk(image, side, Image.Resampling.LANCZOS), profile)
    turn = _TURNS.get(orientation)
    return still if turn is None else still.transpose(turn)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _shrunk(image: Image.Image, side: int, resample: Image.Resampling) -> Image.Image:
    """The current frame in at most `side` px, as RGB or RGBA, without the metadata it came with."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    pixels: Image.Image = image if image.mode in _SMOOTH_MODES else image.convert(mode)
    scale = side / max(image.size)
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        pixels = pixels.resize(size, resample, reducing_gap=3.0)
    pixels = pixels.copy() if pixels.mode == mode else pixels.convert(mode)
    pixels.info = {}
    return pixels


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or len(profile) > _LARGEST_PROFILE:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    converted = converted or image
    converted.info = {}
    return converted


def _frames(image: Image.Image, limits: Limits) -> int:
    """How many frames a picture has. Raises BadMedia beyond the limits, before any is decoded."""
    if isinstance(image, GifImagePlugin.GifImageFile) and image.fp is not None:
        frames = _count_gif_frames(image.fp, limits.frames)
    else:
        frames = int(getattr(image, "n_frames", 1))
    if frames > limits.frames or frames * image.width * image.height > limits.frame_pixels:
        if frames == 1:
            raise _too_large(limits)
        message = _("This animation is too long or too large: {most} pictures at most.")
        raise BadMedia(DIMENSIONS, format_lazy(message, most=limits.frames))
    return frames


def _count_gif_frames(file: IO[bytes], most: int) -> int:
    """The frames of a GIF, at most one more than `most`; its blocks are walked, none decoded."""
    place = file.tell()
    file.seek(10)
    head = file.read(3)
    file.seek(_palette_length(head[0]), os.SEEK_CUR)
    frames, blocks = 0, _MOST_GIF_BLOCKS
    while frames <= most and (mark := file.read(1)) in (b"\x21", b"\x2c"):
        if mark == b"\x2c":
            frames += 1
            file.seek(_palette_length(file.read(9)[8]), os.SEEK_CUR)
        file.seek(1, os.SEEK_CUR)
        while (length := file.read(1)) > b"\0":
            file.seek(length[0], os.SEEK_CUR)
            blocks -= 1
            if not blocks:
                return most + 1
    file.seek(place)
    return frames


def _palette_length(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _motion(image: Image.Image, frames: int) -> tuple[list[Image.Image], list[int]]:
    """The frames to show and for how long (ms): every n-th of a long animation, the time kept."""
    step = math.ceil(frames / _MOTION_FRAMES)
    shown = math.ceil(frames / step)
    side = min(MOTION, max(image.size))
    scale = side / max(image.size)
    pixels = shown * image.width * image.height * scale * scale
    side = max(1, int(side * min(1.0, math.sqrt(_MOTION_PIXELS / pixels))))
    pictures: list[Image.Image] = []
    times: list[int] = []
    for number in range(frames):
        image.seek(number)
        if number % step == 0:
            pictures.append(_shrunk(image, side, Image.Resampling.BILINEAR))
            times.append(0)
        times[-1] += max(int(image.info.get("duration") or 100), _SHORTEST_FRAME_MS)
    return pictures, times


def _write(image: Image.Image, dest_dir: Path, name: str, *, sharp: bool) -> Variant:
    path = dest_dir / f"{name}.webp"
    lossless = sharp and (image.mode == "RGBA" or image.width * image.height <= _LOSSLESS_PIXELS)
    quality = _SHARP_QUALITY if sharp else _QUALITY
    # At lossless, quality is effort, and 40 is where more stops paying.
    image.save(path, "WEBP", lossless=lossless, quality=40 if lossless else quality, method=_EFFORT)
    return Variant(name, path, MIME, image.width, image.height, path.stat().st_size)


def _write_motion(pictures: list[Image.Image], times: list[int], dest_dir: Path) -> Variant:
    path, first = dest_dir / "motion.webp", pictures[0]
    first.save(
        path,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=times,
        loop=0,
        quality=_MOTION_QUALITY,
        method=2,
    )
    return Variant("motion", path, MIME, first.width, first.height, path.stat().st_size)
