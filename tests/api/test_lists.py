"""Lists: one's groups, and lists of people of one's own making."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds.actions.follows import follow_user
from feeds.actions.groups import leave_group
from ledger.models import Entry
from tests.api.conftest import Api
from tests.builders import a_message, a_post, a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

LISTS = "/api/v1/lists"


def a_list(api: Api, title: str = "Team", **said: object) -> str:
    return str(api.post(LISTS, "List", {"title": title, **said})["id"])


def test_my_groups_are_lists_that_nobody_edits(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    address = f"{LISTS}/{cast.vault.pk}"

    found = api.get(LISTS, "[List]")

    assert [one["title"] for one in found] == ["Board", "Town square", "Vault"]
    assert api.get(address, "List")["group_id"] == str(cast.vault.pk)
    members = api.get(f"{address}/accounts", "[Account]")
    assert {one["acct"] for one in members} == {"ada", "ben"}
    for verb, rest in [("put", ""), ("delete", ""), ("post", "/accounts"), ("delete", "/accounts")]:
        body = {"title": "Mine", "account_ids": [str(cast.ada.pk)]}
        assert api.ask(verb, address + rest, body).status_code == 403
    leave_group(actor=cast.ben, group=cast.vault)
    assert api.ask("get", address).status_code == 404
    assert len(api.get(LISTS, "[List]")) == 2


@pytest.mark.parametrize("who", ["cleo", "gus"])
def test_lists_of_others_do_not_exist(cast: Cast, api_of: ApiOf, who: str) -> None:
    mine = a_list(api_of(cast.ben))
    outsider = api_of(getattr(cast, who))
    body = {"title": "Mine", "account_ids": [str(cast.ben.pk)]}

    for pk in (mine, str(cast.vault.pk), str(cast.square.pk)):
        for verb, rest in [
            ("get", ""),
            ("put", ""),
            ("delete", ""),
            ("get", "/accounts"),
            ("post", "/accounts"),
            ("delete", "/accounts"),
        ]:
            said = None if verb == "get" else body
            assert outsider.ask(verb, f"{LISTS}/{pk}{rest}", said).status_code == 404
        assert outsider.ask("get", f"/api/v1/timelines/list/{pk}").status_code == 404


def test_a_list_is_made_changed_and_thrown_away(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    pk = a_list(api, replies_policy="none")
    changed = api.put(f"{LISTS}/{pk}", "List", {"title": "Crew"})
    kept = api.put(f"{LISTS}/{pk}", "List", {"replies_policy": "followed"})

    assert (changed["title"], changed["replies_policy"]) == ("Crew", "none")
    assert (kept["title"], kept["replies_policy"]) == ("Crew", "followed")
    for wrong in ({}, {"title": ""}, {"title": "x" * 61}, {"title": "x", "replies_policy": "all"}):
        assert api.ask("post", LISTS, wrong).status_code == 422
    exclusive = api.ask("post", LISTS, {"title": "x", "exclusive": True})
    assert exclusive.status_code == 422
    assert api.delete(f"{LISTS}/{pk}") == {}
    assert api.ask("get", f"{LISTS}/{pk}").status_code == 404
    assert "Crew" not in str([bytes(entry.body) for entry in Entry.objects.all()])


def test_people_come_on_a_list_and_off_it(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    address = f"{LISTS}/{a_list(api)}/accounts"
    ada, cleo = {"account_ids": [str(cast.ada.pk)]}, {"account_ids": [str(cast.cleo.pk)]}
    assert api.ask("post", address, ada).status_code == 404
    follow_user(actor=cast.ben, user=cast.ada)
    follow_user(actor=cast.ben, user=cast.cleo)

    assert api.post(address, "", ada) == {}
    assert api.ask("post", address, ada).status_code == 422
    api.post(address, "", cleo)

    first = api.ask("get", f"{address}?limit=1")
    link = first.headers["Link"].partition(">")[0].removeprefix("<http://localhost:8000")
    assert [one["acct"] for one in first.json()] == ["cleo"]
    assert [one["acct"] for one in api.get(link, "[Account]")] == ["ada"]
    on = api.get(f"/api/v1/accounts/{cast.cleo.pk}/lists", "[List]")
    assert [one["title"] for one in on] == ["Team"]
    both = api.get(f"/api/v1/accounts/{cast.ada.pk}/lists", "[List]")
    assert [one["title"] for one in both] == ["Team", "Board", "Town square", "Vault"]
    assert api_of(cast.cleo).get(f"/api/v1/accounts/{cast.ada.pk}/lists", "[List]") == []
    assert api.ask("delete", address, ada).json() == {}
    assert [one["acct"] for one in api.get(address, "[Account]")] == ["cleo"]
    assert api.ask("post", address, {}).status_code == 422


def test_a_list_shows_what_its_people_say_and_no_more_than_one_may_read(
    cast: Cast, api_of: ApiOf
) -> None:
    follow_user(actor=cast.cleo, user=cast.ada)
    api = api_of(cast.cleo)
    pk = a_list(api)
    api.post(f"{LISTS}/{pk}/accounts", "", {"account_ids": [str(cast.ada.pk)]})
    said = a_post(by=cast.ada, text="Said")
    for group in (cast.board, cast.vault):
        a_post(by=cast.ada, text="Hidden", group=group)
    a_message(by=cast.ada, to=(cast.cleo,))
    own = a_post(by=cast.ada, text="To myself", reply_to=said)
    bens = a_post(by=cast.ben, text="By ben")
    other = a_post(by=cast.ada, text="To ben", reply_to=bens)

    def shown(policy: str) -> set[str]:
        api.put(f"{LISTS}/{pk}", "List", {"replies_policy": policy})
        found = api.get(f"/api/v1/timelines/list/{pk}", "[Status]")
        return {one["id"] for one in found}

    assert shown("none") == {str(said.pk)}
    assert shown("list") == shown("followed") == {str(said.pk), str(own.pk)}
    follow_user(actor=cast.cleo, user=cast.ben)
    assert shown("followed") == {str(said.pk), str(own.pk), str(other.pk)}


def test_the_people_of_a_list_cost_the_same_however_many(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    address = f"{LISTS}/{a_list(api)}/accounts"
    people = [a_user(f"p{number}") for number in range(5)]
    for person in people:
        follow_user(actor=cast.ben, user=person)
    api.post(address, "", {"account_ids": [str(person.pk) for person in people]})

    counted = []
    api.get(address)
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(f"{address}?limit={limit}")) == limit
        counted.append(len(queries))

    assert counted[0] == counted[1]
