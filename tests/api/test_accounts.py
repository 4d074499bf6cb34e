import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.actions.users import edit_profile
from accounts.models import User
from api.rendering import people
from feeds.actions.attachments import upload_file
from feeds.actions.follows import follow_user
from feeds.actions.posts import repost
from microblog.lib import clock
from tests.api.conftest import Api
from tests.api.schemas import conform
from tests.builders import a_message, a_post, a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ApiOf = Callable[..., Api]
CHANGE = "/api/v1/accounts/update_credentials"
AVAILABILITY = "/api/v1/availability"


def names(accounts: list[dict[str, Any]]) -> list[str]:
    return [account["acct"] for account in accounts]


def patch(api: Api, body: dict[str, Any], address: str = CHANGE) -> dict[str, Any]:
    answer = api.ask("patch", address, body)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    conform(found, "Profile" if address.endswith("profile") else "CredentialAccount")
    return found


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), "image/png")


def send(api: Api, **parts: Any) -> Any:
    return api.client.patch(
        CHANGE,
        encode_multipart(BOUNDARY, parts),
        content_type=MULTIPART_CONTENT,
        headers={"Authorization": f"Bearer {api.token}"},
    )


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


# -- Oneself --------------------------------------------------------------------------------------


def test_one_says_who_one_is_in_ones_own_words(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    fields = [{"name": "Site", "value": "https://ben.example <b>"}, {"name": "", "value": "x"}]

    patch(api, {"display_name": "Ben B.", "note": "Bread & Linux", "fields_attributes": fields})
    mine = api.get("/api/v1/accounts/verify_credentials", "CredentialAccount")
    seen = api_of(cast.ada).get(f"/api/v1/accounts/{cast.ben.pk}", "Account")

    assert mine["source"]["note"] == "Bread & Linux"
    assert [(one["name"], one["value"]) for one in mine["source"]["fields"]] == [
        ("Site", "https://ben.example <b>")
    ]
    assert seen["display_name"] == "Ben B." and "Bread &amp; Linux" in seen["note"]
    assert 'href="https://ben.example"' in seen["fields"][0]["value"]
    assert "<b>" not in seen["fields"][0]["value"]
    patch(api, {"fields_attributes": {"0": {"name": "Floor", "value": "3"}}})
    assert patch(api, {})["source"]["fields"][0]["name"] == "Floor"
    assert patch(api, {"fields_attributes": []})["source"]["fields"] == []


def test_fields_of_a_profile_are_on_its_page(cast: Cast) -> None:
    from django.test import Client

    edit_profile(actor=cast.ben, user=cast.ben, details=[("Chat", "<i>ben</i>")])
    browser = Client()
    browser.force_login(cast.ada)

    page = browser.get("/@ben").content.decode()

    assert "<dt>Chat</dt><dd>&lt;i&gt;ben&lt;/i&gt;</dd>" in page


def test_a_form_changes_a_profile_as_json_does(cast: Cast, api_of: ApiOf) -> None:
    answer = api_of(cast.ben).client.patch(
        CHANGE,
        "display_name=Benny&fields_attributes[0][name]=a&fields_attributes[0][value]=b"
        "&source[language]=en",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {api_of(cast.ben, 'write', 'read').token}"},
    )

    assert answer.status_code == 200, answer.content
    cast.ben.refresh_from_db()
    assert (cast.ben.display_name, cast.ben.language) == ("Benny", "en")
    assert cast.ben.details == [["a", "b"]]


def test_what_is_wrong_with_a_profile_is_named_and_changes_nothing(
    cast: Cast, api_of: ApiOf
) -> None:
    api = api_of(cast.ben)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("display_name", {"display_name": ""}),
        ("note", {"note": "x" * 301, "display_name": "Other"}),
        ("fields", {"fields_attributes": [{"name": "a", "value": "b"}] * 5}),
        ("fields", {"fields_attributes": [{"name": "a", "value": "b" * 300}]}),
        ("language", {"display_name": "Other", "source": {"language": "xx"}}),
        ("source", {"source": {"privacy": "private"}}),
        ("avatar", {"avatar": "data:,x"}),
        ("locked", {"locked": "perhaps"}),
    ]

    for name, body in wrong:
        answer = api.ask("patch", CHANGE, body)
        assert answer.status_code == 422, (name, answer.content)
        assert answer.json()["details"][name], answer.content
    assert User.objects.get(pk=cast.ben.pk).display_name == "Ben"


def test_a_photo_is_put_replaced_and_taken_away(cast: Cast, api_of: ApiOf, media: Path) -> None:
    api = api_of(cast.ben)

    first = send(api, avatar=picture(), display_name="B")
    second = send(api, avatar=picture())

    assert first.status_code == second.status_code == 200, first.content
    conform(first.json(), "CredentialAccount")
    assert first.json()["avatar"] != second.json()["avatar"]
    assert len(list((media / "avatars").iterdir())) == 1, "the former is gone"
    shown: Any = api_of(cast.ada).client.get(
        api_of(cast.ada, "read").get(f"/api/v1/accounts/{cast.ben.pk}", "Account")["avatar"]
    )
    assert shown.status_code == 200 and b"".join(shown.streaming_content)
    api.delete("/api/v1/profile/avatar", "CredentialAccount")
    api.delete("/api/v1/profile/header", "CredentialAccount")
    assert list((media / "avatars").iterdir()) == []


