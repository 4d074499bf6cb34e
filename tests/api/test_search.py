"""Search through apps: what one may not see is not found, by words or by address."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from feeds.actions.follows import follow_tag, follow_user
from feeds.models import Tag
from tests.api.conftest import Api
from tests.builders import a_group, a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]


def search(api: Api, q: str, **more: str | int) -> tuple[list[str], list[str], list[str]]:
    """Handles, ids of posts and tags that are found."""
    found = api.get(f"/api/v2/search?{urlencode({'q': q, **more})}", "Search")
    return (
        [user["acct"] for user in found["accounts"]],
        [post["id"] for post in found["statuses"]],
        [tag["name"] for tag in found["hashtags"]],
    )


def test_each_kind_is_found(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.cleo, text="Ada said #adage")
    follow_tag(actor=cast.ben, tag=Tag.objects.get())
    api = api_of(cast.ben)

    assert search(api, "ada") == (["ada"], [str(post.pk)], ["adage"])
    assert search(api, "ada", type="accounts") == (["ada"], [], [])
    assert search(api, "ada", type="statuses") == ([], [str(post.pk)], [])
    assert search(api, "adage", type="hashtags") == ([], [], ["adage"])
    assert search(api, "@ada@localhost:8000")[0] == ["ada"]
    tag = api.get("/api/v2/search?q=%23adage", "Search")["hashtags"][0]
    assert tag["following"] is True and tag["history"] == []


def test_nobody_finds_what_they_may_not_see(cast: Cast, api_of: ApiOf) -> None:
    in_board = a_post(by=cast.ada, text="Zebra #zebra", group=cast.board)
    in_vault = a_post(by=cast.ada, text="Zebra #zebra", group=cast.vault)
    direct = a_message(by=cast.ada, to=(cast.ben,), text="Zebra")
    public = a_post(by=cast.ada, text="Zebra")
    outsider, guest, member = (api_of(user) for user in (cast.cleo, cast.gus, cast.ben))

    assert search(outsider, "zebra") == ([], [str(public.pk)], [])
    assert search(guest, "zebra") == ([], [str(in_board.pk)], ["zebra"])
    assert search(member, "zebra")[1] == [
        str(post.pk) for post in (public, direct, in_vault, in_board)
    ]
    assert search(guest, "cleo")[0] == []
    for post in (in_board, in_vault, direct):
        for address in (f"/p/{post.key}", post.get_absolute_url()):
            url = f"{settings.ORIGIN}{address}"
            assert search(outsider, url, resolve="true") == ([], [], [])
            assert search(member, url, resolve="true")[1] == [str(post.pk)]


def test_an_address_of_ours_is_what_it_shows(cast: Cast, api_of: ApiOf) -> None:
    post = a_post(by=cast.ada, text="Root #Océane")
    reply = a_post(by=cast.ada, text="Reply", reply_to=post)
    api = api_of(cast.ben)

    def at(path: str, origin: str = settings.ORIGIN) -> tuple[list[str], list[str], list[str]]:
        return search(api, f"{origin}{path}", resolve="true")

    shown = api.get(f"/api/v1/statuses/{post.pk}", "Status")
    assert search(api, shown["url"], resolve="true")[1] == [str(post.pk)]
    assert search(api, shown["uri"], resolve="true")[1] == [str(post.pk)]
    assert at(reply.get_absolute_url())[1] == [str(reply.pk)]
    assert at("/@ada")[0] == ["ada"]
    assert at("/t/oc%C3%A9ane")[2] == ["Océane"]
    assert at("/settings") == at("/nowhere") == at("/p/zzz") == ([], [], [])
    assert at(f"/p/{post.key}", "https://elsewhere.example") == ([], [], [])
    assert at(f"/p/{post.key}", "http://[broken") == ([], [], [])
    url = f"{settings.ORIGIN}/@ada"
    assert search(api, url, resolve="true", type="statuses") == ([], [], [])


def test_groups_are_found_as_accounts_by_who_may_know_of_them(cast: Cast, api_of: ApiOf) -> None:
    member, outsider, guest = (api_of(user) for user in (cast.ben, cast.cleo, cast.gus))
    vault = f"{settings.ORIGIN}{cast.vault.get_absolute_url()}"

    assert search(member, "vault")[0] == search(member, "@vault")[0] == [cast.vault.slug]
    assert search(outsider, "vault") == search(guest, "vault") == ([], [], [])
    assert search(member, vault, resolve="true")[0] == [cast.vault.slug]
    assert search(outsider, vault, resolve="true") == ([], [], [])
    assert search(outsider, "board")[0] == search(guest, "board")[0] == [cast.board.slug]
    assert search(outsider, "board", following="true")[0] == []
    assert search(guest, "board", following="true")[0] == [cast.board.slug]
    assert search(guest, "town square")[0] == []


def test_people_come_before_groups_over_pages(cast: Cast, api_of: ApiOf) -> None:
    a_group("Ada fans", owner=cast.ada)
    api = api_of(cast.ben)

    whole = search(api, "ada", type="accounts")[0]
    assert whole[0] == "ada" and len(whole) == 2
    parts = [search(api, "ada", type="accounts", limit=1, offset=n)[0] for n in range(3)]
    assert parts == [whole[:1], whole[1:], []]


def test_a_search_is_narrowed_and_paged(cast: Cast, api_of: ApiOf) -> None:
    posts = [a_post(by=user, text="Okapi") for user in (cast.ada, cast.cleo, cast.ada)]
    ids = [str(post.pk) for post in reversed(posts)]
    follow_user(actor=cast.ben, user=cast.cleo)
    api = api_of(cast.ben)

    assert search(api, "okapi", limit=2)[1] == ids[:2]
    assert search(api, "okapi", limit=2, offset=2)[1] == ids[2:]
    assert search(api, "okapi", offset=100_000)[1] == []
    assert search(api, "okapi", max_id=ids[1])[1] == ids[2:]
    assert search(api, "okapi", min_id=ids[1])[1] == ids[:1]
    assert search(api, "okapi", account_id=cast.ada.pk)[1] == [ids[0], ids[2]]
    assert search(api, "okapi", account_id=5)[1] == []
    assert search(api, "cleo", following="true")[0] == ["cleo"]
    assert search(api, "ada", following="true")[0] == []


def test_what_cannot_be_asked_is_said(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.ask("get", "/api/v2/search").status_code == 400
    assert api.ask("get", "/api/v2/search?q=a&type=planets").status_code == 422
    assert api_of(cast.cleo, "read:statuses").ask("get", "/api/v2/search?q=a").status_code == 403


def test_a_search_costs_the_same_however_much_it_finds(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    counted = []
    for number in range(2):
        for more in range(5):
            a_post(by=cast.ada, text=f"Quagga #quagga{number}{more}")
            a_group(f"Quagga {number}{more}", owner=cast.ada)
        api.get("/api/v2/search?q=quagga", "Search")
        with CaptureQueriesContext(connection) as queries:
            api.get("/api/v2/search?q=quagga")
        counted.append(len(queries))

    # PostgreSQL is asked first whether the word is rare (feeds/search/words.py, if_few).
    most = 13 if connection.vendor == "postgresql" else 12
    assert counted[0] == counted[1] <= most
