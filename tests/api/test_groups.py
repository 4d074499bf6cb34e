"""Groups: known, made, changed, filled, by whoever may; to others a secret one does not exist."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from feeds.actions.groups import invite_to_group
from feeds.models import Group, JoinRequest, Membership, Post
from tests.api.conftest import Api
from tests.builders import a_group, a_post, a_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

GROUPS = "/api/v1/groups"


def here(group: Group, rest: str = "") -> str:
    return f"{GROUPS}/{group.pk}{rest}"


def names(found: list[dict[str, str]]) -> list[str]:
    return [one["display_name"] for one in found]


def test_my_groups_come_in_pages(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    first = api.ask("get", f"{GROUPS}?limit=2")
    link = first.headers["Link"].partition(">")[0].removeprefix("<http://localhost:8000")

    assert names(first.json()) == ["Vault", "Board"]
    assert names(api.get(link, "[Group]")) == ["Town square"]
    assert api_of(cast.cleo).get(GROUPS, "[Group]") == []
    assert names(api_of(cast.gus).get(GROUPS, "[Group]")) == ["Board"]


def test_a_group_says_what_it_is_and_what_one_is_to_it(cast: Cast, api_of: ApiOf) -> None:
    board = api_of(cast.ada).get(here(cast.board), "Group")
    door = api_of(cast.cleo).get(here(cast.board), "Group")
    square = api_of(cast.cleo).get(here(cast.square), "Group")

    assert (board["visibility"], board["group_visibility"], board["locked"]) == (
        "private",
        "members_only",
        True,
    )
    assert board["relationship"]["role"] == "owner"
    assert board["owner"] == {"id": str(cast.ada.pk)}
    assert board["members_count"] == 3
    assert door["relationship"]["member"] is False
    assert door["owner"] is None
    assert square["group_visibility"] == "everyone"
    assert square["owner"] == {"id": str(cast.ada.pk)}


@pytest.mark.parametrize("who", ["cleo", "gus"])
def test_a_secret_group_does_not_exist_anywhere(cast: Cast, api_of: ApiOf, who: str) -> None:
    outsider = api_of(getattr(cast, who))
    a_request(cast.board, by=cast.cleo)
    post = a_post(by=cast.ada, group=cast.vault)
    people = f"?account_ids[]={cast.ben.pk}"

    for verb, rest in [
        ("get", ""),
        ("put", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "/close"),
        ("post", "/reopen"),
        ("delete", f"/statuses/{post.pk}"),
        ("get", "/memberships"),
        ("get", "/membership_requests"),
        ("post", f"/membership_requests/{cast.cleo.pk}/authorize"),
        ("post", f"/membership_requests/{cast.cleo.pk}/reject"),
        ("post", "/join"),
        ("post", "/leave"),
        ("post", f"/invite{people}"),
        ("post", f"/promote{people}"),
        ("post", f"/demote{people}"),
        ("post", f"/kick{people}"),
    ]:
        body = None if verb == "get" else {"display_name": "Mine"}
        answer = outsider.ask(verb, here(cast.vault, rest), body)
        missing = outsider.ask(verb, f"{GROUPS}/12345{rest}", body)
        assert answer.status_code == missing.status_code == 404, (verb, rest, answer.content)
        assert answer.content == missing.content
    assert outsider.ask("get", f"{GROUPS}/lookup?name={cast.vault.slug}").status_code == 404
    assert outsider.ask("get", f"/api/v1/accounts/{cast.vault.pk}").status_code == 404
    assert outsider.ask("get", f"/api/v1/accounts/lookup?acct={cast.vault.slug}").status_code == 404
    assert outsider.ask("get", f"/api/v1/lists/{cast.vault.pk}").status_code == 404
    assert outsider.get(f"{GROUPS}/search?q=vault", "[Group]") == []
    assert outsider.get(f"{GROUPS}/relationships?id[]={cast.vault.pk}") == []
    for address in (GROUPS, f"{GROUPS}/search", "/api/v1/lists"):
        assert "Vault" not in outsider.ask("get", address).content.decode()
    assert Membership.objects.filter(group=cast.vault).count() == 3


def test_what_a_known_group_refuses_is_403(cast: Cast, api_of: ApiOf) -> None:
    for person in (cast.cleo, cast.ben):
        api = api_of(person)
        for verb, rest in [
            ("put", ""),
            ("delete", ""),
            ("post", "/close"),
            ("get", "/membership_requests"),
            ("post", f"/membership_requests/{cast.cleo.pk}/authorize"),
            ("post", f"/invite?account_ids[]={cast.cleo.pk}"),
            ("post", f"/promote?account_ids[]={cast.ben.pk}"),
            ("post", f"/kick?account_ids[]={cast.ada.pk}"),
        ]:
            body = None if verb == "get" else {"display_name": "Mine"}
            answer = api.ask(verb, here(cast.board, rest), body)
            assert answer.status_code == 403, (verb, rest, answer.content)
    assert api_of(cast.cleo).ask("get", here(cast.board, "/memberships")).status_code == 404


def test_a_group_is_made_and_changed(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    said = {"display_name": "Bakers", "note": "Bread", "group_visibility": "members_only"}

    made = api.post(GROUPS, "Group", said)
    hidden = api.post(GROUPS, "Group", said | {"display_name": "Shh", "discoverable": False})
    changed = api.put(f"{GROUPS}/{made['id']}", "Group", {"note": "Bread and cake"})
    widened = api.ask("put", f"{GROUPS}/{made['id']}", {"visibility": "open"})

    assert (made["visibility"], hidden["visibility"]) == ("private", "secret")
    assert made["relationship"]["role"] == "owner"
    assert (changed["display_name"], changed["note"]) == ("Bakers", "Bread and cake")
    assert widened.status_code == 422
    assert "visibility" in widened.json()["details"]
    assert api.post(f"{GROUPS}/{made['id']}/close", "Group")["closed_at"] is not None
    assert api.post(f"{GROUPS}/{made['id']}/reopen", "Group")["closed_at"] is None
    for wrong in ({"display_name": ""}, {"avatar": "x"}, {"group_visibility": "some"}):
        assert api.ask("post", GROUPS, {"note": "Why"} | wrong).status_code == 422
    assert api_of(cast.gus).ask("post", GROUPS, said).status_code == 403


def test_one_comes_in_or_asks_to_and_goes(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.cleo)

    assert api.post(here(cast.square, "/join"), "GroupRelationship")["role"] == "user"
    asked = api.post(here(cast.board, "/join"), "GroupRelationship", {"note": "Please"})
    assert (asked["member"], asked["requested"]) == (False, True)
    assert JoinRequest.objects.get().note == "Please"
    assert not api.post(here(cast.board, "/leave"), "GroupRelationship")["requested"]
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    assert api.get(here(cast.vault), "Group")["relationship"]["invited"]
    assert api.post(here(cast.vault, "/join"), "GroupRelationship")["member"]
    assert not api.post(here(cast.vault, "/leave"), "GroupRelationship")["member"]
    assert api.ask("get", here(cast.vault)).status_code == 404
    last = api_of(cast.ada).ask("post", here(cast.vault, "/leave"))
    assert last.status_code == 422
    assert api_of(cast.gus).ask("post", here(cast.square, "/join")).status_code == 404


def test_owners_answer_those_who_ask(cast: Cast, api_of: ApiOf) -> None:
    a_request(cast.board, by=cast.cleo)
    api = api_of(cast.ada)

    waiting = api.get(here(cast.board, "/membership_requests"), "[Account]")
    told = api.get(f"{GROUPS}/relationships?id[]={cast.board.pk}", "[GroupRelationship]")
    api.post(here(cast.board, f"/membership_requests/{cast.cleo.pk}/reject"))
    again = api.ask("post", here(cast.board, f"/membership_requests/{cast.cleo.pk}/authorize"))
    a_request(cast.board, by=cast.cleo)
    api.post(here(cast.board, f"/membership_requests/{cast.cleo.pk}/authorize"))

    assert [one["acct"] for one in waiting] == ["cleo"]
    assert told[0]["pending_requests"] is True
    assert again.status_code == 404
    assert Membership.objects.filter(group=cast.board, user=cast.cleo).exists()


def test_owners_give_roles_and_take_members_out(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ada)
    ben = {"account_ids": [str(cast.ben.pk)]}

    promoted = api.post(here(cast.board, "/promote"), "[GroupMember]", ben | {"role": "owner"})
    owners = api.get(here(cast.board, "/memberships?role=owner"), "[GroupMember]")
    demoted = api.post(here(cast.board, "/demote"), "[GroupMember]", ben | {"role": "user"})
    wrong = api.ask("post", here(cast.board, "/promote"), ben | {"role": "moderator"})
    api.post(here(cast.board, "/kick"), "", ben)
    members = api.get(here(cast.board, "/memberships"), "[GroupMember]")

    assert (promoted[0]["role"], demoted[0]["role"]) == ("owner", "user")
    assert {one["account"]["acct"] for one in owners} == {"ada", "ben"}
    assert wrong.status_code == 422
    assert {one["account"]["acct"] for one in members} == {"ada", "gus"}
    assert api.ask("post", here(cast.board, "/kick"), ben).status_code == 404
    assert api.ask("post", here(cast.board, "/kick"), {}).status_code == 422
    myself = {"account_ids": [str(cast.ada.pk)]}
    assert api.ask("post", here(cast.board, "/kick"), myself).status_code == 422
    assert api.get(here(cast.board, "/memberships?role=nobody"), "[GroupMember]") == []


def test_whoever_may_invites(cast: Cast, api_of: ApiOf) -> None:
    cleo = {"account_ids": [str(cast.cleo.pk)]}

    api_of(cast.ada).post(here(cast.vault, "/invite"), "", cleo)

    assert api_of(cast.cleo).get(here(cast.vault), "Group")["relationship"]["invited"]
    assert api_of(cast.cleo).ask("get", here(cast.vault, "/memberships")).status_code == 404


def test_groups_are_found_by_name(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.cleo)

    assert names(api.get(f"{GROUPS}/search?q=TOWN", "[Group]")) == ["Town square"]
    assert names(api.get(f"{GROUPS}/search", "[Group]")) == ["Board", "Town square"]
    assert names(api.get(f"{GROUPS}/search?limit=1&offset=1", "[Group]")) == ["Town square"]
    assert api.get(f"{GROUPS}/lookup?name=board", "Group")["slug"] == "board"


def test_an_owner_takes_out_of_sight_what_was_said_there(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ben, group=cast.board)
    elsewhere = a_post(by=cast.ben, group=cast.vault)
    api = api_of(cast.ada)

    assert api.ask("delete", here(cast.board, f"/statuses/{elsewhere.pk}")).status_code == 404
    guest = api_of(cast.gus).ask("delete", here(cast.board, f"/statuses/{post.pk}"))
    assert guest.status_code == 403
    assert api.delete(here(cast.board, f"/statuses/{post.pk}")) == {}
    assert Post.objects.get(pk=post.pk).is_retracted


def test_groups_are_accounts_for_apps_that_know_no_groups(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    by_id = api.get(f"/api/v1/accounts/{cast.vault.pk}", "Account")
    by_name = api.get(f"/api/v1/accounts/lookup?acct={cast.vault.slug}", "Account")
    said = {"status": f"@{by_name['acct']} hello", "visibility": "private"}
    posted = api.post("/api/v1/statuses", "Status", said)

    assert by_id == by_name
    assert by_id["group"] and by_id["acct"] == cast.vault.slug
    assert posted["group_id"] == str(cast.vault.pk)


def test_a_group_is_followed_by_belonging_to_it(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.cleo)
    square, board, vault = (
        f"/api/v1/accounts/{group.pk}" for group in (cast.square, cast.board, cast.vault)
    )
    a_post(by=cast.ada, text="Hello #tag", group=cast.square)
    a_post(by=cast.ada, text="Closed doors", group=cast.board)

    inside = api.post(f"{square}/follow", "Relationship")
    waiting = api.post(f"{board}/follow", "Relationship")
    ids = "&".join(f"id[]={pk}" for pk in (cast.board.pk, cast.ben.pk, cast.vault.pk))
    told = api.get(f"/api/v1/accounts/relationships?{ids}", "[Relationship]")

    assert (inside["following"], inside["requested"]) == (True, False)
    assert (waiting["following"], waiting["requested"]) == (False, True)
    assert [one["id"] for one in told] == [str(cast.board.pk), str(cast.ben.pk)]
    assert told[0] == waiting
    assert Membership.objects.filter(group=cast.square, user=cast.cleo).exists()
    assert len(api.get(f"{square}/statuses", "[Status]")) == 1
    assert len(api.get(f"{square}/statuses?tagged=tag", "[Status]")) == 1
    assert api.get(f"{square}/statuses?pinned=true", "[Status]") == []
    assert api.get(f"{board}/statuses", "[Status]") == []
    assert api.get(f"{board}/featured_tags") == []
    for verb, rest in [("get", "/statuses"), ("post", "/follow"), ("post", "/unfollow")]:
        assert api.ask(verb, f"{vault}{rest}").status_code == 404
    assert api.post(f"{square}/unfollow", "Relationship")["following"] is False
    assert api.post(f"{board}/unfollow", "Relationship")["requested"] is False
    assert not JoinRequest.objects.exists()


def _make_groups(owner: User, count: int) -> None:
    for number in range(count):
        a_group(f"Group {number}", owner=owner)


def test_lists_of_groups_and_members_cost_the_same_however_long(cast: Cast, api_of: ApiOf) -> None:
    _make_groups(cast.ben, 6)
    api = api_of(cast.ben)

    for address in (GROUPS, f"{GROUPS}/search", here(cast.square, "/memberships")):
        counted = []
        api.get(address)
        for limit in (1, 2 if "memberships" in address else 6):
            with CaptureQueriesContext(connection) as queries:
                assert len(api.get(f"{address}?limit={limit}")) == limit
            counted.append(len(queries))
        assert counted[0] == counted[1], address
