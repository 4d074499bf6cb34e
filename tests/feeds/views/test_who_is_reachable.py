"""Whether somebody can be reached is a shape and words beside them, wherever they are shown."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from accounts.actions.availability import set_availability
from accounts.models import User
from feeds.actions.follows import follow_user
from feeds.actions.reactions import react
from microblog.lib import clock
from tests.builders import a_conversation, a_message, a_post
from tests.cast import Cast

SHAPE = '<span class="dot is-meeting" data-of="ada"'
WORDS = '<span class="status is-meeting" data-of="ada"'


def test_it_stands_beside_every_face(cast: Cast, as_user: Callable[[User], Client]) -> None:
    an_hour = clock.now() + timedelta(hours=1)
    set_availability(actor=cast.ada, kind="meeting", text="Budget", until=an_hour)
    follow_user(actor=cast.ben, user=cast.ada)
    post = a_post(by=cast.ada, group=cast.square, text="Lighthouse for @ben")
    react(actor=cast.ada, post=post, kind="idea")
    a_message(by=cast.ada, to=(cast.ben,))
    talk = a_conversation(cast.ben, cast.ada)
    client = as_user(cast.ben)
    square = f"/g/{cast.square.slug}"

    pages = {
        address: client.get(address).content.decode()
        for address in (
            "/",
            square,
            f"{square}/members",
            f"/p/{post.key}",
            f"/p/{post.key}/reactions",
            "/search?q=lighthouse",
            "/suggest?q=@ad",
            "/notifications",
            "/messages",
            f"/messages/{talk.key}",
        )
    }

    assert [address for address, page in pages.items() if SHAPE not in page] == []
    assert [address for address, page in pages.items() if WORDS not in page] == []


def test_the_owners_of_a_group_show_it_too(cast: Cast, as_user: Callable[[User], Client]) -> None:
    an_hour = clock.now() + timedelta(hours=1)
    set_availability(actor=cast.ada, kind="meeting", text="", until=an_hour)

    page = as_user(cast.ben).get(f"/g/{cast.square.slug}").content.decode()

    assert SHAPE in page
    assert WORDS in page
