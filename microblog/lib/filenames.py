"""Names of files that people bring: shown and sent, never used as a name on our own disk."""

import regex
from django.utils.http import content_disposition_header

from microblog.lib.text import reveal

LONGEST = 120
LONGEST_SUFFIX = 12
NAMELESS = "file"
_LONGEST_READ = 4096

_BROKEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]")
_FORBIDDEN = regex.compile(r'[<>:"|?*]')
_RESERVED = regex.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", regex.IGNORECASE)


def safe_name(name: str) -> str:
    """`name` for people to see and to save under: one part of a path, nothing hidden or reserved.

    At most 120 characters, the suffix kept. Never empty.
    """
    name = reveal(_BROKEN.sub("", name[-_LONGEST_READ:]))
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= LONGEST_SUFFIX:
        name = stem[: LONGEST - len(suffix) - 1].rstrip(". ") + dot + suffix
    return name[:LONGEST].strip(". ") or NAMELESS


def suffix_of(name: str) -> str:
    """The last suffix of a name, lower-case, without its dot; "" when there is none."""
    _stem, dot, suffix = safe_name(name).rpartition(".")
    return suffix.lower() if dot else ""


def content_disposition(name: str, inline: bool) -> str:
    """The Content-Disposition header (RFC 6266) to send a file under its name."""
    return content_disposition_header(not inline, safe_name(name)) or "inline"
