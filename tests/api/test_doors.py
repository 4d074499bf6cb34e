"""Who is let through to what, and how refusals look."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from api.models import App, Grant
from tests.api.conftest import Api
from tests.api.schemas import conform
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., Api]
HOME = "/api/v1/timelines/home"


def test_no_token_and_a_wrong_one_are_told_alike(cast: Cast) -> None:
    for api in (Api(), Api("nonsense")):
        answer = api.ask("get", HOME)
        assert answer.status_code == 401
        assert answer.json() == {"error": "The access token is invalid"}
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_browser_that_is_signed_in_is_nobody_to_the_api(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.ben)

    assert browser.get(HOME).status_code == 401


def test_an_app_alone_is_no_person(cast: Cast, api_of: ApiOf) -> None:
    answer = api_of(None).ask("get", HOME)

    assert answer.status_code == 422
    assert answer.json() == {"error": "This method requires an authenticated user"}


def test_a_token_does_what_it_was_given_for(cast: Cast, api_of: ApiOf) -> None:
    reading = api_of(cast.ben, "read:statuses")

    assert reading.ask("get", HOME).status_code == 200
    refused = reading.ask("post", "/api/v1/statuses", {"status": "x"})
    assert refused.status_code == 403
    assert refused.json() == {"error": "This action is outside the authorized scopes"}
    assert reading.ask("get", "/api/v1/accounts/verify_credentials").status_code == 403
    assert api_of(cast.ben, "profile").get(
        "/api/v1/accounts/verify_credentials", "CredentialAccount"
    )


def test_a_token_of_somebody_suspended_is_refused(cast: Cast, api_of: ApiOf) -> None:
    answer = api_of(cast.eve).ask("get", HOME)

    assert answer.status_code == 403
    assert answer.json() == {"error": "Your login is currently disabled"}


@pytest.mark.parametrize("address", ["/api/v1/nonsense", "/api/v1/statuses/99999999999999999999"])
def test_what_is_not_there_is_told_in_json(db: None, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 404
    conform(answer.json(), "Error")


def test_a_verb_that_does_nothing_here_is_told_in_json(cast: Cast, api_of: ApiOf) -> None:
    answer = api_of(cast.ben).ask("put", HOME, {})

    assert answer.status_code == 405
    conform(answer.json(), "Error")


def test_json_that_is_none_is_told_so(cast: Cast, api_of: ApiOf) -> None:
    answer = Client().post(
        "/api/v1/statuses",
        "{nonsense",
        content_type="application/json",
        headers={"Authorization": f"Bearer {api_of(cast.ben).token}"},
    )

    assert answer.status_code == 400
    conform(answer.json(), "Error")


def test_other_origins_may_ask_and_read_the_headers(cast: Cast, api_of: ApiOf) -> None:
    before = Client().options("/api/v1/statuses", headers={"Origin": "https://elk.example"})
    answer = api_of(cast.ben).ask("get", HOME)

    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "Idempotency-Key" in before.headers["Access-Control-Allow-Headers"]
    assert "PATCH" in before.headers["Access-Control-Allow-Methods"]
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in Client().get("/login").headers


def test_a_slash_at_the_end_is_nothing(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    assert api.post("/api/v1/statuses/", "Status", {"status": "x"})
    assert api.get(f"{HOME}/", "[Status]")


def test_requests_are_counted_and_have_a_limit(cast: Cast, api_of: ApiOf, settings: object) -> None:
    settings.API_LIMIT = 2  # type: ignore[attr-defined]
    api = api_of(cast.ben)

    answers = [api.ask("get", HOME) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["X-RateLimit-Limit"] == "2"
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["1", "0", "0"]
    assert answers[2].headers["X-RateLimit-Reset"].endswith("Z")


def test_forms_are_read_under_every_verb(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)
    kind = "application/x-www-form-urlencoded"
    headers = {"Authorization": f"Bearer {api.token}"}

    form = Client().post("/api/v1/statuses", "status=a+b", content_type=kind, headers=headers)
    multipart = Client().post("/api/v1/statuses", {"status": "c"}, headers=headers)
    query = Client().post("/api/v1/statuses?status=d", headers=headers)

    assert [one.json()["content"] for one in (form, multipart, query)] == [
        "<p>a b</p>",
        "<p>c</p>",
        "<p>d</p>",
    ]


def test_people_are_found_by_id_and_by_handle(cast: Cast, api_of: ApiOf) -> None:
    api = api_of(cast.ben)

    ada = api.get(f"/api/v1/accounts/{cast.ada.pk}", "Account")

    assert api.get("/api/v1/accounts/lookup?acct=@Ada@localhost:8000", "Account") == ada
    assert api.get(f"/api/v1/accounts?id[]={cast.ada.pk}&id[]=5", "[Account]") == [ada]
    assert api.ask("get", f"/api/v1/accounts/{cast.eve.pk}").status_code == 404
    assert api_of(cast.gus).ask("get", f"/api/v1/accounts/{cast.cleo.pk}").status_code == 404


def test_anybody_may_know_what_kind_of_server_this_is(cast: Cast) -> None:
    a_post(by=cast.ben, text="Secret words")

    two = Api().get("/api/v2/instance", "Instance")
    one = Api().get("/api/v1/instance", "V1Instance")
    links = Client().get("/.well-known/nodeinfo").json()["links"]
    node = Client().get(links[0]["href"].removeprefix("http://localhost:8000")).json()

    assert two["api_versions"]["mastodon"] == 1
    assert two["registrations"]["enabled"] is one["registrations"] is False
    assert node["metadata"]["upstream"]["name"] == "mastodon"
    assert b"XRD" in Client().get("/.well-known/host-meta").content


def test_a_token_for_scripts_is_made_on_the_command_line(cast: Cast) -> None:
    printed = StringIO()

    call_command("token", "ben", "--scopes", "read write", stdout=printed)

    me = Api(printed.getvalue().strip()).get(
        "/api/v1/accounts/verify_credentials", "CredentialAccount"
    )
    assert me["acct"] == "ben"
    with pytest.raises(CommandError):
        call_command("token", "nobody")
    with pytest.raises(CommandError):
        call_command("token", "ben", "--scopes", "everything")
    with pytest.raises(CommandError):
        call_command("token", "eve")


def test_people_see_their_apps_and_take_tokens_back(cast: Cast, api_of: ApiOf) -> None:
    api, other = api_of(cast.ben), api_of(cast.cleo)
    browser = Client()
    browser.force_login(cast.ben)
    theirs = Grant.objects.get(user=cast.cleo)
    mine = Grant.objects.get(user=cast.ben)
    api.get(HOME)

    page = browser.get(reverse("settings_apps")).content.decode()
    foreign = browser.post(reverse("settings_apps"), {"revoke": theirs.key})
    own = browser.post(reverse("settings_apps"), {"revoke": mine.key})

    assert "Notes" in page
    assert mine.key in page and theirs.key not in page
    assert (foreign.status_code, own.status_code) == (404, 302)
    assert api.ask("get", HOME).status_code == 401
    assert other.ask("get", HOME).status_code == 200


def test_administrators_see_and_remove_everybodys_apps(
    cast: Cast, api_of: ApiOf, an_app: App
) -> None:
    api = api_of(cast.ben)
    browser = Client()
    browser.force_login(cast.ben)
    tried = browser.post(reverse("settings_apps"), {"remove": an_app.key})
    browser.force_login(cast.admin)

    page = browser.get(reverse("settings_apps")).content.decode()
    changed = browser.post(reverse("settings_apps"), {"legacy": an_app.key, "on": "0"})
    an_app.refresh_from_db()
    removed = browser.post(reverse("settings_apps"), {"remove": an_app.key})

    assert tried.status_code == 404
    assert an_app.key in page
    assert (changed.status_code, an_app.without_pkce) == (302, False)
    assert removed.status_code == 302
    assert not App.objects.exists()
    assert api.ask("get", HOME).status_code == 401
