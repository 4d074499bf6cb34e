"""How many questions each page asks the database: pinned, and the same whatever the page holds."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.availability import set_availability
from accounts.models import User
from feeds import rendering
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.follows import follow_tag, follow_user
from feeds.actions.posts import repost
from feeds.actions.reactions import react
from feeds.actions.reading import mark_read
from feeds.models import Post, Tag
from microblog.lib import clock
from tests.builders import a_conversation, a_group, a_message, a_post, a_user, add_member
from tests.cast import Cast
from tests.feeds.world import a_file

# The most queries of each page, with nothing rendered before. Two of them ask for the session and
# the person, four for what surrounds every page; none is asked for each post, person or group.
MOST = {
    "home": 12,
    "company": 12,
    "group": 22,
    "members": 17,
    "groups": 7,
    "tag": 16,
    "thread": 13,
    "post menu": 9,
    "profile": 19,
    "people": 12,
    "search": 15,  # two of them on PostgreSQL alone: whether the words are rare
    "bookmarks": 11,
    "messages": 10,
    "conversation": 18,
    "notifications": 9,
    "compose": 7,
    "cards": 6,
}


class Scene:
    """A reader with something on every page, and more of it at every call of `grow`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.reader = cast.ben
        self.size = 0
        self.root = a_post(by=cast.ada, text="The thread #wave @ben")
        self.talk = a_conversation(cast.ben, cast.ada)
        follow_user(actor=cast.ben, user=cast.ada)
        follow_tag(actor=cast.ben, tag=Tag.objects.get(key="wave"))
        self.wide = a_group("Wide", owner=cast.ada, members=(cast.ben,))
        for feed in ("home", "company", f"group:{cast.square.pk}"):
            mark_read(actor=cast.ben, feed=feed, up_to=self.root.pk)

    def grow(self, times: int) -> None:
        for _ in range(times):
            self.size += 1
            self._add(self.size)

    def _add(self, number: int) -> None:
        cast, reader = self.cast, self.reader
        newcomer = a_user(f"person{number}")
        group = a_group(f"Group {number}", owner=newcomer, members=(reader,))
        add_member(self.wide, newcomer, by=cast.ada)
        add_member(cast.square, newcomer, by=cast.ada)
        follow_user(actor=reader, user=newcomer)
        follow_user(actor=newcomer, user=reader)
        until = clock.now() + timedelta(hours=2)
        set_availability(actor=newcomer, kind="focus", text="deep", until=until)
        for place in (None, cast.square, group):
            post = a_post(
                by=newcomer,
                group=place,
                text=f"Wave number {number} #wave #tag{number} @ben @ada",
                attachments=[a_file(newcomer)],
            )
            react(actor=cast.ada if place != group else reader, post=post, kind="idea")
            add_bookmark(actor=reader, post=post)
        passed_on = a_post(by=cast.cleo, text=f"Passed on {number}")
        repost(actor=newcomer, post=passed_on)
        mine = a_post(by=reader, text=f"Mine {number}")
        react(actor=newcomer, post=mine, kind="bravo")
        answer = a_post(by=newcomer, reply_to=self.root, text=f"Answer {number} @ben")
        a_post(by=cast.ada, reply_to=answer, text="An answer to it")
        a_message(by=newcomer, to=(reader,), text="Between us")
        a_post(by=cast.ada, conversation=self.talk, text=f"Message {number}")

    def addresses(self) -> dict[str, str]:
        keys = ",".join(post.key for post in Post.objects.filter(root=None)[:20])
        return {
            "home": "/",
            "company": "/company",
            "group": f"/g/{self.cast.square.slug}",
            "members": f"/g/{self.wide.slug}/members",
            "groups": "/groups",
            "tag": "/t/wave",
            "thread": f"/p/{self.root.key}",
            "post menu": f"/p/{self.root.key}/menu",
            "profile": "/@ada",
            "people": "/people",
            "search": "/search?q=wave",
            "bookmarks": "/bookmarks",
            "messages": "/messages",
            "conversation": f"/messages/{self.talk.key}",
            "notifications": "/notifications",
            "compose": "/compose",
            "cards": f"/cards?ids={keys}",
        }


def queries_of(client: Client, address: str, *, forget: bool = True) -> list[str]:
    if forget:
        rendering.forget()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        found = [query["sql"] for query in captured]
    assert response.status_code == 200, (address, response.status_code)
    return found


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast)


@pytest.mark.django_db
def test_pages_ask_as_much_whatever_they_hold(
    scene: Scene, as_user: Callable[[User], Client]
) -> None:
    client = as_user(scene.reader)
    scene.grow(3)
    few = {name: queries_of(client, page) for name, page in scene.addresses().items()}

    scene.grow(5)
    many = {name: queries_of(client, page) for name, page in scene.addresses().items()}

    for name in few:
        more = Counter(shape(sql) for sql in many[name]) - Counter(shape(sql) for sql in few[name])
        assert len(many[name]) == len(few[name]), (name, list(more))
    counts = {name: len(queries) for name, queries in many.items()}
    assert {name: most for name, most in MOST.items() if counts[name] > most} == {}, counts


@pytest.mark.django_db
def test_home_asks_less_once_its_posts_were_rendered(
    scene: Scene, as_user: Callable[[User], Client]
) -> None:
    client = as_user(scene.reader)
    scene.grow(2)
    cold = queries_of(client, "/")

    warm = queries_of(client, "/", forget=False)

    assert len(warm) == len(cold) - 2
    assert not [sql for sql in warm if "feeds_attachment" in sql]


def shape(sql: str) -> str:
    """A query without its values."""
    return re.sub(r"\(\d+(, \d+)*\)|\d+|'[^']*'", "?", sql)[:300]
