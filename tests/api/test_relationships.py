import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.users import suspend_user
from accounts.models import User
from api.rendering import people
from feeds.actions.follows import follow_user
from feeds.actions.regard import mute_person
from feeds.models import Follow, PersonMute
from microblog.lib import clock
from tests.api.conftest import Api
from tests.builders import a_post, a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ApiOf = Callable[..., Api]
BETWEEN = "/api/v1/accounts/relationships"
# Every thing that one can do to somebody.
ACTS = (
    "follow unfollow remove_from_followers mute unmute block unblock note pin unpin"
    " endorse unendorse"
).split()


def of(person: User, act: str) -> str:
    return f"/api/v1/accounts/{person.pk}/{act}"


def names(accounts: list[dict[str, Any]]) -> list[str]:
    return [account["acct"] for account in accounts]


def between(api: Api, person: User) -> dict[str, Any]:
    found: list[dict[str, Any]] = api.get(f"{BETWEEN}?id[]={person.pk}", "[Relationship]")
    return found[0]


def test_following_is_seen_from_both_sides(cast: Cast, api_of: ApiOf) -> None:
    ben, ada = api_of(cast.ben), api_of(cast.ada)

    done = ben.post(of(cast.ada, "follow"), "Relationship")

    assert (done["following"], done["showing_reblogs"], done["followed_by"]) == (True, True, False)
    assert between(ada, cast.ben)["followed_by"]
    assert names(ada.get(of(cast.ada, "followers"), "[Account]")) == ["ben"]
    assert names(ada.get(of(cast.ben, "following"), "[Account]")) == ["ada"]
    done = ben.post(of(cast.ada, "unfollow"), "Relationship")
    assert not done["following"]


def test_following_again_changes_how(cast: Cast, api_of: ApiOf) -> None:
    ben = api_of(cast.ben)

    less = ben.post(of(cast.ada, "follow"), "Relationship", {"reblogs": False})
    same = ben.post(of(cast.ada, "follow"), "Relationship")
    more = ben.post(of(cast.ada, "follow"), "Relationship", {"reblogs": True})

    shown = [one["showing_reblogs"] for one in (less, same, more)]
    assert shown == [False, False, True]
    assert Follow.objects.count() == 1


def test_nobody_does_anything_to_themselves(cast: Cast, api_of: ApiOf) -> None:
    for act in ("follow", "mute", "block"):
        assert api_of(cast.ben).ask("post", of(cast.ben, act)).status_code == 403


def test_a_follower_can_be_sent_away(cast: Cast, api_of: ApiOf) -> None:
    follow_user(actor=cast.ben, user=cast.ada)

    done = api_of(cast.ada).post(of(cast.ben, "remove_from_followers"), "Relationship")

    assert not done["followed_by"]
    assert not Follow.objects.exists()


def test_who_is_muted_is_listed_with_the_end_and_gone_from_home(cast: Cast, api_of: ApiOf) -> None:
    ben = api_of(cast.ben)
    follow_user(actor=cast.ben, user=cast.ada)
    a_post(by=cast.ada, text="Loud")

    done = ben.post(of(cast.ada, "mute"), "Relationship", {"duration": 60, "notifications": False})

    assert (done["muting"], done["muting_notifications"]) == (True, False)
    assert done["muting_expires_at"]
    listed = ben.get("/api/v1/mutes", "[MutedAccount]")
    assert names(listed) == ["ada"] and listed[0]["mute_expires_at"] == done["muting_expires_at"]
    assert ben.get("/api/v1/timelines/home", "[Status]") == []
    assert api_of(cast.cleo).get("/api/v1/mutes", "[MutedAccount]") == []
    assert not between(api_of(cast.ada), cast.ben)["muting"], "the muted learn nothing"
    PersonMute.objects.update(until=clock.now() - timedelta(seconds=1))
    assert not between(ben, cast.ada)["muting"]
    assert ben.get("/api/v1/mutes", "[MutedAccount]") == []
    assert len(ben.get("/api/v1/timelines/home", "[Status]")) == 1


