"""Addresses of files that one token may open: apps load pictures without showing their token.

An address names the token it was written for and one file, signed together. The file is served only
while that token counts and its person may see the file, so an address is never more than a token.
Answers are put together from parts that many readers share: the address is written into them last.
"""

import hmac
import re
import secrets
from hashlib import blake2b

from django.conf import settings

from microblog.lib.ids import ALPHABET, TEXT_LENGTH, encode

FOLDER = "/api/files/"
# Stands in for the signed part of an address until it is known for whom; no text can contain it.
_DOOR = secrets.token_hex(16)
_UNSIGNED = re.compile(f"{_DOOR}/([a-z]+)/([{ALPHABET}]{{{TEXT_LENGTH}}})".encode())


def unsigned(kind: str, key: str, name: str) -> str:
    """The path of a file for anybody; `kind` and `key` are what is signed, `name` ends it."""
    return f"{FOLDER}{_DOOR}/{kind}/{key}/{name}"


def sign(data: bytes, grant_id: int) -> bytes:
    """Write every unsigned address in `data` for one token."""

    def written(found: re.Match[bytes]) -> bytes:
        kind, key = found[1].decode(), found[2].decode()
        return f"{door(grant_id, kind, key)}/{kind}/{key}".encode()

    return _UNSIGNED.sub(written, data)


def door(grant_id: int, kind: str, key: str) -> str:
    """What proves that the token was given this address."""
    secret = str(settings.SECRET_KEY).encode()[:64]
    said = f"{grant_id}/{kind}/{key}".encode()
    return f"{encode(grant_id)}-{blake2b(said, key=secret, digest_size=12).hexdigest()}"


def is_signed(given: str, grant_id: int, kind: str, key: str) -> bool:
    """Whether an address was written by us."""
    return hmac.compare_digest(given, door(grant_id, kind, key))
