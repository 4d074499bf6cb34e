"""Feeds go both ways by plain links, and what a button did is said."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.follows import follow_user
from feeds.models import Follow
from tests.builders import a_post
from tests.cast import Cast

SignIn = Callable[[User], Client]


def link(page: str, rel: str) -> str:
    """The address of the first link of this kind, or nothing."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize("address", ["/", "/company", "/@ada", "/t/x", "/bookmarks", "/search?q=n"])
def test_from_an_older_page_a_link_leads_back(cast: Cast, as_user: SignIn, address: str) -> None:
    follow_user(actor=cast.ben, user=cast.ada)
    posts = [a_post(by=cast.ada, text=f"n no{number}on #x") for number in range(45)]
    for post in posts:
        add_bookmark(actor=cast.ben, post=post)
    client = as_user(cast.ben)

    first = client.get(address).content.decode()
    second = client.get(link(first, "next")).content.decode()
    again = client.get(link(second, "prev")).content.decode()

    assert not link(first, "prev")
    assert "no44on" in first
    assert "no44on" not in second
    assert "no20on" in second
    assert "no44on" in again
    assert "no20on" not in again


def test_following_from_a_list_stays_in_the_list(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.ben)

    followed = client.post("/@ada/follow", {"on": "1", "next": "/people?q=a"})
    elsewhere = client.post("/@ada/follow", {"on": "0", "next": "https://evil.example/"})

    assert followed.headers["Location"] == "/people?q=a"
    assert elsewhere.headers["Location"] == "/@ada"
    assert not Follow.objects.filter(follower=cast.ben).exists()


def test_muting_a_thread_says_so(cast: Cast, as_user: SignIn) -> None:
    cast.ben.language = "en"
    cast.ben.save()
    post = a_post(by=cast.ada, text="Hello @ben")
    client = as_user(cast.ben)

    client.post(f"/p/{post.key}/mute", {"on": "1", "next": "/notifications"})
    page = client.get("/notifications").content.decode()

    assert "You will hear no more of this thread." in page
    assert "Nothing to handle." in page
