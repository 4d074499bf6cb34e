"""What people do with posts through apps, and what stands around a post."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds.actions.groups import remove_member
from feeds.actions.posts import edit_post, repost, retract_post
from feeds.actions.reactions import react
from feeds.models import Bookmark, Post, Reaction, ThreadMute
from tests.api.conftest import Api
from tests.builders import a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

# Everything that is asked of one post, and what an app sends with it.
ASKED: list[tuple[str, str, dict[str, Any] | None]] = [
    *(
        ("get", verb, None)
        for verb in ("context", "source", "history", "favourited_by", "reblogged_by")
    ),
    *(
        ("post", verb, {})
        for verb in """favourite unfavourite bookmark unbookmark reblog unreblog mute unmute pin
            unpin react/thanks unreact/thanks""".split()
    ),
    ("put", "emoji_reactions/🙏", {}),
    ("delete", "emoji_reactions/🙏", None),
    ("put", "", {"status": "Mine now"}),
]


def address(post: Post | str, verb: str = "") -> str:
    pk = post if isinstance(post, str) else post.pk
    return f"/api/v1/statuses/{pk}/{verb}".rstrip("/")


@pytest.mark.parametrize("place", ["board", "vault", "direct"])
def test_who_may_not_read_a_post_can_do_nothing_to_it(
    cast: Cast, api_of: ApiOf, place: str
) -> None:
    if place == "direct":
        post = a_message(by=cast.ada, to=(cast.ben,))
    else:
        post = a_post(by=cast.ada, group=getattr(cast, place))
    outsider = api_of(cast.cleo)

    answers = {
        (verb, what): outsider.ask(verb, address(post, what), body).status_code
        for verb, what, body in ASKED
    }
    pleroma = f"/api/v1/pleroma/statuses/{post.pk}/reactions"
    for verb, where in (("get", pleroma), ("get", f"{pleroma}/🙏"), ("put", f"{pleroma}/🙏")):
        answers[verb, where] = outsider.ask(verb, where).status_code

    assert set(answers.values()) == {404}, answers
    assert not Reaction.objects.exists() and not Bookmark.objects.exists()
    assert not ThreadMute.objects.exists()


def test_a_favourite_says_thanks_once_and_can_be_taken_back(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada)
    api = api_of(cast.ben)

    for _twice in range(2):
        liked = api.post(address(post, "favourite"), "Status")
    assert (liked["favourited"], liked["favourites_count"]) == (True, 1)
    assert liked["reactions"] == [{"name": "🙏", "kind": "thanks", "count": 1, "me": True}]

    for _twice in range(2):
        unliked = api.post(address(post, "unfavourite"), "Status")
    assert (unliked["favourited"], unliked["favourites_count"]) == (False, 0)


def test_a_repost_stands_for_what_it_passes_on(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada)
    passed_on = repost(actor=cast.cleo, post=post)
    api = api_of(cast.ben)

    liked = api.post(address(passed_on, "favourite"), "Status")
    kept = api.post(address(passed_on, "bookmark"), "Status")

    assert liked["favourited"] and liked["reblog"]["favourited"]
    assert kept["bookmarked"] and kept["reblog"]["bookmarked"]
    assert Reaction.objects.get().post_id == Bookmark.objects.get().post_id == post.pk


def test_passing_on_gives_the_wrapper_and_taking_back_the_post(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada)
    api = api_of(cast.ben)

    mine = api.post(address(post, "reblog"), "Status", {"visibility": "public"})
    again = api.post(address(post, "reblog"), "Status")

    assert mine["id"] == again["id"] != str(post.pk)
    assert mine["reblogged"] is True and mine["reblog"]["reblogged"] is True
    assert mine["reblog"]["id"] == str(post.pk)
    assert mine["reblog"]["reblogs_count"] == 1
    assert api.get(address(post, "reblogged_by"), "[Account]")[0]["acct"] == "ben"

    back = api.post(address(mine["id"], "unreblog"), "Status")
    assert (back["id"], back["reblogged"], back["reblogs_count"]) == (str(post.pk), False, 0)
    assert api.ask("get", address(mine["id"])).status_code == 404
    assert api.post(address(post, "unreblog"), "Status")["id"] == str(post.pk)


def test_nothing_private_leaves_by_a_repost(cast: Cast, api_of: ApiOf) -> None:
    in_square = a_post(by=cast.ben, group=cast.square)
    in_board = a_post(by=cast.ben, group=cast.board)
    direct = a_message(by=cast.ben, to=(cast.ada,))
    api = api_of(cast.ben)

    for post in (in_square, in_board, direct):
        answer = api.ask("post", address(post, "reblog"), {"visibility": "public"})
        assert answer.status_code == 403

    assert not Post.objects.exclude(repost_of=None).exists()


def test_a_guest_reacts_where_they_were_let_in_and_passes_nothing_on(
    cast: Cast, api_of: ApiOf
) -> None:
    here, elsewhere = a_post(by=cast.ada, group=cast.board), a_post(by=cast.ada)
    guest = api_of(cast.gus)

    assert guest.post(address(here, "favourite"), "Status")["favourited"]
    assert guest.ask("post", address(here, "reblog")).status_code == 403
    assert guest.ask("post", address(elsewhere, "favourite")).status_code == 404
    assert guest.ask("post", address(elsewhere, "reblog")).status_code == 404


def test_a_thread_is_muted_by_any_of_its_posts(cast: Cast, api_of: ApiOf) -> None:
    root = a_post(by=cast.ada)
    answer = a_post(by=cast.ben, reply_to=root)
    api = api_of(cast.ben)

    assert api.post(address(answer, "mute"), "Status")["muted"] is True
    assert api.get(address(root), "Status")["muted"] is True
    assert api.post(address(root, "unmute"), "Status")["muted"] is False
    message = a_message(by=cast.ada, to=(cast.ben,))
    assert api.ask("post", address(message, "mute")).status_code == 422


def test_nothing_can_be_pinned(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ben)
    api = api_of(cast.ben)

    assert api.ask("post", address(post, "pin")).status_code == 422
    assert api.post(address(post, "unpin"), "Status")["pinned"] is False


@pytest.mark.parametrize(
    ("add", "remove"),
    [
        (("post", "statuses/{}/react/{}"), ("post", "statuses/{}/unreact/{}")),
        (("put", "statuses/{}/emoji_reactions/{}"), ("delete", "statuses/{}/emoji_reactions/{}")),
        (
            ("put", "pleroma/statuses/{}/reactions/{}"),
            ("delete", "pleroma/statuses/{}/reactions/{}"),
        ),
    ],
)
@pytest.mark.parametrize("name", ["💡", "idea"])
def test_one_reacts_in_each_dialect(
    cast: Cast, api_of: ApiOf, add: tuple[str, str], remove: tuple[str, str], name: str
) -> None:
    post = a_post(by=cast.ada)
    api = api_of(cast.ben)

    added = api.ask(add[0], "/api/v1/" + add[1].format(post.pk, name))
    assert added.status_code == 200
    told = {"name": "💡", "kind": "idea", "count": 1, "me": True}
    assert added.json()["reactions"] == added.json()["emoji_reactions"] == [told]
    assert added.json()["favourited"] is False

    removed = api.ask(remove[0], "/api/v1/" + remove[1].format(post.pk, name))
    assert removed.status_code == 200
    assert removed.json()["reactions"] == []
    unknown = api.ask(add[0], "/api/v1/" + add[1].format(post.pk, "🍌"))
    assert unknown.status_code == 422


def test_who_reacted_is_told_by_kind(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada, group=cast.board)
    for user, kind in ((cast.ben, "idea"), (cast.gus, "idea"), (cast.ben, "seen")):
        react(actor=user, post=post, kind=kind)
    api = api_of(cast.ben)

    told = api.get(f"/api/v1/pleroma/statuses/{post.pk}/reactions", "[Reactors]")
    idea = api.get(f"/api/v1/pleroma/statuses/{post.pk}/reactions/💡", "[Reactors]")

    assert [(one["kind"], one["count"], one["me"]) for one in told] == [
        ("idea", 2, True),
        ("seen", 1, True),
    ]
    assert [user["acct"] for user in idea[0]["accounts"]] == ["gus", "ben"]
    assert api.get(f"/api/v1/pleroma/statuses/{post.pk}/reactions/🍌", "[Reactors]") == []


def test_lists_of_people_go_by_when_they_did_it(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada)
    for user in (cast.ben, cast.cleo, cast.admin):
        react(actor=user, post=post, kind="thanks")
    react(actor=cast.ada, post=post, kind="idea")
    api = api_of(cast.ben)

    first = api.ask("get", address(post, "favourited_by?limit=2"))
    rows = list(Reaction.objects.filter(kind="thanks").order_by("-id").values_list("id", flat=True))

    assert [user["acct"] for user in first.json()] == ["root.admin", "cleo"]
    assert f'max_id={rows[1]}>; rel="next"' in first.headers["Link"]
    older = api.get(address(post, f"favourited_by?limit=2&max_id={rows[1]}"), "[Account]")
    assert [user["acct"] for user in older] == ["ben"]
    newer = api.get(address(post, f"favourited_by?limit=1&min_id={rows[2]}"), "[Account]")
    assert [user["acct"] for user in newer] == ["cleo"]


def test_favourites_and_bookmarks_go_by_when_they_were_made(cast: Cast, api_of: ApiOf) -> None:
    old, new = a_post(by=cast.ada, text="Old"), a_post(by=cast.ada, text="New")
    hidden = a_post(by=cast.ada, group=cast.board)
    api = api_of(cast.ben)
    for post in (new, hidden, old):
        api.post(address(post, "bookmark"))
        api.post(address(post, "favourite"))
    remove_member(actor=cast.ada, group=cast.board, user=cast.ben)
    colleague = api_of(cast.cleo)

    for name in ("bookmarks", "favourites"):
        shown = api.get(f"/api/v1/{name}", "[Status]")
        assert [one["id"] for one in shown] == [str(old.pk), str(new.pk)]
        first = api.ask("get", f"/api/v1/{name}?limit=1")
        cursor = first.headers["Link"].split("max_id=")[1].split(">")[0]
        assert cursor != str(old.pk)
        second = api.get(f"/api/v1/{name}?limit=1&max_id={cursor}", "[Status]")
        assert [one["id"] for one in second] == [str(new.pk)]
        assert colleague.get(f"/api/v1/{name}", "[Status]") == []


def test_a_list_costs_the_same_however_long_it_is(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    root = a_post(by=cast.ada)
    for number in range(8):
        post = a_post(by=cast.ada, text=f"Post {number}", reply_to=root)
        api.post(address(post, "favourite"))
        api.post(address(post, "bookmark"))
    for user in (cast.ben, cast.cleo, cast.admin):
        react(actor=user, post=root, kind="thanks")

    for path in (
        "/api/v1/favourites?limit={}",
        "/api/v1/bookmarks?limit={}",
        address(root, "favourited_by?limit={}"),
    ):
        counted = []
        for limit in (1, 40, 1, 40):
            with CaptureQueriesContext(connection) as queries:
                api.get(path.format(limit))
            counted.append(len(queries))
        assert counted[2] == counted[3] <= 8, (path, counted)


def test_context_has_what_is_above_and_below_as_a_tree(cast: Cast, api_of: ApiOf) -> None:
    root = a_post(by=cast.ada, text="Root")
    first = a_post(by=cast.ben, text="First", reply_to=root)
    second = a_post(by=cast.cleo, text="Second", reply_to=root)
    below = a_post(by=cast.ada, text="Below the first", reply_to=first)
    gone = a_post(by=cast.ben, text="Gone", reply_to=second)
    last = a_post(by=cast.cleo, text="Last", reply_to=gone)
    retract_post(actor=cast.ben, post=gone)
    api = api_of(cast.ben)

    def around(post: Post) -> tuple[list[str], list[str]]:
        found = api.get(address(post, "context"), "Context")
        return tuple(  # type: ignore[return-value]  # a pair
            [one["id"] for one in found[part]] for part in ("ancestors", "descendants")
        )

    def ids(*posts: Post) -> list[str]:
        return [str(post.pk) for post in posts]

    assert around(root) == ([], ids(first, below, second, last))
    assert around(first) == (ids(root), ids(below))
    assert around(below) == (ids(root, first), [])
    assert around(last) == (ids(root, second), [])


def test_context_of_a_message_is_its_conversation(cast: Cast, api_of: ApiOf) -> None:
    said = [a_message(by=cast.ada, to=(cast.ben,), text=f"Word {n}") for n in range(3)]
    a_message(by=cast.ada, to=(cast.cleo,), text="Elsewhere")

    found = api_of(cast.ben).get(address(said[1], "context"), "Context")

    assert [one["id"] for one in found["ancestors"]] == [str(said[0].pk)]
    assert [one["id"] for one in found["descendants"]] == [str(said[2].pk)]


def test_context_costs_the_same_however_many_answer(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    counted = []
    root = a_post(by=cast.ada)
    for _more in range(2):
        for _answer in range(4):
            a_post(by=cast.ben, reply_to=root)
        api.get(address(root, "context"), "Context")
        with CaptureQueriesContext(connection) as queries:
            api.get(address(root, "context"))
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 8


def test_source_and_history_tell_what_was_said(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada, text="Hello *@ben*", group=cast.board)
    edit_post(actor=cast.ada, post=post, text="Hello all")
    api = api_of(cast.ben)

    source = api.get(address(post, "source"), "StatusSource")
    first, present = api.get(address(post, "history"), "[StatusEdit]")

    assert source["text"] == "Hello all"
    assert "/@ben" in first["content"]
    assert "Hello all" in present["content"]
    assert first["created_at"] == api.get(address(post), "Status")["created_at"]
    assert first["account"]["acct"] == "ada"


def test_an_edit_is_the_authors(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ben, text="Before")
    api = api_of(cast.ben)

    shown = api.put(address(post), "Status", {"status": "After", "media_ids": []})

    assert "After" in shown["content"] and shown["edited_at"]
    assert api_of(cast.ada).ask("put", address(post), {"status": "Mine"}).status_code == 403
    for wrong in (
        {"status": ""},
        {"status": "x", "poll": {"options": ["a"]}},
        {"status": "x", "media_ids": ["5"]},
        {"status": "x", "media_attributes": [{"id": "5", "description": "y"}]},
    ):
        assert api.ask("put", address(post), wrong).status_code == 422, wrong
    post.refresh_from_db()
    assert post.text == "After"


def test_people_who_should_not_be_named_stop_a_post(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    said = {"status": "@ada and @cleo", "allowed_mentions": [str(cast.ada.pk)]}

    refused = api.ask("post", "/api/v1/statuses", said)
    none = api.ask("post", "/api/v1/statuses", {"status": "@ada", "allowed_mentions": []})

    assert refused.status_code == none.status_code == 422
    assert [user["acct"] for user in refused.json()["unexpected_accounts"]] == ["cleo"]
    assert refused.json()["error"]
    assert not Post.objects.exists()
    both = said | {"allowed_mentions": [str(cast.ada.pk), str(cast.cleo.pk)]}
    assert api.post("/api/v1/statuses", "Status", both)


def test_what_is_not_here_is_answered_as_none(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    for address in ("trends", "trends/tags", "trends/statuses", "trends/links"):
        assert api.get(f"/api/v1/{address}") == []
    assert api.get("/api/v1/scheduled_statuses") == []
    for verb, address in (
        ("get", "scheduled_statuses/5"),
        ("put", "scheduled_statuses/5"),
        ("delete", "scheduled_statuses/5"),
        ("get", "polls/5"),
        ("post", "polls/5/votes"),
    ):
        assert api.ask(verb, f"/api/v1/{address}").status_code == 404
    said = {"status": "x", "scheduled_at": "2030-01-01T00:00:00.000Z"}
    assert api.ask("post", "/api/v1/statuses", said).status_code == 422