def test_a_mute_without_an_end_lasts_until_taken_back(cast: Cast, api_of: ApiOf) -> None:
    ben = api_of(cast.ben)

    done = ben.post(of(cast.ada, "mute"), "Relationship", {"duration": 0})
    undone = ben.post(of(cast.ada, "unmute"), "Relationship")

    assert (done["muting"], done["muting_notifications"]) == (True, True)
    assert done["muting_expires_at"] is None
    assert not undone["muting"]
    refused = ben.ask("post", of(cast.ada, "mute"), {"duration": -5})
    assert refused.status_code == 422 and refused.json()["details"]["duration"]


def test_a_block_unties_and_the_blocked_learn_nothing(cast: Cast, api_of: ApiOf) -> None:
    ben, ada = api_of(cast.ben), api_of(cast.ada)
    follow_user(actor=cast.ben, user=cast.ada)
    follow_user(actor=cast.ada, user=cast.ben)

    done = ben.post(of(cast.ada, "block"), "Relationship")

    assert done["blocking"] and not done["following"] and not done["followed_by"]
    assert names(ben.get("/api/v1/blocks", "[Account]")) == ["ada"]
    assert ben.get("/api/v1/mutes", "[MutedAccount]") == []
    seen = between(ada, cast.ben)
    assert not seen["blocked_by"] and not seen["blocking"]
    assert not ben.post(of(cast.ada, "unblock"), "Relationship")["blocking"]
    assert ben.get("/api/v1/blocks", "[Account]") == []


def test_a_note_is_its_writers_alone(cast: Cast, api_of: ApiOf) -> None:
    ben = api_of(cast.ben)

    done = ben.post(of(cast.ada, "note"), "Relationship", {"comment": "Knows <Linux>"})

    assert done["note"] == between(ben, cast.ada)["note"] == "Knows <Linux>"
    assert between(api_of(cast.cleo), cast.ada)["note"] == ""
    assert ben.post(of(cast.ada, "note"), "Relationship", {"comment": ""})["note"] == ""
    assert ben.ask("post", of(cast.ada, "note"), {"comment": "x" * 2001}).status_code == 422


def test_one_recommends_whom_one_follows(cast: Cast, api_of: ApiOf) -> None:
    ben = api_of(cast.ben)
    assert ben.ask("post", of(cast.ada, "endorse")).status_code == 422
    follow_user(actor=cast.ben, user=cast.ada)

    assert ben.post(of(cast.ada, "pin"), "Relationship")["endorsed"]

    assert names(ben.get("/api/v1/endorsements", "[Account]")) == ["ada"]
    assert names(api_of(cast.cleo).get(of(cast.ben, "endorsements"), "[Account]")) == ["ada"]
    assert not ben.post(of(cast.ada, "unendorse"), "Relationship")["endorsed"]
    assert ben.get("/api/v1/endorsements", "[Account]") == []


def test_relationships_are_in_the_order_asked_for_each_once(cast: Cast, api_of: ApiOf) -> None:
    ids = [cast.cleo.pk, cast.ada.pk, cast.cleo.pk, 12345, cast.eve.pk]
    query = "&".join(f"id[]={pk}" for pk in ids)

    found = api_of(cast.ben).get(f"{BETWEEN}?{query}", "[Relationship]")

    assert [one["id"] for one in found] == [str(cast.cleo.pk), str(cast.ada.pk)]
    assert api_of(cast.ben).get(BETWEEN, "[Relationship]") == []


def test_familiar_followers_are_those_one_follows(cast: Cast, api_of: ApiOf) -> None:
    follow_user(actor=cast.ben, user=cast.ada)
    follow_user(actor=cast.ada, user=cast.cleo)
    follow_user(actor=cast.admin, user=cast.cleo)

    address = f"/api/v1/accounts/familiar_followers?id[]={cast.cleo.pk}&id[]={cast.ada.pk}"
    found = api_of(cast.ben).get(address, "[FamiliarFollowers]")

    assert [(one["id"], names(one["accounts"])) for one in found] == [
        (str(cast.cleo.pk), ["ada"]),
        (str(cast.ada.pk), []),
    ]