def test_what_is_no_photo_is_refused_and_leaves_nothing(
    cast: Cast, api_of: ApiOf, media: Path
) -> None:
    answer = send(api_of(cast.ben), avatar=SimpleUploadedFile("a.png", b"nothing", "image/png"))
    late = send(api_of(cast.ben, "read", "write"), avatar=picture(), note="x" * 301)

    assert answer.status_code == late.status_code == 422
    assert answer.json()["details"]["avatar"] and late.json()["details"]["note"]
    assert list((media / "avatars").iterdir()) == []


def test_a_profile_is_read_and_changed_under_its_own_address(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    patch(api, {"note": "Bread"}, "/api/v1/profile")

    assert api.get("/api/v1/profile", "Profile")["note"] == "Bread"
    assert api_of(cast.ben, "profile").get("/api/v1/profile", "Profile")
    reader = api_of(cast.ben, "read")
    for address in (CHANGE, "/api/v1/profile"):
        assert reader.ask("patch", address, {"note": "x"}).status_code == 403


def test_preferences_are_told(cast: Cast, api_of: ApiOf) -> None:
    told = api_of(cast.ben).get("/api/v1/preferences", "Preferences")

    assert told["posting:default:visibility"] == "public"
    assert told["posting:default:language"] == cast.ben.language


# -- Availability ---------------------------------------------------------------------------------


def test_availability_is_said_seen_by_others_and_taken_back(cast: Cast, api_of: ApiOf) -> None:
    api, ada = api_of(cast.ben), api_of(cast.ada)
    assert api.get(AVAILABILITY, "Availability")["kind"] == "available"

    said = api.put(AVAILABILITY, "Availability", {"kind": "meeting", "text": "Budget"})

    assert said["until"] and (said["kind"], said["text"]) == ("meeting", "Budget")
    seen = ada.get(f"/api/v1/accounts/{cast.ben.pk}", "Account")
    assert seen["availability"] == said
    assert any("Budget" in one["value"] for one in seen["fields"])
    assert api.delete(AVAILABILITY, "Availability")["kind"] == "available"
    assert ada.get(f"/api/v1/accounts/{cast.ben.pk}", "Account")["availability"]["kind"] == (
        "available"
    )


def test_an_end_is_given_as_a_moment_or_in_seconds(cast: Cast, api_of: ApiOf) -> None:
    api, end = api_of(cast.ben), clock.now() + timedelta(hours=3)

    exact = api.put(AVAILABILITY, "Availability", {"kind": "focus", "until": end.isoformat()})
    soon = api.put(AVAILABILITY, "Availability", {"kind": "focus", "expires_in": 600})

    assert exact["until"].startswith(f"{end:%Y-%m-%dT%H:%M}")
    assert soon["until"] < exact["until"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "kind"),
        ({"kind": "asleep"}, "kind"),
        ({"kind": "focus", "until": "soon"}, "until"),
        ({"kind": "focus", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"kind": "focus", "until": "2020-99-01T00:00:00Z"}, "until"),
        ({"kind": "focus", "expires_in": 0}, "until"),
        ({"kind": "focus", "expires_in": 10**17}, "until"),
        ({"kind": "focus", "text": "x" * 100}, "text"),
    ],
)
def test_an_availability_that_makes_no_sense_is_refused(
    cast: Cast, api_of: ApiOf, body: dict[str, Any], name: str
) -> None:
    answer = api_of(cast.ben).ask("put", AVAILABILITY, body)

    assert answer.status_code == 422 and answer.json()["details"][name]
    assert api_of(cast.ben, "read").ask("put", AVAILABILITY, body).status_code == 403


# -- Others ---------------------------------------------------------------------------------------


def test_people_are_found_by_handle_name_and_our_host(cast: Cast, api_of: ApiOf) -> None:
    a_user("benedict", display_name="Ada Benedict")
    api = api_of(cast.ben)

    def found(query: str) -> list[str]:
        return names(api.get(f"/api/v1/accounts/search?q={query}", "[Account]"))

    assert found("ada") == ["ada", "benedict"]
    assert found("@benedict") == ["benedict"]
    assert found("Ben") == ["ben", "benedict"]
    assert found("ada@localhost") == ["ada", "benedict"]
    assert found("ada@elsewhere.example") == found("") == found("nobody") == []
    assert found("ada&limit=1&offset=1") == ["benedict"]
    assert found("ada&following=true") == []
    follow_user(actor=cast.ben, user=User.objects.get(handle="benedict"))
    assert found("ada&following=true") == ["benedict"]


