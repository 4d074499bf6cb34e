"""The places of a rendered post that depend on its reader."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import TemplateSyntaxError

from microblog.lib.ids import encode, floor_id
from microblog.templatetags.slots import Reader, cut, fill, slot

NOW = datetime(2026, 11, 24, 10, 44, tzinfo=UTC)
ME, THEM = 1, 2
POST = floor_id(NOW - timedelta(minutes=12))


def _reader(**known: Any) -> Reader:
    return Reader(id=ME, now=NOW, zone=ZoneInfo("Europe/Paris"), **known)


def test_text_around_slots_is_left_alone() -> None:
    assert fill(cut("<p>\x1f {{ }} é</p>"), _reader()) == "<p>\x1f {{ }} é</p>"


def test_a_slot_that_does_not_exist_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        slot("nothing")


def test_a_newer_post_of_somebody_else_is_unread() -> None:
    html = f'<article class="post{slot("state", POST, THEM)}">'

    assert fill(cut(html), _reader(last_read=POST - 1)) == '<article class="post unread">'
    assert fill(cut(html), _reader(last_read=POST)) == '<article class="post">'


def test_my_own_post_is_mine_and_never_unread() -> None:
    assert fill(cut(slot("state", POST, ME)), _reader(last_read=0)) == " post--mine"


def test_a_reaction_says_whether_it_is_mine() -> None:
    html = slot("reaction", POST, "thanks", 4, "Thanks")

    mine = fill(cut(html), _reader(reactions={POST: {"thanks"}}))
    not_mine = fill(cut(html), _reader())

    assert f'formaction="/p/{encode(POST)}/reactions/thanks"' in mine
    assert 'aria-pressed="true"' in mine
    assert 'value="0"' in mine
    assert 'aria-pressed="false"' in not_mine
    assert 'value="1"' in not_mine


def test_labels_are_escaped() -> None:
    html = slot("reaction", POST, "thanks", 1, "<b>")

    assert "<b>" not in fill(cut(html), _reader())


def test_the_authors_availability_is_a_shape_and_words() -> None:
    busy = SimpleNamespace(kind="focus", text="", until=NOW, label="Focus")
    html = slot("dot", THEM, "ben") + slot("status", THEM, "ben")

    shown = fill(cut(html), _reader(statuses={THEM: busy}))

    assert "#s-focus" in shown
    assert ">Focus</span>" in shown
    assert 'data-until="2026-11-24T10:44:00+00:00"' in shown


def test_nothing_declared_reads_as_available() -> None:
    assert "is-available" in fill(cut(slot("dot", THEM, "ben")), _reader())


def test_the_post_a_page_is_about_has_its_time_in_full() -> None:
    html = slot("when", POST)

    assert "data-full" in fill(cut(html), _reader(in_full=POST))
    assert "data-full" not in fill(cut(html), _reader())
    assert 'datetime="2026-11-24T10:32:00Z"' in fill(cut(html), _reader())
