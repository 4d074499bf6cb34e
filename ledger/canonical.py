"""One spelling for each value: the bytes that are hashed are the bytes that are stored.

RFC 8785 (JSON Canonicalization Scheme), restricted to strings, integers below 2**53, booleans,
null, arrays and objects with ASCII keys. Within these limits sorted keys and no white space give
the same bytes as a full implementation, and no number can be spelt in two ways.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any

MAX_INTEGER = 2**53 - 1
SALT_BYTES = 32


def encode(value: Any) -> bytes:
    """`value` as canonical JSON in UTF-8. Raises ValueError on what has no canonical spelling."""
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def new_salt() -> bytes:
    """32 random bytes, kept beside the content they protect and destroyed with it."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, content: Any) -> str:
    """HMAC-SHA256 of the canonical content, in hexadecimal.

    It binds us to the content and says nothing of it once the salt is gone, however short it was.
    """
    return hmac.new(salt, encode(content), hashlib.sha256).hexdigest()


def _check(value: Any) -> None:
    match value:
        case None | bool():
            pass
        case int():
            if abs(value) > MAX_INTEGER:
                raise ValueError("an integer of 2**53 or more has no canonical spelling")
        case str():
            if any("\ud800" <= letter <= "\udfff" for letter in value):
                raise ValueError("a lone surrogate cannot be written in UTF-8")
        case list() | tuple():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise ValueError("keys are ASCII strings")
                _check(item)
        case _:
            raise ValueError(f"{type(value).__name__} has no canonical spelling")
