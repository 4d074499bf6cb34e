"""Pages lie end to end both ways, whatever is published meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.lib.errors import NotFound
from microblog.lib.ids import encode
from microblog.lib.pagination import Page, Window, page_of, window_of


def read(posts: list[int], window: Window) -> Page:
    """What a feed does: the ids beside a cursor, one more than asked, newest first."""
    newest = sorted(posts, reverse=True)
    if window.after is not None:
        found = [pk for pk in newest if pk > window.after][-(window.size + 1) :]
    else:
        before = window.before
        found = [pk for pk in newest if before is None or pk < before][: window.size + 1]
    return page_of(found, window)


@given(st.sets(st.integers(min_value=1, max_value=10**6)), st.integers(min_value=1, max_value=7))
def test_walking_down_meets_every_post_once_and_back_up_again(posts: set[int], size: int) -> None:
    down: list[list[int]] = []
    page = read(list(posts), Window(size=size))
    down.append(page.ids)
    while page.older:
        page = read(list(posts), window_of(before=page.older, size=size))
        down.append(page.ids)
    up = [page.ids]
    while page.newer:
        page = read(list(posts), window_of(after=page.newer, size=size))
        up.append(page.ids)

    assert sum(down, []) == sorted(posts, reverse=True)
    assert sum(reversed(up), []) == sorted(posts, reverse=True)


def test_posts_that_come_meanwhile_move_nothing() -> None:
    first = read(list(range(1, 10)), Window(size=3))

    second = read(list(range(1, 20)), window_of(before=first.older, size=3))

    assert first.ids + second.ids == [9, 8, 7, 6, 5, 4]


def test_an_empty_feed_leads_nowhere() -> None:
    assert read([], Window()) == Page([], "", "")
    assert read([], window_of(before=encode(5))) == Page([], "", "")


@pytest.mark.parametrize("cursor", ["x", "0" * 12, "-1", "%00", "z" * 13, "\ud800" * 13])
def test_a_cursor_that_is_none_is_no_page(cursor: str) -> None:
    with pytest.raises(NotFound):
        window_of(before=cursor)
    with pytest.raises(NotFound):
        window_of(after=cursor)


def test_of_two_cursors_the_older_counts() -> None:
    assert window_of(before=encode(5), after="garbage") == Window(before=5)
