"""Letting an app in: registration, consent, code, token, and the end of it."""

import base64
import hashlib
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from accounts.actions.users import suspend_user
from accounts.models import User
from api.models import App, Grant
from ledger.models import Entry
from tests.api.schemas import conform
from tests.builders import PASSWORD
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BACK = "https://notes.example/back"
OOB = "urn:ietf:wg:oauth:2.0:oob"
VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


def register(**fields: Any) -> dict[str, Any]:
    said = {"client_name": "Notes", "redirect_uris": BACK, "scopes": "read write follow push"}
    answer = Client().post("/api/v1/apps", said | fields, content_type="application/json")
    assert answer.status_code == 200, answer.content
    made: dict[str, Any] = answer.json()
    conform(made, "CredentialApplication")
    return made


def consent(user: User, app: dict[str, Any], **fields: str) -> tuple[Client, dict[str, str]]:
    """The browser at the consent page, and what its first form sends."""
    browser = Client()
    browser.force_login(user)
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": BACK,
        "scope": "read write",
    } | fields
    page = browser.get(f"/oauth/authorize?{urlencode(asked)}")
    assert page.status_code == 200, page.headers
    form = page.content.decode().split('action="/oauth/authorize"')[1].split("</form>")[0]
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return browser, {name: unescape(value) for name, value in found}


def code_for(user: User, app: dict[str, Any], **fields: str) -> str:
    browser, form = consent(user, app, **fields)
    answer = browser.post("/oauth/authorize", form)
    assert answer.status_code == 302, answer.content
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def exchange(app: dict[str, Any], code: str, **fields: str) -> Any:
    said = {
        "grant_type": "authorization_code",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": BACK,
        "code": code,
    }
    return Client().post("/oauth/token", said | fields)


def token_for(user: User, app: dict[str, Any]) -> str:
    answer = exchange(app, code_for(user, app))
    conform(answer.json(), "Token")
    return str(answer.json()["access_token"])


def who(token: str) -> Any:
    return Client().get(
        "/api/v1/apps/verify_credentials", headers={"Authorization": f"Bearer {token}"}
    )


def test_an_app_that_was_let_in_has_a_token_that_counts(cast: Cast) -> None:
    app = register()

    answer = exchange(app, code_for(cast.ben, app))

    assert answer.status_code == 200
    conform(answer.json(), "Token")
    assert answer.json()["scope"] == "read write"
    assert "expires_in" not in answer.json()
    assert who(answer.json()["access_token"]).json()["name"] == "Notes"


def test_what_happened_is_in_the_ledger_and_the_token_is_not(cast: Cast) -> None:
    token = token_for(cast.ben, register())

    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))

    assert actions[-2:] == ["app.registered", "token.granted"]
    assert all(token.encode() not in bytes(entry.body) for entry in Entry.objects.all())
    assert not Grant.objects.filter(token__hash=token).exists()


@pytest.mark.parametrize(
    "uris",
    [
        "icecubesapp://",
        "org.joinmastodon.android-auth://callback",
        "com.example.app:/oauth",
        OOB,
        f"{OOB}\nhttps://phanpy.local/",
        ["http://127.0.0.1:4173/", "https://phanpy.local/"],
    ],
)
def test_apps_come_back_to_schemes_of_their_own(db: None, uris: str | list[str]) -> None:
    app = register(redirect_uris=uris)

    wanted = uris if isinstance(uris, list) else uris.split()
    assert app["redirect_uris"] == wanted
    assert app["redirect_uri"] == "\n".join(wanted)


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "DATA:text/html,x", "vbscript:x", "nonsense", "https://", "", "a b:c"],
)
def test_addresses_that_would_run_here_are_refused(db: None, uri: str) -> None:
    said = {"client_name": "Notes", "redirect_uris": uri}

    answer = Client().post("/api/v1/apps", said)

    assert answer.status_code == 422
    assert "redirect_uris" in answer.json()["details"]
    assert not App.objects.exists()


def test_a_scope_that_does_not_exist_is_refused(db: None) -> None:
    said = {"client_name": "Notes", "redirect_uris": BACK, "scopes": "read everything"}

    assert Client().post("/api/v1/apps", said).status_code == 422


def test_registering_has_a_limit(db: None) -> None:
    said = {"client_name": "Notes", "redirect_uris": "nonsense"}

    answers = [Client().post("/api/v1/apps", said).status_code for _ in range(31)]

    assert answers[:30] == [422] * 30
    assert answers[30] == 429


