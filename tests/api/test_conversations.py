"""Conversations and markers: what is read, and what is put away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feeds.actions.posts import retract_post
from feeds.actions.reading import mark_read
from feeds.models import Conversation, ReadMarker
from tests.api.conftest import Api
from tests.builders import a_conversation, a_message, a_post, a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

CONVERSATIONS = "/api/v1/conversations"
MARKERS = "/api/v1/markers"


def test_conversations_come_with_the_last_spoken_first(cast: Cast, api_of: ApiOf) -> None:
    a_message(by=cast.ada, to=(cast.ben,), text="Early")
    late = a_message(by=cast.cleo, to=(cast.ben, cast.ada), text="Late")
    a_conversation(cast.ben, cast.admin)
    api = api_of(cast.ben)

    first, second = api.get(CONVERSATIONS, "[Conversation]")

    assert {one["acct"] for one in first["accounts"]} == {"ada", "cleo"}
    assert first["last_status"]["id"] == str(late.pk)
    assert first["last_status"]["visibility"] == "direct"
    assert first["unread"] and second["unread"]
    page = api.ask("get", f"{CONVERSATIONS}?limit=1")
    link = page.headers["Link"].partition(">")[0].removeprefix("<http://localhost:8000")
    assert api.get(link, "[Conversation]") == [second]
    up = api.get(f"{CONVERSATIONS}?min_id={second['last_status']['id']}", "[Conversation]")
    assert up == [first]
    assert api_of(cast.gus).get(CONVERSATIONS, "[Conversation]") == []


def test_a_conversation_is_read_and_unread_again(cast: Cast, api_of: ApiOf) -> None:
    a_message(by=cast.ada, to=(cast.ben,))
    a_message(by=cast.ben, to=(cast.ada,))
    api = api_of(cast.ben)
    address = f"{CONVERSATIONS}/{Conversation.objects.get().pk}"

    assert api.post(f"{address}/read", "Conversation")["unread"] is False
    assert api.get(CONVERSATIONS)[0]["unread"] is False
    assert api.post(f"{address}/unread", "Conversation")["unread"] is True
    assert api.get(CONVERSATIONS)[0]["unread"] is True


def test_what_was_put_away_comes_back_with_more(cast: Cast, api_of: ApiOf) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))
    api = api_of(cast.ben)
    address = f"{CONVERSATIONS}/{Conversation.objects.get().pk}"

    assert api.delete(address) == {}

    assert api.get(CONVERSATIONS) == []
    assert api.get(f"/api/v1/statuses/{message.pk}", "Status")
    assert len(api_of(cast.ada).get(CONVERSATIONS, "[Conversation]")) == 1
    browser = Client()
    browser.force_login(cast.ben)
    assert address.rpartition("/")[2] not in browser.get("/messages").content.decode()
    a_message(by=cast.ada, to=(cast.ben,), text="One more thing")
    assert [one["unread"] for one in api.get(CONVERSATIONS, "[Conversation]")] == [True]


def test_a_conversation_without_words_left_still_stands(cast: Cast, api_of: ApiOf) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))
    retract_post(actor=cast.ada, post=message)

    (found,) = api_of(cast.ben).get(CONVERSATIONS, "[Conversation]")

    assert found["last_status"] is None
    assert found["unread"] is False


def test_other_peoples_conversations_do_not_exist(cast: Cast, api_of: ApiOf) -> None:
    a_message(by=cast.ada, to=(cast.ben,))
    pk = Conversation.objects.get().pk
    outsider = api_of(cast.cleo)

    assert outsider.get(CONVERSATIONS) == []
    for verb, rest in [("post", "/read"), ("post", "/unread"), ("delete", "")]:
        assert outsider.ask(verb, f"{CONVERSATIONS}/{pk}{rest}").status_code == 404


def test_conversations_cost_the_same_however_many(cast: Cast, api_of: ApiOf) -> None:
    for number in range(5):
        a_message(by=a_user(f"p{number}"), to=(cast.ben, cast.ada))
    api = api_of(cast.ben)
    api.get(CONVERSATIONS)

    counted = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(f"{CONVERSATIONS}?limit={limit}")) == limit
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_a_marker_goes_where_the_app_says(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    post = a_post(by=cast.ada)
    assert api.get(f"{MARKERS}?timeline[]=home&timeline[]=notifications") == {}

    made = api.post(MARKERS, "", {"home": {"last_read_id": str(post.pk)}})
    back = api.post(
        MARKERS, "", {"home": {"last_read_id": "100"}, "notifications": {"last_read_id": "7"}}
    )
    found = api.get(f"{MARKERS}?timeline[]=home&timeline[]=company&timeline[]=nonsense")

    assert made["home"]["last_read_id"] == str(post.pk)
    assert (made["home"]["version"], back["home"]["version"]) == (1, 2)
    assert set(back) == {"home", "notifications"}
    assert found == {"home": back["home"]}
    assert api_of(cast.ada).get(f"{MARKERS}?timeline[]=home") == {}
    assert api.post(MARKERS, "", {}) == {}
    assert api.ask("post", MARKERS, {"home": {"last_read_id": "x"}}).status_code == 422
    assert api.ask("post", MARKERS, {"home": "x"}).status_code == 422


def test_the_pages_and_the_apps_have_one_mark(cast: Cast, api_of: ApiOf) -> None:
    mark_read(actor=cast.ben, feed="home", up_to=500)

    found = api_of(cast.ben).get(f"{MARKERS}?timeline=home")

    assert (found["home"]["last_read_id"], found["home"]["version"]) == ("500", 1)


def test_a_mark_that_another_device_moved_meanwhile_is_a_conflict(
    cast: Cast, api_of: ApiOf
) -> None:
    api = api_of(cast.ben)
    moved: list[int] = []
    api.post(MARKERS, "", {"home": {"last_read_id": "5"}})

    def another_device(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE") and "feeds_readmarker" in sql and not moved:
            moved.append(9)
            mark_read(actor=cast.ben, feed="home", up_to=9)
        return execute(sql, *rest)

    with connection.execute_wrapper(another_device):
        answer = api.ask("post", MARKERS, {"home": {"last_read_id": "7"}})

    assert answer.status_code == 409
    assert answer.json() == {"error": "Conflict during update, please try again"}
    assert ReadMarker.objects.get().last_read_id == 9