def test_nothing_can_be_done_to_somebody_one_does_not_know_of(cast: Cast, api_of: ApiOf) -> None:
    guest, member = api_of(cast.gus), api_of(cast.ben)
    for act in ACTS:
        assert guest.ask("post", of(cast.cleo, act), {}).status_code == 404, act
        assert member.ask("post", of(cast.eve, act), {}).status_code == 404, act
    for page in ("followers", "following", "endorsements", "statuses"):
        assert guest.ask("get", of(cast.cleo, page)).status_code == 404, page
    assert guest.get(f"{BETWEEN}?id[]={cast.cleo.pk}", "[Relationship]") == []


def test_lists_leave_out_whom_one_does_not_know_of(cast: Cast, api_of: ApiOf) -> None:
    for person in (cast.cleo, cast.ben, cast.gus):
        follow_user(actor=person, user=cast.ada)
    mute_person(actor=cast.ada, user=cast.ben)

    assert names(api_of(cast.gus).get(of(cast.ada, "followers"), "[Account]")) == ["gus", "ben"]
    suspend_user(actor=cast.admin, user=cast.ben, reason="x")
    assert names(api_of(cast.ada).get(of(cast.ada, "followers"), "[Account]")) == ["gus", "cleo"]
    assert api_of(cast.ada).get("/api/v1/mutes", "[MutedAccount]") == []


def test_followers_turn_pages_by_when_they_followed(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    for person in (cast.cleo, cast.admin, cast.ben):
        follow_user(actor=person, user=cast.ada)

    first = api.ask("get", of(cast.ada, "followers") + "?limit=2")
    older, newer = re.findall(r"<http://[^/]+(/[^>]+)>", first.headers["Link"])
    second = api.ask("get", older)

    assert names(first.json()) == ["ben", "root.admin"]
    assert names(second.json()) == ["cleo"]
    assert 'rel="next"' not in second.headers["Link"]
    assert api.get(newer, "[Account]") == []


def test_a_list_of_people_costs_the_same_however_long_it_is(cast: Cast, api_of: ApiOf) -> None:
    api, counted = api_of(cast.ben), []
    crowd = [a_user(f"crowd{number}") for number in range(8)]
    for person in crowd:
        follow_user(actor=person, user=cast.ada)
        follow_user(actor=cast.ben, user=person)
    query = "&".join(f"id[]={person.pk}" for person in crowd)
    for limit, some in ((2, f"id[]={crowd[0].pk}"), (40, query)):
        people.forget()
        with CaptureQueriesContext(connection) as queries:
            api.get(of(cast.ada, "followers") + f"?limit={limit}", "[Account]")
            api.get(f"{BETWEEN}?{some}", "[Relationship]")
            api.get(f"/api/v1/accounts/familiar_followers?{some}", "[FamiliarFollowers]")
        counted.append(len(queries))

    assert counted[1] <= counted[0] <= 24, "for one as for many"


def test_what_has_no_meaning_here_is_empty_or_refused(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.get("/api/v1/follow_requests") == []
    assert api.get("/api/v1/domain_blocks") == []
    for verb in ("post", "delete"):
        assert api.ask(verb, "/api/v1/domain_blocks", {"domain": "x.example"}).status_code == 403
    for answer in ("authorize", "reject"):
        address = f"/api/v1/follow_requests/{cast.ada.pk}/{answer}"
        assert api.ask("post", address, {}).status_code == 404


def test_each_asks_for_its_scope(cast: Cast, api_of: ApiOf) -> None:
    reader, follower = api_of(cast.ben, "read"), api_of(cast.ben, "follow")
    for act in ACTS:
        assert reader.ask("post", of(cast.ada, act), {}).status_code == 403, act
    for act in ("follow", "mute", "block"):
        assert follower.ask("post", of(cast.ada, act), {}).status_code == 200, act
    assert follower.ask("post", of(cast.ada, "note"), {}).status_code == 403
    assert follower.ask("get", "/api/v1/accounts/search?q=ada").status_code == 403
