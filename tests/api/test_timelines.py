"""Timelines and tags: what is in them, for whom, in pages."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from feeds.actions.attachments import upload_file
from feeds.actions.posts import repost
from feeds.models import Attachment, Tag, TagFollow
from ledger.models import Entry
from tests.api.conftest import Api
from tests.builders import a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

PUBLIC = "/api/v1/timelines/public"


def texts(answer: list[dict[str, str]]) -> list[str]:
    return [one["content"].removeprefix("<p>").removesuffix("</p>") for one in answer]


def a_picture(by: User) -> Attachment:
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    file.seek(0)
    return upload_file(actor=by, file=file, name="a.png")


def test_the_public_timeline_is_what_everybody_reads(cast: Cast, api_of: ApiOf) -> None:
    said = a_post(by=cast.ada, text="For all")
    a_post(by=cast.ben, text="A reply", reply_to=said)
    repost(actor=cast.ben, post=said)
    for group in (cast.square, cast.board, cast.vault):
        a_post(by=cast.ada, text="In a group", group=group)
    a_message(by=cast.ada, to=(cast.ben,))

    for person in (cast.ben, cast.cleo):
        assert texts(api_of(person).get(PUBLIC, "[Status]")) == ["For all"]
    assert texts(api_of(cast.ben).get(f"{PUBLIC}?local=true", "[Status]")) == ["For all"]
    assert api_of(cast.ben).get(f"{PUBLIC}?remote=true", "[Status]") == []
    assert api_of(cast.gus).get(PUBLIC, "[Status]") == []
    assert Api().ask("get", PUBLIC).status_code == 401


def test_a_timeline_can_be_of_files_only(cast: Cast, api_of: ApiOf) -> None:
    a_post(by=cast.ben, text="Words #teal")
    a_post(by=cast.ben, text="#teal", attachments=[a_picture(cast.ben)])
    a_post(by=cast.ben, text="There", group=cast.board, attachments=[a_picture(cast.ben)])
    a_post(by=cast.ben, text="Only words", group=cast.board)
    api = api_of(cast.ben)

    for address, count in [
        (PUBLIC, 1),
        ("/api/v1/timelines/tag/teal", 1),
        (f"/api/v1/timelines/list/{cast.board.pk}", 1),
        (f"/api/v1/timelines/group/{cast.board.pk}", 1),
    ]:
        found = api.get(f"{address}?only_media=true", "[Status]")
        assert len(found) == count
        assert all(one["media_attachments"] for one in found)


def test_the_public_timeline_turns_pages(cast: Cast, api_of: ApiOf) -> None:
    made = [a_post(by=cast.ada, text=f"Post {n}") for n in range(5)]
    ids = [str(post.pk) for post in reversed(made)]
    api = api_of(cast.ben)

    def page(query: str) -> list[str]:
        return [one["id"] for one in api.get(f"{PUBLIC}?{query}", "[Status]")]

    assert page("limit=2") == ids[:2]
    assert page(f"limit=2&max_id={ids[1]}") == ids[2:4]
    assert page(f"limit=2&min_id={ids[4]}") == ids[2:4]
    assert page(f"limit=2&since_id={ids[1]}") == ids[:1]
    link = api.ask("get", f"{PUBLIC}?limit=2&only_media=false").headers["Link"]
    assert f'limit=2&only_media=false&max_id={ids[1]}>; rel="next"' in link


def test_tags_are_joined_required_and_left_out(cast: Cast, api_of: ApiOf) -> None:
    a_post(by=cast.ada, text="#Red")
    a_post(by=cast.ada, text="#blue")
    a_post(by=cast.ada, text="#red #blue")
    a_post(by=cast.ada, text="#red #blue #green")
    api = api_of(cast.ben)

    def found(query: str) -> int:
        return len(api.get(f"/api/v1/timelines/tag/{query}", "[Status]"))

    assert found("red") == 3
    assert found("RED?any[]=blue") == 4
    assert found("red?all[]=blue&all[]=green") == 1
    assert found("red?none[]=blue") == 1
    assert found("red?any[]=blue&none[]=green") == 3
    assert found("red?remote=true") == 0
    assert found("nobody") == 0
    assert api.ask("get", "/api/v1/timelines/tag/not%20one").status_code == 404


@pytest.mark.parametrize("query", ["hush", "hush?any[]=shh", "hush?limit=1"])
def test_a_tag_shows_nobody_what_they_may_not_read(cast: Cast, api_of: ApiOf, query: str) -> None:
    a_post(by=cast.ada, text="#hush", group=cast.vault)
    a_post(by=cast.ada, text="#hush", group=cast.board)
    a_message(by=cast.ada, to=(cast.ben,), text="#hush")

    assert api_of(cast.ben).get(f"/api/v1/timelines/tag/{query}", "[Status]")
    assert api_of(cast.cleo).get(f"/api/v1/timelines/tag/{query}", "[Status]") == []
    assert len(api_of(cast.gus).get(f"/api/v1/timelines/tag/{query}", "[Status]")) == 1


def test_a_group_is_read_as_a_group_and_as_a_list_by_its_members(cast: Cast, api_of: ApiOf) -> None:
    a_post(by=cast.ada, text="Hidden #away", group=cast.vault)
    addresses = [
        f"/api/v1/timelines/group/{cast.vault.pk}",
        f"/api/v1/timelines/list/{cast.vault.pk}",
        f"/api/v1/timelines/group/{cast.vault.pk}/tags/away",
    ]

    for address in addresses:
        assert len(api_of(cast.ben).get(address, "[Status]")) == 1
        for outsider in (cast.cleo, cast.gus):
            answer = api_of(outsider).ask("get", address)
            missing = api_of(outsider).ask("get", address.replace(str(cast.vault.pk), "12345"))
            assert answer.status_code == missing.status_code == 404
            assert answer.content == missing.content
    assert api_of(cast.ben).get(f"{addresses[0]}?pinned=true") == []
    board = f"/api/v1/timelines/group/{cast.board.pk}"
    assert api_of(cast.cleo).ask("get", board).status_code == 404
    square = f"/api/v1/timelines/group/{cast.square.pk}"
    assert api_of(cast.cleo).get(square, "[Status]") == []
    assert api_of(cast.gus).ask("get", square).status_code == 404


def test_a_tag_is_followed_and_let_go(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    followed = api.post("/api/v1/tags/Océane/follow", "Tag")
    api.post("/api/v1/tags/oceane/follow", "Tag")
    listed = api.get("/api/v1/followed_tags", "[Tag]")
    shown = api.get("/api/v1/tags/OCEANE", "Tag")

    assert followed["following"] and shown["following"]
    assert [one["name"] for one in listed] == ["oceane"]
    assert listed[0]["id"] == followed["id"] == shown["id"]
    assert TagFollow.objects.filter(user=cast.ben).count() == 1
    assert Entry.objects.filter(action="tag.followed").count() == 1
    assert not api.post("/api/v1/tags/oceane/unfollow", "Tag")["following"]
    assert api.get("/api/v1/followed_tags", "[Tag]") == []
    assert api.ask("post", "/api/v1/tags/1/follow").status_code == 404


def test_followed_tags_come_in_pages(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    for name in ("one", "two", "three"):
        api.post(f"/api/v1/tags/{name}/follow")

    first = api.ask("get", "/api/v1/followed_tags?limit=2")
    link = first.headers["Link"].partition(">")[0].removeprefix("<http://localhost:8000")

    assert [one["name"] for one in first.json()] == ["three", "two"]
    assert [one["name"] for one in api.get(link, "[Tag]")] == ["one"]


def test_a_tag_used_in_secret_looks_like_one_that_nobody_used(cast: Cast, api_of: ApiOf) -> None:
    outsider = api_of(cast.cleo)
    before = outsider.get("/api/v1/tags/Merger", "Tag")

    a_post(by=cast.ada, text="#Merger", group=cast.vault)

    assert outsider.get("/api/v1/tags/Merger", "Tag") == before
    assert before["id"] != str(Tag.objects.get(key="merger").pk)
    assert outsider.post("/api/v1/tags/Merger/follow", "Tag") == before | {"following": True}
    assert outsider.get("/api/v1/followed_tags", "[Tag]")[0]["name"] == "merger"
    assert outsider.get("/api/v1/timelines/home", "[Status]") == []


def test_nobody_features_tags(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.get("/api/v1/featured_tags") == []
    assert api.get("/api/v1/featured_tags/suggestions") == []
    assert api.get(f"/api/v1/accounts/{cast.ada.pk}/featured_tags") == []
    assert api.ask("post", "/api/v1/featured_tags", {"name": "x"}).status_code == 403
    assert api.ask("delete", "/api/v1/featured_tags/5").status_code == 404
    hidden = f"/api/v1/accounts/{cast.cleo.pk}/featured_tags"
    assert api_of(cast.gus).ask("get", hidden).status_code == 404


def test_scopes_are_asked_for(cast: Cast, api_of: ApiOf) -> None:
    nothing = api_of(cast.ben, "write:media")

    for verb, address in [
        ("get", PUBLIC),
        ("get", "/api/v1/timelines/tag/x"),
        ("get", "/api/v1/lists"),
        ("get", "/api/v1/groups"),
        ("get", "/api/v2/filters"),
        ("get", "/api/v1/markers"),
        ("get", "/api/v1/conversations"),
        ("post", "/api/v1/tags/x/follow"),
    ]:
        assert nothing.ask(verb, address).status_code == 403


def test_a_timeline_costs_the_same_however_long_it_is(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    for number in range(8):
        a_post(by=cast.ada, text=f"Post {number} #tag")
        a_post(by=cast.ada, text=f"There {number} #tag", group=cast.board)

    for address in (
        PUBLIC,
        "/api/v1/timelines/tag/tag",
        "/api/v1/timelines/tag/tag?none[]=other",
        f"/api/v1/timelines/list/{cast.board.pk}",
        f"/api/v1/timelines/group/{cast.board.pk}",
    ):
        counted = []
        api.get(address)
        for limit in (1, 8):
            with CaptureQueriesContext(connection) as queries:
                found = api.get(f"{address}{'&' if '?' in address else '?'}limit={limit}")
            assert len(found) == limit
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 7, address
