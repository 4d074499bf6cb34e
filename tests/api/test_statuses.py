"""Statuses: written, read, taken back, by whoever may."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from api.rendering import people, posts
from api.serializers.account import Counts
from feeds.actions.attachments import upload_file
from feeds.actions.follows import follow_user
from feeds.actions.groups import remove_member
from feeds.actions.posts import repost
from feeds.actions.reactions import react
from feeds.models import Post
from ledger.models import Entry
from tests.api.conftest import Api
from tests.builders import a_conversation, a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

HOME = "/api/v1/timelines/home"


def test_a_post_is_published_and_says_which_app_wrote_it(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    made = api.post("/api/v1/statuses", "Status", {"status": "Hello @ada, see #Océane"})

    post = Post.objects.get()
    assert made["id"] == str(post.pk)
    assert made["visibility"] == "public"
    assert made["application"]["name"] == "Notes"
    assert [user["username"] for user in made["mentions"]] == ["ada"]
    assert made["mentions"][0]["url"] in made["content"]
    assert made["tags"][0]["name"] == "Océane"
    assert b'"via":"api:' in bytes(Entry.objects.get(action="post.published").body)


def test_a_home_page_has_every_kind_of_post(cast: Cast, api_of: ApiOf) -> None:
    follow_user(actor=cast.ben, user=cast.ada)
    first = a_post(by=cast.ada, text="First")
    react(actor=cast.cleo, post=first, kind="thanks")
    react(actor=cast.ben, post=first, kind="idea")
    a_post(by=cast.ada, text="In the board", group=cast.board)
    repost(actor=cast.ben, post=first)

    passed_on, in_board, shown = api_of(cast.ben).get(HOME, "[Status]")

    assert passed_on["reblog"]["id"] == shown["id"] == str(first.pk)
    assert passed_on["reblogged"] and passed_on["reblog"]["reblogged"] and shown["reblogged"]
    assert in_board["visibility"] == "private"
    assert in_board["group"]["slug"] == cast.board.slug
    assert shown["favourites_count"] == 1
    assert shown["favourited"] is False
    assert [(one["kind"], one["me"]) for one in shown["reactions"]] == [
        ("thanks", False),
        ("idea", True),
    ]


def test_pages_go_both_ways(cast: Cast, api_of: ApiOf) -> None:
    made = [a_post(by=cast.ben, text=f"Post {n}") for n in range(7)]
    ids = [str(post.pk) for post in reversed(made)]
    api = api_of(cast.ben)

    def page(query: str) -> list[str]:
        return [one["id"] for one in api.get(f"{HOME}?{query}")]

    assert page("limit=3") == ids[:3]
    assert page(f"limit=3&max_id={ids[2]}") == ids[3:6]
    assert page(f"limit=3&since_id={ids[5]}") == ids[:3]
    assert page(f"limit=3&min_id={ids[5]}") == ids[2:5]
    assert page(f"limit=3&since_id={ids[1]}") == ids[:1]
    assert page("limit=0") == page("limit=20") == page("limit=1000") == ids
    assert page(f"max_id={ids[-1]}") == []


def test_links_lead_to_the_neighbours_the_older_first(cast: Cast, api_of: ApiOf) -> None:
    made = [a_post(by=cast.ben, text=f"Post {n}") for n in range(3)]
    api = api_of(cast.ben)

    first = api.ask("get", f"{HOME}?limit=2")
    last = api.ask("get", f"{HOME}?limit=2&max_id={made[1].pk}")

    here = "http://localhost:8000/api/v1/timelines/home?limit=2"
    assert first.headers["Link"] == (
        f'<{here}&max_id={made[1].pk}>; rel="next", <{here}&min_id={made[2].pk}>; rel="prev"'
    )
    assert last.headers["Link"] == f'<{here}&min_id={made[0].pk}>; rel="prev"'


def test_a_cursor_that_is_no_id_is_refused(cast: Cast, api_of: ApiOf) -> None:
    answer = api_of(cast.ben).ask("get", f"{HOME}?max_id=abc")

    assert answer.status_code == 422


def test_the_same_key_again_is_the_same_post(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    headers = {"Idempotency-Key": "k1"}

    first = api.post("/api/v1/statuses", "Status", {"status": "Once"}, **headers)
    again = api.post("/api/v1/statuses", "Status", {"status": "Once"}, **headers)
    other = api.post("/api/v1/statuses", "Status", {"status": "Once"}, **{"Idempotency-Key": "k2"})

    assert first["id"] == again["id"] != other["id"]


def test_an_answer_stays_where_its_thread_is(cast: Cast, api_of: ApiOf) -> None:
    root = a_post(by=cast.ada, group=cast.vault)
    said = {"status": "Yes", "in_reply_to_id": str(root.pk), "visibility": "public"}

    answer = api_of(cast.ben).post("/api/v1/statuses", "Status", said)

    assert answer["visibility"] == "private"
    assert answer["in_reply_to_id"] == str(root.pk)
    assert answer["group_id"] == str(cast.vault.pk)


def test_a_message_is_for_the_people_it_names(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    said = {"status": "@ada between us", "visibility": "direct"}

    made = api.post("/api/v1/statuses", "Status", said)

    assert made["visibility"] == "direct"
    assert [one["acct"] for one in made["mentions"]] == ["ada"]
    assert api_of(cast.cleo).ask("get", f"/api/v1/statuses/{made['id']}").status_code == 404
    assert (
        api.ask("post", "/api/v1/statuses", said | {"status": "@nobody.here hi"}).status_code == 422
    )


def test_a_group_post_goes_nowhere_else(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    by_id = api.post("/api/v1/statuses", "Status", {"status": "Hi", "group_id": str(cast.board.pk)})
    by_name = api.post(
        "/api/v1/statuses", "Status", {"status": "@board hi", "visibility": "private"}
    )
    lost = api.ask("post", "/api/v1/statuses", {"status": "Hi", "visibility": "private"})
    no_group = api.ask("post", "/api/v1/statuses", {"status": "Hi", "visibility": "group"})

    assert by_id["group_id"] == by_name["group_id"] == str(cast.board.pk)
    assert (lost.status_code, no_group.status_code) == (422, 422)
    assert "group_id" in no_group.json()["details"]


@pytest.mark.parametrize("place", ["board", "vault"])
def test_an_outsider_is_told_nothing_of_a_group_post(cast: Cast, api_of: ApiOf, place: str) -> None:
    post = a_post(by=cast.ada, text="Secret words", group=getattr(cast, place))
    outsider = api_of(cast.cleo)

    for verb, address, body in [
        ("get", f"/api/v1/statuses/{post.pk}", None),
        ("delete", f"/api/v1/statuses/{post.pk}", None),
        ("post", "/api/v1/statuses", {"status": "x", "in_reply_to_id": str(post.pk)}),
    ]:
        answer = outsider.ask(verb, address, body)
        assert answer.status_code == 404
        assert answer.json() == {"error": "Record not found"}
    assert outsider.get(HOME, "[Status]") == []
    assert outsider.get(f"/api/v1/statuses?id[]={post.pk}", "[Status]") == []
    assert api_of(cast.ben).get(f"/api/v1/statuses/{post.pk}", "Status")


def test_who_was_removed_reads_no_longer_what_is_kept_rendered(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada, group=cast.board)
    api = api_of(cast.ben)
    assert len(api.get(HOME, "[Status]")) == 1

    remove_member(actor=cast.ada, group=cast.board, user=cast.ben)

    assert api.get(HOME, "[Status]") == []
    assert api.ask("get", f"/api/v1/statuses/{post.pk}").status_code == 404


def test_retracting_gives_the_text_back(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ben, text="*Hello*")
    api = api_of(cast.ben)

    gone = api.delete(f"/api/v1/statuses/{post.pk}", "Status")

    assert gone["text"] == "*Hello*"
    assert api.ask("get", f"/api/v1/statuses/{post.pk}").status_code == 404
    assert api_of(cast.cleo).ask("delete", f"/api/v1/statuses/{post.pk}").status_code == 404


def test_somebody_elses_post_cannot_be_retracted(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada)

    assert api_of(cast.ben).ask("delete", f"/api/v1/statuses/{post.pk}").status_code == 403


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"status": ""}, "text"),
        ({"status": "x" * 501}, "text"),
        ({"status": "x", "visibility": "secret"}, "visibility"),
        ({"status": "x", "media_ids": ["5"]}, "media_ids"),
        ({"status": "x", "media_ids": [{}]}, "media_ids"),
        ({"status": "x", "poll": {"options": ["a", "b"]}}, "poll"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_name(
    cast: Cast, api_of: ApiOf, said: dict[str, Any], field: str
) -> None:
    answer = api_of(cast.ben).ask("post", "/api/v1/statuses", said)

    assert answer.status_code == 422, answer.content
    assert field in answer.json()["details"]
    assert not Post.objects.exists()


def test_nul_is_no_text(cast: Cast, api_of: ApiOf) -> None:
    assert api_of(cast.ben).ask("post", "/api/v1/statuses", {"status": "a\x00b"}).status_code == 422


def test_a_picture_is_served_to_its_token_and_to_nobody_else(cast: Cast, api_of: ApiOf) -> None:
    file = BytesIO()
    Image.new("RGB", (64, 32), "teal").save(file, "PNG")
    file.seek(0)
    picture = upload_file(actor=cast.ben, file=file, name="a.png", alt="Teal")
    said = {"status": "Look", "group_id": str(cast.board.pk), "media_ids": [str(picture.pk)]}

    made = api_of(cast.ben).post("/api/v1/statuses", "Status", said)
    address = made["media_attachments"][0]["url"].removeprefix("http://localhost:8000")
    for_ada = api_of(cast.ada).get(f"/api/v1/statuses/{made['id']}", "Status")

    assert made["media_attachments"][0]["type"] == "image"
    assert made["media_attachments"][0]["description"] == "Teal"
    assert Client().get(address).status_code == 200
    assert for_ada["media_attachments"][0]["url"] != made["media_attachments"][0]["url"]
    assert Client().get(address.replace("/full", "/feed")).status_code in {200, 404}
    assert Client().get(address.replace("-", "-0")).status_code == 404
    remove_member(actor=cast.ada, group=cast.board, user=cast.ben)
    assert Client().get(address).status_code == 404


def test_a_page_costs_the_same_however_long_it_is(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    api.get(HOME)
    for number in range(12):
        post = a_post(by=cast.ada, text=f"Post {number} @ben #tag", group=cast.board)
        react(actor=cast.ben, post=post, kind="bravo")
        repost(actor=cast.ben, post=a_post(by=cast.ada, text=f"More {number}"))
    a_message(by=cast.ada, to=(cast.ben,))

    counted = {}
    for limit in (2, 30):
        for module in (people, posts):
            module.forget()
        for state in ("cold", "warm"):
            with CaptureQueriesContext(connection) as queries:
                api.get(f"{HOME}?limit={limit}", "[Status]")
            counted[limit, state] = len(queries)

    assert counted[2, "warm"] == counted[30, "warm"] <= 5
    assert counted[2, "cold"] == counted[30, "cold"] <= 20


def test_a_conversation_names_everybody_it_is_for(cast: Cast, api_of: ApiOf) -> None:
    post = a_message(by=cast.ben, to=(cast.ada, cast.cleo))
    a_conversation(cast.ben, cast.ada)

    shown = api_of(cast.ada).get(f"/api/v1/statuses/{post.pk}", "Status")

    assert {one["acct"] for one in shown["mentions"]} == {"ada", "cleo"}


def test_an_edit_and_another_name_are_seen_at_once(cast: Cast, api_of: ApiOf) -> None:
    from accounts.actions.users import edit_profile
    from feeds.actions.posts import edit_post

    post = a_post(by=cast.ada, text="Before")
    api = api_of(cast.ben)
    api.get(f"/api/v1/statuses/{post.pk}", "Status")

    edit_post(actor=cast.ada, post=post, text="After")
    cast.ada.refresh_from_db()
    edit_profile(actor=cast.ada, user=cast.ada, display_name="Ada L.")
    shown = api.get(f"/api/v1/statuses/{post.pk}", "Status")

    assert "After" in shown["content"]
    assert shown["edited_at"] is not None
    assert shown["account"]["display_name"] == "Ada L."


def test_counts_are_of_what_the_company_reads(cast: Cast) -> None:
    a_post(by=cast.ada)
    a_post(by=cast.ada, group=cast.vault)

    counted = people.counts_of([cast.ada.pk])[cast.ada.pk]

    assert (counted.posts, counted.followers) == (1, 0)
    assert counted != Counts()
