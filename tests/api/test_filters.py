"""Filters: kept as apps make them, and told with every post that they match."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.models import Filter
from feeds.actions.posts import edit_post, repost
from ledger.models import Entry
from microblog.lib import clock
from tests.api.conftest import Api
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]

FILTERS = "/api/v2/filters"
V1 = "/api/v1/filters"
PUBLIC = "/api/v1/timelines/public"


def a_filter(api: Api, *words: str, whole_word: bool = True, **more: Any) -> dict[str, Any]:
    said = {
        "title": "Cheese",
        "context": ["home", "public"],
        "keywords_attributes": [{"keyword": word, "whole_word": whole_word} for word in words],
    }
    made: dict[str, Any] = api.post(FILTERS, "Filter", said | more)
    return made


def matches(api: Api, address: str = PUBLIC) -> list[list[str]]:
    """For each post, the words of filters that it has."""
    found = api.get(address, "[Status]")
    return [[w for r in one["filtered"] for w in r["keyword_matches"]] for one in found]


def test_a_post_names_the_filters_that_match(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    made = a_filter(api, "brie", filter_action="hide")
    post = a_post(by=cast.ada, text="I like **BRIE**!")
    a_post(by=cast.ada, text="A nice umbrella, briefly")

    plain, hit = api.get(PUBLIC, "[Status]")

    assert plain["filtered"] == []
    (result,) = hit["filtered"]
    assert hit["id"] == str(post.pk)
    assert result["filter"] == {
        "id": made["id"],
        "title": "Cheese",
        "context": ["home", "public"],
        "expires_at": None,
        "filter_action": "hide",
    }
    assert (result["keyword_matches"], result["status_matches"]) == (["brie"], [])
    assert matches(api_of(cast.ada)) == [[], []]
    edit_post(actor=cast.ada, post=post, text="I like gouda")
    assert matches(api) == [[], []]


@pytest.mark.parametrize(
    ("word", "whole_word", "text", "hit"),
    [
        ("brie", True, "briefly", False),
        ("brie", False, "briefly", True),
        ("été", True, "L’ÉTÉ, enfin", True),
        ("c++", True, "We write C++ here", True),
        ("#brie", True, "Try #brie", True),
        ("a.c", False, "abc", False),
        ("two words", True, "Two words.", True),
    ],
)
def test_words_match_as_they_stand(
    cast: Cast, api_of: ApiOf, word: str, whole_word: bool, text: str, hit: bool
) -> None:
    api = api_of(cast.ben)
    a_filter(api, word, whole_word=whole_word)
    a_post(by=cast.ada, text=text)

    assert matches(api) == [[word] if hit else []]


def test_what_is_passed_on_is_filtered_too(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    a_filter(api, "brie")
    repost(actor=cast.ben, post=a_post(by=cast.ada, text="Brie"))

    passed_on = api.get("/api/v1/timelines/home", "[Status]")[0]

    assert passed_on["reblog"] is not None
    assert passed_on["filtered"] == passed_on["reblog"]["filtered"] != []


def test_a_filter_ends(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    made = a_filter(api, "brie", expires_in=60)
    a_post(by=cast.ada, text="Brie")
    assert made["expires_at"] is not None
    assert matches(api) == [["brie"]]

    Filter.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert matches(api) == [[]]

    forever = api.put(f"{FILTERS}/{made['id']}", "Filter", {"expires_in": ""})
    assert forever["expires_at"] is None
    assert matches(api) == [["brie"]]


def test_a_filter_is_changed_word_by_word(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    made = a_filter(api, "brie", "gouda")
    brie, gouda = made["keywords"]

    changed = api.put(
        f"{FILTERS}/{made['id']}",
        "Filter",
        {
            "title": "More cheese",
            "context": ["thread"],
            "filter_action": "blur",
            "keywords_attributes": [
                {"id": brie["id"], "keyword": "Brie de Meaux", "whole_word": False},
                {"id": gouda["id"], "_destroy": True},
                {"keyword": "feta"},
            ],
        },
    )
    added = api.post(f"{FILTERS}/{made['id']}/keywords", "FilterKeyword", {"keyword": "comté"})
    address = f"{FILTERS}/keywords/{added['id']}"
    api.put(address, "FilterKeyword", {"keyword": "cantal", "whole_word": "false"})

    assert (changed["title"], changed["context"], changed["filter_action"]) == (
        "More cheese",
        ["thread"],
        "blur",
    )
    assert [one["keyword"] for one in changed["keywords"]] == ["Brie de Meaux", "feta"]
    assert api.get(address, "FilterKeyword") == {
        "id": added["id"],
        "keyword": "cantal",
        "whole_word": False,
    }
    assert api.delete(address) == {}
    assert len(api.get(f"{FILTERS}/{made['id']}/keywords", "[FilterKeyword]")) == 2
    assert api.delete(f"{FILTERS}/{made['id']}") == {}
    assert api.get(FILTERS, "[Filter]") == []


def test_a_post_can_be_filtered_by_itself(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    made = a_filter(api)
    post = a_post(by=cast.ada)
    hidden = a_post(by=cast.ada, group=cast.vault)
    address = f"{FILTERS}/{made['id']}/statuses"

    row = api.post(address, "FilterStatus", {"status_id": str(post.pk)})

    assert api.get(PUBLIC, "[Status]")[0]["filtered"][0]["status_matches"] == [str(post.pk)]
    assert api.get(address, "[FilterStatus]") == [row]
    assert api.get(f"{FILTERS}/statuses/{row['id']}", "FilterStatus") == row
    assert api.ask("post", address, {"status_id": str(post.pk)}).status_code == 422
    outsider = api_of(cast.cleo)
    theirs = f"{FILTERS}/{a_filter(outsider)['id']}/statuses"
    assert outsider.ask("post", theirs, {"status_id": str(hidden.pk)}).status_code == 404
    assert outsider.ask("post", theirs, {}).status_code == 404
    assert api.delete(f"{FILTERS}/statuses/{row['id']}") == {}
    assert api.get(PUBLIC, "[Status]")[0]["filtered"] == []


def test_filters_of_others_do_not_exist(cast: Cast, api_of: ApiOf) -> None:
    mine = api_of(cast.ben)
    made = a_filter(mine, "brie")
    post = a_post(by=cast.ada)
    row = mine.post(f"{FILTERS}/{made['id']}/statuses", "", {"status_id": str(post.pk)})
    word, outsider = made["keywords"][0]["id"], api_of(cast.cleo)

    for verb, address in [
        ("get", f"{FILTERS}/{made['id']}"),
        ("put", f"{FILTERS}/{made['id']}"),
        ("delete", f"{FILTERS}/{made['id']}"),
        ("get", f"{FILTERS}/{made['id']}/keywords"),
        ("post", f"{FILTERS}/{made['id']}/keywords"),
        ("get", f"{FILTERS}/{made['id']}/statuses"),
        ("post", f"{FILTERS}/{made['id']}/statuses"),
        ("get", f"{FILTERS}/keywords/{word}"),
        ("put", f"{FILTERS}/keywords/{word}"),
        ("delete", f"{FILTERS}/keywords/{word}"),
        ("get", f"{FILTERS}/statuses/{row['id']}"),
        ("delete", f"{FILTERS}/statuses/{row['id']}"),
        ("get", f"{V1}/{word}"),
        ("put", f"{V1}/{word}"),
        ("delete", f"{V1}/{word}"),
    ]:
        body = None if verb == "get" else {"keyword": "x", "phrase": "x", "title": "x"}
        assert outsider.ask(verb, address, body).status_code == 404, (verb, address)
    assert outsider.get(FILTERS) == outsider.get(V1) == []
    own = a_filter(outsider)
    theirs = {"keywords_attributes": [{"id": word, "_destroy": True}]}
    assert outsider.ask("put", f"{FILTERS}/{own['id']}", theirs).status_code == 404
    assert mine.get(f"{FILTERS}/{made['id']}", "Filter")["keywords"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": ""}, "title"),
        ({"context": []}, "context"),
        ({"context": ["nowhere"]}, "context"),
        ({"filter_action": "shout"}, "filter_action"),
        ({"expires_in": "soon"}, "expires_in"),
        ({"keywords_attributes": [{"keyword": ""}]}, "keyword"),
        ({"keywords_attributes": "brie"}, "keywords_attributes"),
    ],
)
def test_what_makes_no_filter_is_refused(
    cast: Cast, api_of: ApiOf, said: dict[str, Any], field: str
) -> None:
    good = {"title": "Cheese", "context": ["home"]}
    answer = api_of(cast.ben).ask("post", FILTERS, good | said)

    assert answer.status_code == 422
    assert field in answer.json()["details"]
    assert not Filter.objects.exists()


def test_older_apps_have_a_filter_for_each_word(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    said = {"phrase": "brie", "context": ["home"], "irreversible": True, "expires_in": 600}

    made = api.post(V1, "V1Filter", said)
    changed = api.put(
        f"{V1}/{made['id']}", "V1Filter", {"phrase": "feta", "context": ["home", "public"]}
    )
    (new,) = api.get(FILTERS, "[Filter]")
    api.post(f"{FILTERS}/{new['id']}/keywords", "", {"keyword": "gouda"})
    several = api.ask("put", f"{V1}/{made['id']}", {"phrase": "x", "context": ["home"]})

    assert made["irreversible"] and new["filter_action"] == "hide"
    assert (changed["phrase"], changed["context"]) == ("feta", ["home", "public"])
    assert changed["expires_at"] == made["expires_at"]
    assert several.status_code == 422
    assert len(api.get(V1, "[V1Filter]")) == 2
    assert api.delete(f"{V1}/{made['id']}") == {}
    (left,) = api.get(V1, "[V1Filter]")
    assert api.delete(f"{V1}/{left['id']}") == {}
    assert api.get(FILTERS) == []


def test_the_ledger_says_nothing_of_what_is_filtered(cast: Cast, api_of: ApiOf) -> None:
    a_filter(api_of(cast.ben), "Napoleon")

    bodies = [bytes(entry.body) for entry in Entry.objects.filter(action="filter.created")]

    assert len(bodies) == 1
    assert b"Napoleon" not in bodies[0] and b"Cheese" not in bodies[0]


def test_filtering_costs_the_same_however_many(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    counted = []
    for number in range(6):
        a_post(by=cast.ada, text=f"brie {number}")
    for most in (1, 6):
        for number in range(most):
            a_filter(api, "brie", f"word {number}")
        api.get(PUBLIC)
        with CaptureQueriesContext(connection) as queries:
            api.get(f"{PUBLIC}?limit={most}")
        counted.append(len(queries))

    assert counted[0] == counted[1]
