"""Pictures come out upright, sized and bare, or are refused before they cost anything."""

import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageCms

from microblog.lib.pictures import derive_avatar, derive_image, measure
from microblog.lib.sniffing import BadMedia, Limits

CANARY = b"48.8566N-CANARY"


def encoded(image: Image.Image, kind: str, **options: Any) -> BytesIO:
    file = BytesIO()
    image.save(file, kind, **options)
    return file


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def with_metadata() -> dict[str, Any]:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 23.0)
    return {"exif": exif, "xmp": b"<x:xmpmeta>" + CANARY, "comment": CANARY}


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def gif(frames: int) -> BytesIO:
    header = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return BytesIO(header + frame * frames + b"\x3b")


def moving(frames: int, kind: str = "GIF", size: tuple[int, int] = (40, 20)) -> BytesIO:
    pictures = [picture(*size).rotate(turn * 7) for turn in range(frames)]
    return encoded(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=50)


def colour_at(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    return cast(tuple[int, ...], image.getpixel(place))


def code_of(
    content: bytes | BytesIO, call: Callable[..., object], *arguments: Any, **options: Any
) -> str:
    with pytest.raises(BadMedia) as refusal:
        call(BytesIO(content) if isinstance(content, bytes) else content, *arguments, **options)
    return refusal.value.code


@pytest.mark.parametrize(
    ("width", "height", "full", "feed"),
    [
        (3000, 1500, (2560, 1280), (1280, 640)),
        (1500, 300, (1500, 300), (1280, 256)),
        (640, 480, (640, 480), (640, 480)),
        (1, 1, (1, 1), (1, 1)),
        (9000, 1, (2560, 1), (1280, 1)),
    ],
)
def test_sizes(
    tmp_path: Path, width: int, height: int, full: tuple[int, int], feed: tuple[int, int]
) -> None:
    variants = derive_image(encoded(picture(width, height), "JPEG"), tmp_path)

    assert [v.name for v in variants] == ["full", "feed"]
    assert [(v.width, v.height) for v in variants] == [full, feed]
    for variant in variants:
        with Image.open(variant.path) as image:
            assert image.size == (variant.width, variant.height)
        assert variant.mime == "image/webp"
        assert variant.size == variant.path.stat().st_size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_are_gone_and_the_picture_stands_upright(tmp_path: Path, kind: str) -> None:
    file = encoded(picture(1400, 700), kind, **with_metadata())
    assert measure(file, Limits()) == measure(file, Limits())
    assert (measure(file, Limits()).width, measure(file, Limits()).height) == (700, 1400)

    variants = [*derive_image(file, tmp_path), *derive_avatar(file, tmp_path)]

    assert (variants[0].width, variants[0].height) == (700, 1400)
    for variant in variants:
        content = variant.path.read_bytes()
        assert CANARY not in content
        assert not {b"EXIF", b"XMP ", b"ICCP"} & {
            content[at : at + 4] for at in range(len(content))
        }


def test_what_hangs_behind_a_picture_is_gone(tmp_path: Path) -> None:
    file = BytesIO(encoded(picture(50, 50), "PNG").getvalue() + b"PK\x03\x04<script>" + CANARY)

    derive_image(file, tmp_path)

    assert CANARY not in (tmp_path / "full.webp").read_bytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_read(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (30, 20)) if mode == "I;16" else picture(30, 20).convert(mode)

    assert derive_image(encoded(image, "PNG"), tmp_path)[0].width == 30


def test_print_colours_are_read(tmp_path: Path) -> None:
    assert derive_image(encoded(picture(30, 20, "CMYK"), "JPEG"), tmp_path)[0].width == 30


def test_a_drawing_keeps_every_pixel_and_its_transparency(tmp_path: Path) -> None:
    drawing = Image.effect_noise((64, 64), 90).convert("RGBA")
    drawing.putpixel((3, 3), (255, 0, 0, 0))

    derive_image(encoded(drawing, "PNG"), tmp_path)

    with Image.open(tmp_path / "full.webp") as kept:
        assert colour_at(kept.convert("RGBA"), (9, 9)) == colour_at(drawing, (9, 9))
        assert colour_at(kept.convert("RGBA"), (3, 3))[3] == 0


def test_wide_colours_become_the_web_s(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    derive_image(encoded(picture(20, 20), "JPEG", icc_profile=profile), tmp_path)

    assert b"ICCP" not in (tmp_path / "full.webp").read_bytes()


def test_a_damaged_profile_is_no_reason_to_refuse(tmp_path: Path) -> None:
    derive_image(encoded(picture(20, 20), "JPEG", icc_profile=b"x" * 500), tmp_path)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_keeps_a_still_and_its_movement(tmp_path: Path, kind: str) -> None:
    variants = derive_image(moving(5, kind), tmp_path)

    assert [v.name for v in variants] == ["full", "feed", "motion"]
    with Image.open(variants[0].path) as still, Image.open(variants[2].path) as motion:
        assert not getattr(still, "is_animated", False)
        assert getattr(motion, "n_frames", 0) == 5


def test_a_long_movement_is_thinned_out_and_lasts_as_long(tmp_path: Path) -> None:
    derive_image(moving(320), tmp_path)

    with Image.open(tmp_path / "motion.webp") as motion:
        frames = int(getattr(motion, "n_frames", 0))
        total = 0
        for number in range(frames):
            motion.seek(number)
            motion.load()
            total += motion.info["duration"]
    assert frames <= 150
    assert total == 320 * 50


@pytest.mark.parametrize(
    "content",
    [
        png_header(65500, 65500),
        png_header(10_000, 6_000),
        gif(10_000).getvalue(),
        gif(200_000).getvalue(),
    ],
)
def test_bombs_are_refused_before_they_are_decoded(tmp_path: Path, content: bytes) -> None:
    start = time.process_time()

    assert code_of(content, derive_image, tmp_path) == "dimensions"
    assert code_of(content, measure, Limits()) == "dimensions"
    assert time.process_time() - start < 1
    assert list(tmp_path.iterdir()) == []


def test_frames_are_counted_as_they_are(tmp_path: Path) -> None:
    assert measure(gif(700), Limits()).frames == 700
    assert measure(moving(9), Limits()).frames == 9


def test_a_gif_of_countless_blocks_is_refused() -> None:
    blocks = b"\x21\xfe" + b"\x01x" * 2_000_000 + b"\0"
    content = gif(1).getvalue()

    assert code_of(content[:-1] + blocks + b"\x3b", measure, Limits()) == "dimensions"


def test_many_large_frames_are_refused(tmp_path: Path) -> None:
    limits = Limits(frame_pixels=3000)

    assert code_of(moving(5), derive_image, tmp_path, limits=limits) == "dimensions"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_cut_off_picture_is_refused_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    content = encoded(Image.effect_noise((300, 300), 90).convert("RGB"), kind).getvalue()

    for part in (1, 10, 40, len(content) // 2, len(content) * 9 // 10):
        assert code_of(content[:part], derive_image, tmp_path) == "broken"
        assert code_of(content[:part], derive_avatar, tmp_path) == "broken"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000", "EPS"])
def test_other_formats_are_not_even_tried(tmp_path: Path, kind: str) -> None:
    content = encoded(picture(32, 32), kind).getvalue()

    assert code_of(content, derive_image, tmp_path) == "broken"


def test_avatars_are_squares_from_the_middle(tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 100), "red")
    image.paste("blue", (150, 0, 250, 100))

    variants = derive_avatar(encoded(image, "PNG"), tmp_path)

    assert [(v.name, v.width, v.height) for v in variants] == [("96", 96, 96), ("192", 192, 192)]
    with Image.open(tmp_path / "96.webp") as small:
        red, _, blue = colour_at(small.convert("RGB"), (2, 2))
        assert blue > 200 > 60 > red