def test_the_consent_page_says_who_asks_for_what(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.ben)
    app = register(client_name="<b>Bank</b>")
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": BACK,
        "scope": "read:statuses push",
    }

    page = browser.get("/oauth/authorize/", asked | {"lang": "en"})
    text = page.content.decode()

    assert "&lt;b&gt;Bank&lt;/b&gt;" in text
    assert "nobody verified it" in text
    assert "Read: posts" in text
    assert "form-action 'self' https://notes.example" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_who_is_not_signed_in_signs_in_first_and_comes_back(cast: Cast) -> None:
    app = register()
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK}

    answer = Client().get("/oauth/authorize", asked | {"state": "x y"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login?next=/oauth/authorize%3F")


def test_saying_no_gives_no_code(cast: Cast) -> None:
    browser, form = consent(cast.ben, register(), state="s&1")

    answer = browser.post("/oauth/authorize", form | {"decision": "deny"})

    said = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert said["error"] == ["access_denied"]
    assert said["state"] == ["s&1"]
    assert "code" not in said


def test_the_agreement_needs_the_page(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.ben)
    app = register()
    said = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK}

    assert browser.post("/oauth/authorize", said).status_code == 403


def test_out_of_band_shows_the_code(cast: Cast) -> None:
    app = register(redirect_uris=OOB)
    browser, form = consent(cast.ben, app, redirect_uri=OOB)

    page = browser.post("/oauth/authorize", form)
    code = re.search(r'<code id="code">([^<]+)</code>', page.content.decode())

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert code is not None
    assert exchange(app, code[1], redirect_uri=OOB).status_code == 200


def test_a_scheme_of_an_app_gets_the_code(cast: Cast) -> None:
    uri = "com.example.app:/oauth"
    browser, form = consent(cast.ben, register(redirect_uris=uri), redirect_uri=uri, state="1")

    answer = browser.post("/oauth/authorize", form)

    assert re.fullmatch(r"com\.example\.app:/oauth\?code=\w+&state=1", answer.headers["Location"])


def test_the_loopback_may_have_any_port_but_no_other_path(cast: Cast) -> None:
    app = register(redirect_uris="http://127.0.0.1/cb")
    browser = Client()
    browser.force_login(cast.ben)
    asked = {"response_type": "code", "client_id": app["client_id"]}

    good = browser.get("/oauth/authorize", asked | {"redirect_uri": "http://127.0.0.1:5123/cb"})
    bad = browser.get("/oauth/authorize", asked | {"redirect_uri": "http://127.0.0.1:5123/other"})

    assert (good.status_code, bad.status_code) == (200, 400)


@pytest.mark.parametrize("uri", ["https://evil.example/", BACK + "/x", BACK + "?x=1", OOB])
def test_an_address_that_was_not_registered_gets_nothing(cast: Cast, uri: str) -> None:
    app = register()
    browser = Client()
    browser.force_login(cast.ben)

    page = browser.get(
        "/oauth/authorize",
        {"response_type": "code", "client_id": app["client_id"], "redirect_uri": uri},
    )

    assert page.status_code == 400
    assert "Location" not in page.headers


def test_proof_of_possession_is_asked_of_whoever_began_with_it(cast: Cast) -> None:
    app = register()
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = code_for(cast.ben, app, **pkce)

    assert exchange(app, code, code_verifier="bad" * 20).status_code == 400
    assert exchange(app, code).status_code == 400
    assert exchange(app, code, code_verifier=VERIFIER).status_code == 200
    assert exchange(app, code, code_verifier=VERIFIER).status_code == 400


def test_an_app_that_used_proof_once_cannot_leave_it_out(cast: Cast) -> None:
    app = register()
    code_for(cast.ben, app, code_challenge=CHALLENGE, code_challenge_method="S256")
    browser = Client()
    browser.force_login(cast.ben)
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK}

    answer = browser.get("/oauth/authorize", asked)

    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("method", ["plain", ""])
def test_plain_proof_is_none(cast: Cast, method: str) -> None:
    app = register()
    browser = Client()
    browser.force_login(cast.ben)
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": BACK,
        "code_challenge": VERIFIER,
        "code_challenge_method": method,
    }

    answer = browser.get("/oauth/authorize", asked)

    assert answer.status_code == 302
    assert "error=invalid_request" in answer.headers["Location"]


def test_a_code_is_good_once_and_for_its_app(cast: Cast) -> None:
    app, other = register(), register()
    code = code_for(cast.ben, app)

    assert exchange(other, code).status_code == 400
    assert exchange(app, code, redirect_uri="https://evil.example/").status_code == 400
    assert exchange(app, code).status_code == 200
    assert exchange(app, code).status_code == 400


