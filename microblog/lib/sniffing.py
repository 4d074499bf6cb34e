"""What a file that somebody brings really is, by its bytes, and whether we take it at all."""

import re
from dataclasses import dataclass
from typing import IO

import puremagic
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from microblog.lib.errors import Unfit
from microblog.lib.filenames import suffix_of

HEAD = 4096
MIB = 1024 * 1024
UNKNOWN = "application/octet-stream"
ZIP, OLE = "application/zip", "application/x-ole-storage"

TOO_BIG, TYPE, DIMENSIONS, BROKEN, EMPTY = "too_big", "type", "dimensions", "broken", "empty"


class BadMedia(Unfit):
    """A file we do not take. `code` is one of too_big, type, dimensions, broken, empty; `str()` is
    a translated sentence that names the limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes by kind, pixels and frames of a picture, pixels of all."""

    image_bytes: int = 20 * MIB
    video_bytes: int = 200 * MIB
    file_bytes: int = 50 * MIB
    pixels: int = 50_000_000
    frames: int = 1_000
    frame_pixels: int = 400_000_000

    def bytes_for(self, kind: str) -> int:
        return {"image": self.image_bytes, "video": self.video_bytes}.get(kind, self.file_bytes)


_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_VIDEOS = {"video/mp4", "video/quicktime", "video/webm"}