def test_a_handle_of_another_server_is_nobody(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.get("/api/v1/accounts/lookup?acct=ada@localhost", "Account")["acct"] == "ada"
    for acct in ("ada@elsewhere.example", "", "nobody"):
        assert api.ask("get", f"/api/v1/accounts/lookup?acct={acct}").status_code == 404


def test_who_is_unknown_is_not_found(cast: Cast, api_of: ApiOf) -> None:
    guest = api_of(cast.gus)

    assert guest.get("/api/v1/accounts/search?q=cleo", "[Account]") == []
    assert guest.ask("get", "/api/v1/accounts/lookup?acct=cleo").status_code == 404
    assert guest.ask("get", f"/api/v1/accounts/{cast.cleo.pk}").status_code == 404
    ids = f"id[]={cast.cleo.pk}&id[]={cast.ada.pk}&id[]={cast.ada.pk}&id[]={cast.eve.pk}"
    assert names(guest.get(f"/api/v1/accounts?{ids}", "[Account]")) == ["ada"]
    everybody = names(guest.get("/api/v1/directory", "[Account]"))
    assert sorted(everybody) == ["ada", "ben", "gus"]


def test_the_directory_is_by_who_spoke_or_came_last(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.cleo)
    a_post(by=cast.ben)
    a_post(by=cast.ada)
    a_post(by=cast.ben, group=cast.vault, text="out of sight")

    active = names(api.get("/api/v1/directory", "[Account]"))
    new = names(api.get("/api/v1/directory?order=new", "[Account]"))

    assert active[:2] == ["ada", "ben"] and "eve" not in active
    assert new == ["gus", "cleo", "ben", "ada", "root.admin"]
    assert names(api.get("/api/v1/directory?order=new&offset=1&limit=2", "[Account]")) == new[1:3]
    assert api.ask("get", "/api/v1/directory?order=best").status_code == 422


def test_whom_to_follow_is_suggested_with_a_reason(cast: Cast, api_of: ApiOf) -> None:
    for person in (cast.ben, cast.ada):
        edit_profile(actor=person, user=person, department="Bakery")
    follow_user(actor=cast.ada, user=cast.cleo)
    api = api_of(cast.ben)

    assert names(api.get("/api/v1/suggestions", "[Account]")) == ["ada", "cleo"]
    found = api.get("/api/v2/suggestions", "[Suggestion]")
    assert [one["source"] for one in found] == ["past_interactions", "global"]
    assert names([one["account"] for one in found]) == ["ada", "cleo"]
    assert api.ask("delete", f"/api/v1/suggestions/{cast.ada.pk}").status_code == 403


def test_posts_of_somebody_are_chosen_and_paged(cast: Cast, api_of: ApiOf, media: Path) -> None:
    root = a_post(by=cast.ada, text="root")
    one = a_post(by=cast.ben, text="one #wave")
    answer = a_post(by=cast.ben, text="answer", reply_to=root)
    passed = repost(actor=cast.ben, post=root)
    file = upload_file(actor=cast.ben, file=picture(), name="a.png")
    shown = a_post(by=cast.ben, text="shown", attachments=[file])
    hidden = a_post(by=cast.ben, text="vault", group=cast.vault)
    a_message(by=cast.ben, to=(cast.ada,))
    reader, member, guest = api_of(cast.cleo), api_of(cast.ada), api_of(cast.gus)
    address = f"/api/v1/accounts/{cast.ben.pk}/statuses"

    def said(query: str = "", api: Api = reader) -> list[int]:
        return [int(post["id"]) for post in api.get(f"{address}?{query}", "[Status]")]

    every = [shown.pk, passed.pk, answer.pk, one.pk]
    assert said() == every
    assert said(api=member) == [hidden.pk, *every]
    assert said(api=guest) == []
    assert said("exclude_replies=true") == [shown.pk, passed.pk, one.pk]
    assert said("exclude_reblogs=true") == [shown.pk, answer.pk, one.pk]
    assert said("only_media=true") == [shown.pk]
    assert said("tagged=Wave") == said("tagged=%23wave") == [one.pk]
    assert said("pinned=true") == []
    assert said(f"max_id={passed.pk}&limit=1") == [answer.pk]
    assert said(f"min_id={one.pk}&limit=2") == [passed.pk, answer.pk]
    assert said(f"since_id={answer.pk}") == [shown.pk, passed.pk]


def test_finding_people_costs_the_same_however_many_there_are(cast: Cast, api_of: ApiOf) -> None:
    api, counted = api_of(cast.ben), []
    for number in range(9):
        a_post(by=a_user(f"crowd{number}"))
    for limit in (2, 40):
        people.forget()
        with CaptureQueriesContext(connection) as queries:
            api.get(f"/api/v1/directory?limit={limit}", "[Account]")
            api.get(f"/api/v1/accounts/search?q=crowd&limit={limit}", "[Account]")
            api.get("/api/v1/suggestions", "[Account]")
        counted.append(len(queries))

    assert counted[0] >= counted[1] and counted[0] <= 20
