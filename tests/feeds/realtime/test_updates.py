"""GET /updates: what a page missed, and never what its reader may not know."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from feeds.actions.groups import remove_member
from feeds.actions.posts import repost
from feeds.realtime.cursor import cursor_now
from tests.builders import a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db

Sign = Callable[[User], Client]


def ask(client: Client, **query: str) -> Any:
    answer = client.get("/updates", {"since": cursor_now(), **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_who_is_signed_out_hears_so_as_json(client: Client) -> None:
    answer = client.get("/updates", {"since": "0" * 13})

    assert answer.status_code == 401
    assert answer.json()["error"]


@pytest.mark.parametrize("since", ["", "nonsense", "0" * 12, "ü" * 13, "-1"])
def test_a_position_that_is_none_is_refused_in_words(cast: Cast, as_user: Sign, since: str) -> None:
    answer = as_user(cast.ben).get("/updates", {"since": since})

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_garbage_elsewhere_is_no_error(cast: Cast, as_user: Sign) -> None:
    client = as_user(cast.ben)

    assert client.get("/updates", {"since": "0" * 13, "after": "x"}).status_code == 400
    news = ask(client, feed="group:nowhere", posts="x,,y" + ",0" * 500)
    assert (news["new"], news["changed"], news["gone"], news["stale"]) == (0, [], [], True)


def test_an_outsider_learns_nothing_of_a_private_place(cast: Cast, as_user: Sign) -> None:
    start = cursor_now()
    hidden = a_post(by=cast.ben, group=cast.vault, text="#hush")
    message = a_message(by=cast.ada, to=(cast.ben,))
    client = as_user(cast.cleo)
    posts = f"{hidden.key},{message.key}"

    for feed in (f"group:{cast.vault.slug}", "tag:hush", "home", "company", "profile:ben"):
        news = ask(client, since=start, feed=feed, posts=posts)
        assert (news["new"], news["authors"], news["changed"]) == (0, [], []), feed
        assert news["gone"] == [hidden.key, message.key], "as if they never were"
        assert news["counts"] == {"notifications": 0, "messages": 0}


def test_what_was_lost_is_taken_away(cast: Cast, as_user: Sign) -> None:
    start = cursor_now()
    post = a_post(by=cast.ada, group=cast.board)
    client = as_user(cast.ben)
    assert ask(client, since=start, posts=post.key)["gone"] == []

    remove_member(actor=cast.ada, group=cast.board, user=cast.ben)

    assert ask(client, since=start, posts=post.key)["gone"] == [post.key]


def test_what_the_page_shows_is_not_new(cast: Cast, as_user: Sign) -> None:
    first, mine, theirs = a_post(by=cast.ada), a_post(by=cast.ben), a_post(by=cast.cleo)

    news = ask(as_user(cast.ben), feed="company", after=first.key, posts=f"{first.key},{mine.key}")

    assert news["new"] == 1
    assert [author["handle"] for author in news["authors"]] == ["cleo"]
    assert theirs.key not in str(news), "the page asks the feed itself"


def test_a_repost_of_what_is_on_screen_is_not_new(cast: Cast, as_user: Sign) -> None:
    post = a_post(by=cast.ada)
    repost(actor=cast.cleo, post=post)

    news = ask(as_user(cast.ben), feed="company", after=post.key, posts=post.key)

    assert news["new"] == 0


def test_a_guest_is_shown_no_face_of_a_stranger(cast: Cast, as_user: Sign) -> None:
    a_post(by=cast.ben, group=cast.board)
    remove_member(actor=cast.ada, group=cast.board, user=cast.ben)

    news = ask(as_user(cast.gus), feed=f"group:{cast.board.slug}")

    assert news["new"] == 1
    assert news["authors"] == []


def test_a_position_of_another_ledger_makes_the_page_stale(cast: Cast, as_user: Sign) -> None:
    post = a_post(by=cast.ada)

    news = ask(as_user(cast.ben), since="0" * 6 + "z" * 7, posts=post.key)

    assert news["stale"]
    assert news["changed"] == [post.key]
