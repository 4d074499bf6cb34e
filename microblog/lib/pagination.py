"""Keyset pages: a page starts after an id, never after a count: nothing moves while one reads."""

from dataclasses import dataclass

from microblog.lib.errors import NotFound
from microblog.lib.ids import decode, encode

PAGE = 20


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a newest-first list is wanted. At most one of `before` and `after` is set."""

    before: int | None = None
    after: int | None = None
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Page:
    """One page of ids, newest first, and the cursors of its neighbours ("" where there is none)."""

    ids: list[int]
    older: str = ""
    newer: str = ""


def window_of(before: str = "", after: str = "", size: int = PAGE) -> Window:
    """Read the `before` and `after` parameters of an address. Raises NotFound on garbage."""
    return Window(before=_cursor(before), after=None if before else _cursor(after), size=size)


def page_of(found: list[int], window: Window) -> Page:
    """Turn up to size + 1 ids, newest first, into a page: the extra one only tells there is more.

    With `after` the ids are those just above the cursor, so the extra one is the first.
    """
    more = len(found) > window.size
    if window.after is not None:
        ids = found[-window.size :]
        older, newer = bool(ids), more
    else:
        ids = found[: window.size]
        older, newer = more, window.before is not None and bool(ids)
    return Page(
        ids=ids,
        older=encode(ids[-1]) if older else "",
        newer=encode(ids[0]) if newer else "",
    )


def newest_of(page: Page) -> str:
    """The newest id of a page as text, "" when it is empty: what `?after=` continues from."""
    return encode(page.ids[0]) if page.ids else ""


def _cursor(text: str) -> int | None:
    if not text:
        return None
    try:
        return decode(text)
    except ValueError:
        raise NotFound from None
