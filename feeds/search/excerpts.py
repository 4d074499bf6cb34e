"""The part of a post that answers a query, with what answers it marked."""

from microblog.lib.markup import plain
from microblog.lib.stemming import highlight

# Letters shown in all, and before the first that answers.
SIZE = 280
LEAD = 80


def excerpt(text: str, words: str) -> list[tuple[str, bool]]:
    """A post's text on one line, cut to what stands around the first word that was asked for.

    Pieces, each with whether it answers the query; joined they are the excerpt.
    """
    line = " ".join(plain(text).split())
    pieces = highlight(line, words)
    first = next((len(before) for before in _heads(pieces)), 0)
    start = _word_start(line, first - LEAD) if len(line) > SIZE else 0
    end = _word_end(line, start + SIZE)
    cut = _cut(pieces, start, end)
    if start:
        cut.insert(0, ("… ", False))
    if end < len(line):
        cut.append((" …", False))
    return cut


def _heads(pieces: list[tuple[str, bool]]) -> list[str]:
    """What stands before each piece that answers."""
    heads, so_far = [], ""
    for text, answers in pieces:
        if answers:
            heads.append(so_far)
        so_far += text
    return heads


def _word_start(line: str, at: int) -> int:
    if at <= 0:
        return 0
    space = line.find(" ", at)
    return space + 1 if -1 < space < at + LEAD // 2 else at


def _word_end(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", 0, at)
    return space if space > at - LEAD // 2 else at


def _cut(pieces: list[tuple[str, bool]], start: int, end: int) -> list[tuple[str, bool]]:
    cut, at = [], 0
    for text, answers in pieces:
        kept = text[max(start - at, 0) : max(end - at, 0)]
        at += len(text)
        if kept:
            cut.append((kept, answers))
    return cut