# First bytes and the type they tell. "program", "page" and "picture" are reasons to refuse.
_PICTURE_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# Of files that read as text.
_TEXT_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "picture"),
    (b"SIMPLE  =", "picture"),
    (b"!<arch>\n", "program"),
)
_BINARY_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa\xce", "program"),
    (b"\xfe\xed\xfa\xcf", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\x00asm", "program"),
    (b"dex\n", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    (b"\xed\xab\xee\xdb", "program"),
    (b"FWS", "program"),
    (b"CWS", "program"),
    (b"ZWS", "program"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"8BPS", "picture"),
    (b"BM", "picture"),
    (b"\x00\x00\x01\x00", "picture"),
    (b"\x00\x00\x00\x0cjP  ", "picture"),
    (b"\x00\x00\x00\x0cJXL ", "picture"),
    (b"\xff\x0a", "picture"),
    (b"\xff\x4f\xff\x51", "picture"),
    (b"\xc5\xd0\xd3\xc6", "picture"),
    (b"gimp xcf", "picture"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_STILL_BRANDS = {
    *(b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"mif2", b"msf1", b"miaf"),
    *(b"avif", b"avis", b"crx ", b"jpeg", b"j2ki"),
}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
_OLD_MOVIE = {b"moov", b"mdat", b"wide", b"pnot"}

_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SCRIPT = re.compile(rb"#!\s*/")
# What browsers take for a page when they guess, and the openings of XML, PHP, ASP and SVG.
_PAGE = re.compile(
    rb"\s*<(?:[!?%]|(?:a|audio|b|base|body|br|div|embed|feed|font|form|frameset|h1|head|html|iframe|"
    rb"img|input|link|marquee|math|meta|object|p|rss|script|style|svg|table|title|video)[\s>/:])",
    re.IGNORECASE,
)
_TEXT_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

_PROGRAM_SUFFIXES = frozenset(
    """apk app appimage appref-ms asp aspx bash bat bin cgi cmd com command cpl deb desktop dll
    dmg exe gadget hta htaccess img inf ins iso jar jnlp js jse jsp jspx ksh lnk mjs msc msi
    msix msp mst phar php php3 php4 php5 phps phtml pif pkg pl ps1 psd1 psm1 py pyc pyw rb reg
    rpm run scf scr settingcontent-ms sh shb swf sys url vb vbe vbs vhd vhdx wasm ws wsc wsf
    wsh xbap xll zsh""".split()
)
_PAGE_SUFFIXES = frozenset(
    "htm html mht mhtml shtm shtml svg svgz xht xhtm xhtml xml xsd xsl xslt xul".split()
)
_PICTURE_SUFFIXES = frozenset(
    """ai arw avif bmp bpg cr2 cr3 crw cur dcr dds dib dng emf eps fit fits gd heic heics heif
    hif icns ico j2k jp2 jpf jpm jpx jxl jxr mrw nef nrw orf pbm pcf pcx pef pgm pnm ppm ps psb
    psd raf raw rw2 sgi sr2 srf tga tif tiff wbmp wmf xbm xcf xpm""".split()
)
_CLAIMS = {
    **dict.fromkeys("gif jfif jpe jpeg jpg png webp".split(), "image"),
    **dict.fromkeys("m4v mov mp4 qt webm".split(), "video"),
}

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MS = "application/vnd.ms-"
# What a name may add to the bytes: the family the bytes must be of, and the finer type.
_FINER: dict[str, tuple[str, str]] = {
    "docx": (ZIP, _OFFICE + "wordprocessingml.document"),
    "xlsx": (ZIP, _OFFICE + "spreadsheetml.sheet"),
    "pptx": (ZIP, _OFFICE + "presentationml.presentation"),
    "docm": (ZIP, _MS + "word.document.macroenabled.12"),
    "xlsm": (ZIP, _MS + "excel.sheet.macroenabled.12"),
    "odt": (ZIP, _OPEN + "text"),
    "ods": (ZIP, _OPEN + "spreadsheet"),
    "odp": (ZIP, _OPEN + "presentation"),
    "odg": (ZIP, _OPEN + "graphics"),
    "epub": (ZIP, "application/epub+zip"),
    "doc": (OLE, "application/msword"),
    "xls": (OLE, _MS + "excel"),
    "ppt": (OLE, _MS + "powerpoint"),
    "msg": (OLE, _MS + "outlook"),
    "opus": ("audio/ogg", "audio/ogg"),
    "csv": ("text/plain", "text/csv"),
    "tsv": ("text/plain", "text/tab-separated-values"),
    "ics": ("text/plain", "text/calendar"),
    "vcf": ("text/plain", "text/vcard"),
    "md": ("text/plain", "text/markdown"),
    "json": ("text/plain", "application/json"),
    "eml": ("text/plain", "message/rfc822"),
    "mkv": ("video/x-matroska", "video/x-matroska"),
}

_REFUSALS = {
    "program": _("Programs and scripts cannot be attached."),
    "page": _("Web pages, XML and SVG drawings cannot be attached."),
    "picture": _("Attach pictures as JPEG, PNG, GIF or WebP."),
    "video": _("Attach videos as MP4, MOV or WebM."),
    "disguised": _("This file is not what its name says."),
}


def refuse(reason: str) -> BadMedia:
    """The refusal of a type, by its reason: program, page, picture, video or disguised."""
    return BadMedia(TYPE, _REFUSALS[reason])


def sniff(file: IO[bytes], *, name: str) -> tuple[str, str]:
    """The kind (image, video or file) and media type of `file`, by its bytes; the name refines it.

    Raises BadMedia on an empty file and on a type we do not take.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise BadMedia(EMPTY, _("This file is empty."))
    suffix = suffix_of(name)
    mime = _by_bytes(head, suffix)
    for reason in (mime, _by_suffix(suffix)):
        if reason in _REFUSALS and not (reason == "picture" and mime in _IMAGES):
            raise refuse(reason)
    kind = "image" if mime in _IMAGES else "video" if mime in _VIDEOS else "file"
    if _CLAIMS.get(suffix, kind) != kind:
        raise refuse("disguised")
    family, finer = _FINER.get(suffix, ("", mime))
    return kind, finer if family == mime else mime


def check_size(size: int, most: int) -> None:
    """Raise BadMedia when `size` bytes are more than `most`."""
    if size > most:
        message = _("This file is too large: {most} MB at most.")
        raise BadMedia(TOO_BIG, format_lazy(message, most=most // MIB))


def _by_suffix(suffix: str) -> str:
    if suffix in _PROGRAM_SUFFIXES:
        return "program"
    if suffix in _PAGE_SUFFIXES:
        return "page"
    return "picture" if suffix in _PICTURE_SUFFIXES else ""


def _by_bytes(head: bytes, suffix: str) -> str:
    """A media type, or a reason to refuse."""
    if found := _first(head, _PICTURE_SIGNATURES):
        return found
    for mark, encoding in _TEXT_MARKS.items():
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, "ignore")
            return _text_type(text.encode())
    if not _NOT_TEXT.search(head):
        return _text_type(head)
    return _container(head, suffix) or _first(head, _BINARY_SIGNATURES) or _second_opinion(head)


def _first(head: bytes, signatures: tuple[tuple[bytes, str], ...]) -> str:
    return next((mime for signature, mime in signatures if head.startswith(signature)), "")


def _text_type(head: bytes) -> str:
    if _SCRIPT.match(head):
        return "program"
    if _PAGE.match(head):
        return "page"
    return _first(head, _TEXT_SIGNATURES) or "text/plain"


def _container(head: bytes, suffix: str) -> str:
    """Types that are told further in: RIFF, MP4 and its family, Matroska, tar, PDF."""
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _movie(head)
    if head[4:8] in _OLD_MOVIE and suffix in ("mov", "qt"):
        return "video/quicktime"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[257:262] == b"ustar":
        return "application/x-tar"
    return "application/pdf" if head.startswith(b"%PDF-") else ""


def _movie(head: bytes) -> str:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, end - 3, 4)}
    if _STILL_BRANDS & {major, *others}:
        return "picture"
    if major in _SOUND_BRANDS:
        return "audio/mp4"
    return "video/quicktime" if major == b"qt  " else "video/mp4"


def _second_opinion(head: bytes) -> str:
    """Of bytes we do not know: sounds are named, other picture formats and programs refused."""
    try:
        guess = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    if guess.startswith("image/"):
        return "picture"
    if guess in ("application/x-msdownload", "application/x-executable", "application/x-dosexec"):
        return "program"
    return guess if guess.startswith("audio/") else UNKNOWN
