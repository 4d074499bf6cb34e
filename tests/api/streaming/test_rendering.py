"""One post for many readers at once: each as they would read it, with the same queries for all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.rendering import posts
from api.streaming.readers import as_seen_by, lists_with
from api.streaming.relay import ACTIONS, NOTIFYING
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.notifications import mute_thread
from feeds.actions.reactions import react
from ledger.recording import is_heard
from tests.builders import a_post, a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_many_read_it_as_each_alone_would(cast: Cast) -> None:
    post = a_post(by=cast.ada, text="Hello *all* #here @ben")
    react(actor=cast.ben, post=post, kind="thanks")
    add_bookmark(actor=cast.ada, post=post)
    mute_thread(actor=cast.cleo, post=post)
    readers = [cast.ada, cast.ben, cast.cleo]

    together = posts.for_many(readers, post.pk)

    assert together == {user.pk: posts.statuses(user, [post.pk])[0] for user in readers}
    assert b'"favourited": true' in together[cast.ben.pk]
    assert b'"favourited": false' in together[cast.cleo.pk]
    assert b'"muted": true' in together[cast.cleo.pk]


def test_the_queries_do_not_grow_with_the_readers(cast: Cast) -> None:
    post = a_post(by=cast.ada)
    few = [cast.ben.pk]
    many = [cast.ben.pk, cast.cleo.pk, *(a_user(f"reader.{number}").pk for number in range(20))]
    as_seen_by(few, post.pk)

    with CaptureQueriesContext(connection) as one:
        as_seen_by(few, post.pk)
    with CaptureQueriesContext(connection) as all_of_them:
        made = as_seen_by(many, post.pk)

    assert len(made) == 22
    assert len(all_of_them) == len(one) <= 8


def test_who_may_not_see_it_gets_nothing_even_when_asked_for(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.vault)

    assert posts.for_many([cast.cleo], post.pk) == {}
    assert posts.for_many([], post.pk) == {}


def test_a_group_is_a_list_of_its_members_only(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.square)
    listening = [(cast.ben.pk, cast.square.pk), (cast.cleo.pk, cast.square.pk)]

    assert lists_with(post, listening) == {(cast.ben.pk, cast.square.pk)}


def test_everything_that_streams_tell_is_announced() -> None:
    told = (set(ACTIONS) | NOTIFYING) - {"password.changed"}

    assert [action for action in told if not is_heard(action)] == []