@pytest.mark.parametrize("way", ["json", "form", "multipart", "query", "basic"])
def test_the_token_endpoint_reads_what_apps_send(db: None, way: str) -> None:
    app = register()
    said = {"grant_type": "client_credentials", "scope": "read"}
    secret = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    client = Client()

    match way:
        case "json":
            answer = client.post(
                "/oauth/token", json.dumps(said | secret), content_type="application/json"
            )
        case "form":
            answer = client.post(
                "/oauth/token",
                urlencode(said | secret),
                content_type="application/x-www-form-urlencoded",
            )
        case "multipart":
            answer = client.post("/oauth/token/", said | secret)
        case "query":
            answer = client.post(f"/oauth/token?{urlencode(said | secret)}")
        case _:
            pair = f"{app['client_id']}:{app['client_secret']}".encode()
            basic = f"Basic {base64.b64encode(pair).decode()}"
            answer = client.post("/oauth/token", said, headers={"Authorization": basic})

    assert answer.status_code == 200, answer.content
    conform(answer.json(), "Token")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_passwords_and_wrong_secrets_get_nothing(cast: Cast) -> None:
    app = register()
    secret = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    ask = {"grant_type": "client_credentials"}

    password = Client().post(
        "/oauth/token", secret | {"grant_type": "password", "username": "ben", "password": "x"}
    )
    wrong = Client().post("/oauth/token", ask | secret | {"client_secret": "x"})
    more = Client().post("/oauth/token", ask | secret | {"scope": "admin:read"})

    assert (password.status_code, password.json()["error"]) == (400, "unsupported_grant_type")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


def test_parts_of_a_registered_scope_can_be_asked_for(cast: Cast) -> None:
    app = register()

    answer = exchange(app, code_for(cast.ben, app, scope="read:statuses write:media"))

    assert answer.json()["scope"] == "read:statuses write:media"


def test_a_token_given_back_counts_no_longer(cast: Cast) -> None:
    app, other = register(), register()
    token = token_for(cast.ben, app)

    def give_back(asker: dict[str, Any]) -> Any:
        keys = ("client_id", "client_secret")
        return Client().post("/oauth/revoke", {k: asker[k] for k in keys} | {"token": token})

    foreign = give_back(other)
    still = who(token).status_code
    own = give_back(app)
    again = give_back(app)

    assert (foreign.status_code, foreign.json()["error"]) == (403, "unauthorized_client")
    assert still == 200
    assert (own.status_code, own.json()) == (200, {})
    assert (again.status_code, again.json()) == (200, {})
    assert who(token).status_code == 401
    assert who(token).json() == {"error": "The access token is invalid"}
    assert Entry.objects.order_by("-id").first().action == "token.revoked"  # type: ignore[union-attr]


def test_a_closed_account_has_no_tokens(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    token = token_for(cast.ben, register())

    suspend_user(actor=cast.admin, user=cast.ben, reason="x")
    at_once = who(token).status_code
    with django_capture_on_commit_callbacks(execute=True):
        suspend_user(actor=cast.admin, user=cast.ben, reason="x")

    assert at_once == 403
    assert who(token).status_code == 401
    assert not Grant.objects.filter(user=cast.ben).exists()


def test_another_password_ends_every_token(cast: Cast) -> None:
    token = token_for(cast.ben, register())

    cast.ben.set_password("another correct horse battery")
    cast.ben.save()

    assert who(token).status_code == 401


def test_an_unproved_address_speaks_through_no_app(cast: Cast) -> None:
    token = token_for(cast.ben, register())
    User.objects.filter(pk=cast.ben.pk).update(joined_at=None)

    assert who(token).status_code == 403


def test_the_description_of_oauth_names_what_there_is(db: None) -> None:
    said = Client().get("/.well-known/oauth-authorization-server").json()

    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert said["app_registration_endpoint"].endswith("/api/v1/apps")


def test_an_app_may_want_to_know_that_it_is_really_them(cast: Cast) -> None:
    app = register()
    browser = Client()
    browser.force_login(cast.ben)
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK}

    asked_again = browser.get("/oauth/authorize", asked | {"force_login": "true"})
    page = browser.get(asked_again.headers["Location"]).content.decode()
    action = re.search(r'action="(/reauthenticate[^"]*)"', page)
    assert action is not None
    done = browser.post(unescape(action[1]), {"password": PASSWORD})

    assert asked_again.headers["Location"].startswith("/reauthenticate?next=")
    assert done.status_code == 302
    assert browser.get(done.headers["Location"]).status_code == 200
    assert "client_id" in done.headers["Location"]


def test_another_account_can_be_used(cast: Cast) -> None:
    app = register()
    browser = Client()
    browser.force_login(cast.ben)
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": BACK}
    page = browser.get("/oauth/authorize", asked | {"state": "1"}).content.decode()
    leaving = re.search(r'name="next" value="(/login[^"]*)"', page)
    assert leaving is not None

    left = browser.post("/logout", {"next": unescape(leaving[1])})
    sign_in = browser.get(left.headers["Location"])

    assert browser.get("/oauth/authorize", asked).status_code == 302
    assert "client_id" in unescape(sign_in.content.decode()).split('action="/login')[1][:200]
