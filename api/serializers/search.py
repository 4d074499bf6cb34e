"""Search: what was found, by its kind."""

import json
from collections.abc import Iterable
from typing import Any


def search(
    accounts: Iterable[bytes], statuses: Iterable[bytes], hashtags: list[dict[str, Any]]
) -> bytes:
    """People and posts are JSON already."""
    tags = json.dumps(hashtags, ensure_ascii=False).encode()
    parts = (b'{"accounts":[', b",".join(accounts), b'],"statuses":[', b",".join(statuses))
    return b"".join((*parts, b'],"hashtags":', tags, b"}"))
