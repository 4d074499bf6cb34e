from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.api.conftest import Api
from tests.api.schemas import conform
from tests.builders import PASSWORD
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ApiOf = Callable[..., Api]
ADDRESS = "/api/v1/accounts"
SOMEBODY = {
    "username": "zoe",
    "email": "Zoe@anywhere.example",
    "password": PASSWORD,
    "agreement": True,
    "locale": "en-GB",
}


@pytest.fixture
def tested(settings: Any) -> None:
    settings.TEST_PROFILE = True


def test_nobody_is_registered_by_an_app_where_people_work(cast: Cast, api_of: ApiOf) -> None:
    assert api_of(None).ask("post", ADDRESS, SOMEBODY).status_code == 403
    assert not User.objects.filter(handle="zoe").exists()


def test_an_app_registers_somebody_and_speaks_for_them(
    cast: Cast, api_of: ApiOf, tested: None
) -> None:
    answer = api_of(None).ask("post", ADDRESS, SOMEBODY)

    assert answer.status_code == 200, answer.content
    conform(answer.json(), "Token")
    api = Api(answer.json()["access_token"])
    me = api.get("/api/v1/accounts/verify_credentials", "CredentialAccount")
    assert (me["acct"], me["source"]["language"]) == ("zoe", "en")
    assert api_of(cast.ben).get("/api/v1/accounts/lookup?acct=zoe", "Account")["id"] == me["id"]
    browser = Client()
    signed_in = browser.post("/login", {"login": "zoe@anywhere.example", "password": PASSWORD})
    assert signed_in.headers["Location"] == "/welcome"


def test_an_app_asks_for_itself_with_the_scope(cast: Cast, api_of: ApiOf, tested: None) -> None:
    assert Api().ask("post", ADDRESS, SOMEBODY).status_code == 401
    assert api_of(cast.ben).ask("post", ADDRESS, SOMEBODY).status_code == 403
    assert api_of(None, "read").ask("post", ADDRESS, SOMEBODY).status_code == 403


@pytest.mark.parametrize(
    ("changes", "name", "code"),
    [
        ({"username": ""}, "username", "ERR_BLANK"),
        ({"username": "a b"}, "username", "ERR_INVALID"),
        ({"username": "x" * 31}, "username", "ERR_INVALID"),
        ({"username": "admin"}, "username", "ERR_RESERVED"),
        ({"username": "ben"}, "username", "ERR_TAKEN"),
        ({"email": ""}, "email", "ERR_BLANK"),
        ({"email": "zoe"}, "email", "ERR_INVALID"),
        ({"email": "ben@acme.example"}, "email", "ERR_TAKEN"),
        ({"password": ""}, "password", "ERR_BLANK"),
        ({"password": "short"}, "password", "ERR_TOO_SHORT"),
        ({"agreement": False}, "agreement", "ERR_ACCEPTED"),
    ],
)
def test_what_is_wrong_is_told_field_by_field(
    cast: Cast, api_of: ApiOf, tested: None, changes: dict[str, Any], name: str, code: str
) -> None:
    answer = api_of(None).ask("post", ADDRESS, SOMEBODY | changes)

    assert answer.status_code == 422
    assert code in [one["error"] for one in answer.json()["details"][name]]
    assert list(answer.json()["details"]) == [name]
    assert answer.json()["error"].startswith("Validation failed: ")


def test_all_that_is_wrong_is_told_at_once(cast: Cast, api_of: ApiOf, tested: None) -> None:
    details = api_of(None).ask("post", ADDRESS, {}).json()["details"]

    assert set(details) == {"username", "email", "password", "agreement"}
