"""The Range header: which bytes of a file a request wants, so that videos can be sought."""

import re
from collections.abc import Iterator
from typing import IO

CHUNK = 64 * 1024
_LONGEST_HEADER = 200
_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
# No file is that long, and a number of that length is still cheap to read.
_DIGITS = 18


class Unsatisfiable(ValueError):
    """The range lies outside the file: 416, with `Content-Range: bytes */size`."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for (both included) of a file of `size` bytes.

    None means the whole file: no header, a malformed one, or several ranges, which may be ignored.
    Raises Unsatisfiable when nothing of the range exists.
    """
    if not header or len(header) > _LONGEST_HEADER:
        return None
    asked = _ONE_RANGE.fullmatch(header)
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        first, last = max(size - _number(asked[2]), 0), size - 1
    else:
        first, last = _number(asked[1]), _number(asked[2]) if asked[2] else size - 1
        if asked[2] and last < first:
            return None
    if first >= size:
        raise Unsatisfiable(header)
    return first, min(last, size - 1)


def content_range(first: int, last: int, size: int) -> str:
    """The Content-Range header of a 206 answer."""
    return f"bytes {first}-{last}/{size}"


def read_range(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    """The bytes `first` to `last` of `file`, in pieces of at most 64 KiB. Closes the file."""
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


def _number(digits: str) -> int:
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS
