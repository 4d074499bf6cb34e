"""How a post became what it says: each text beside the one before, word by word."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from feeds.models import Post

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `kind` is "same", "ins" or "del"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A text of a post, and how it differs from the one before."""

    version: int
    written_at: datetime
    pieces: list[Piece]


def revisions_of(post: Post) -> list[Revision]:
    """All texts of a post, the present one first."""
    texts = [(row.version, row.text, row.written_at) for row in post.versions.order_by("version")]
    texts.append((post.version, post.text, post.edited_at or post.created_at))
    revisions, former = [], None
    for version, text, written_at in texts:
        pieces = [Piece("same", text)] if former is None else differences(former, text)
        revisions.append(Revision(version, written_at, pieces))
        former = text
    return revisions[::-1]


def differences(former: str, text: str) -> list[Piece]:
    """What was taken out and put in, by words."""
    before, after = _WORDS.findall(former), _WORDS.findall(text)
    pieces = []
    for kind, b1, b2, a1, a2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(after[a1:a2])))
            continue
        if b2 > b1:
            pieces.append(Piece("del", "".join(before[b1:b2])))
        if a2 > a1:
            pieces.append(Piece("ins", "".join(after[a1:a2])))
    return pieces
