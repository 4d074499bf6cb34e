"""What a file is is told by its bytes; what may run or be read as a page is refused by either."""

import struct
from io import BytesIO

import pytest

from microblog.lib.sniffing import BadMedia, check_size, sniff

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
ZIP = b"PK\x03\x04" + bytes(26)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8)


def movie(brand: bytes, *others: bytes) -> bytes:
    names = brand + bytes(4) + b"".join(others)
    return struct.pack(">I", 8 + len(names)) + b"ftyp" + names


@pytest.mark.parametrize(
    ("content", "name", "kind", "mime"),
    [
        (PNG, "a.png", "image", "image/png"),
        (PNG, "a.txt", "image", "image/png"),
        (PNG, "", "image", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.JPG", "image", "image/jpeg"),
        (b"GIF89a\x01\x00", "a.gif", "image", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp", "image", "image/webp"),
        (movie(b"isom", b"mp41"), "a.mp4", "video", "video/mp4"),
        (movie(b"qt  "), "a.mov", "video", "video/quicktime"),
        (b"\0\0\0\x08wide", "a.mov", "video", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\0", "a.webm", "video", "video/webm"),
        (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska\0", "a.mkv", "file", "video/x-matroska"),
        (movie(b"M4A "), "a.m4a", "file", "audio/mp4"),
        (b"%PDF-1.7\n%", "a.pdf", "file", "application/pdf"),
        (b"%PDF-1.7\n\x00", "a.pdf", "file", "application/pdf"),
        (ZIP, "a.zip", "file", "application/zip"),
        (
            ZIP,
            "a.docx",
            "file",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (OLE, "a.xls", "file", "application/vnd.ms-excel"),
        (b"nom;age\nAda;36", "a.csv", "file", "text/csv"),
        ("été".encode("latin-1"), "a.txt", "file", "text/plain"),
        (b"MZ, a word", "a.txt", "file", "text/plain"),
        (b"<3 you", "a.txt", "file", "text/plain"),
        (b"\xff\xfe" + "été".encode("utf-16-le"), "a.txt", "file", "text/plain"),
        (b"ID3\x03\0", "a.mp3", "file", "audio/mpeg"),
        (b"\x00\x01\x02\x03", "a.dwg", "file", "application/octet-stream"),
        (b"\x00\x01\x02\x03", "a.docx", "file", "application/octet-stream"),
        (b"text", "a.docx", "file", "text/plain"),
    ],
)
def test_the_bytes_tell_the_type_and_the_name_refines_it(
    content: bytes, name: str, kind: str, mime: str
) -> None:
    assert sniff(BytesIO(content), name=name) == (kind, mime)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "a.txt"),
        (b"<!DOCTYPE html>", "a.png"),
        (b"\xef\xbb\xbf \n<SVG onload=x>", "a"),
        (b"<svg:svg xmlns", "a.jpg"),
        (b"<?xml version='1.0'?>", "a.dat"),
        (b"<?php echo 1", "a.txt"),
        (b"<!-- x --><svg>", "a.txt"),
        (b"\xff\xfe" + "<script>".encode("utf-16-le"), "a.txt"),
        (b"text", "a.html"),
        (b"text", "a.png.HTML "),
        (b"text", "a.xht"),
        (b"\x1f\x8b\x08", "a.svgz"),
        (PNG, "a.svg"),
        (b"MZ\x90\x00", "a.png"),
        (b"\x7fELF\x02\x01\x01\x00", "a"),
        (b"\xcf\xfa\xed\xfe\x00", "a"),
        (b"#!/bin/sh\n", "a.txt"),
        (b"text", "a.phar"),
        (ZIP, "a.jar"),
        (PNG, "photo\u202egnp.exe"),
        (b"8BPS\x00\x01", "a.psd"),
        (b"8BPS\x00\x01", "a.png"),
        (b"II*\x00", "a.tif"),
        (b"SIMPLE  = T", "a.fits"),
        (b"%!PS-Adobe-3.0 EPSF", "a.eps"),
        (b"\x00\x00\x00\x0cjP  \r\n", "a.jp2"),
        (movie(b"heic", b"mif1"), "a.heic"),
        (movie(b"mif1", b"heic"), "a.jpg"),
        (movie(b"avif"), "a.avif"),
        (b"text", "a.tga"),
        (b"text", "a.png"),
        (ZIP, "a.jpg"),
        (b"%PDF-1.7", "a.mp4"),
        (PNG, "a.mp4"),
        (movie(b"isom"), "a.png"),
    ],
)
def test_programs_pages_other_pictures_and_disguises_are_refused(content: bytes, name: str) -> None:
    with pytest.raises(BadMedia) as refusal:
        sniff(BytesIO(content), name=name)

    assert refusal.value.code == "type"


def test_nothing_is_no_file() -> None:
    with pytest.raises(BadMedia) as refusal:
        sniff(BytesIO(b""), name="a.png")

    assert refusal.value.code == "empty"


def test_a_file_may_be_as_large_as_its_limit() -> None:
    check_size(10, 10)

    with pytest.raises(BadMedia) as refusal:
        check_size(11, 10)

    assert refusal.value.code == "too_big"
