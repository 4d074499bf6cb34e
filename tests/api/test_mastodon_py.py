"""An unmodified client, Mastodon.py, against a running server."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError

from tests.builders import PASSWORD
from tests.pages import Stage, assemble
from tests.serving import Server, installation

OOB = "urn:ietf:wg:oauth:2.0:oob"
# People of the cast never followed the link of a mail.
PROVE = """
from allauth.account.models import EmailAddress
user = person("ben")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""
SCOPES = ["read", "write", "follow", "push"]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The cast in an installation with two processes where Redis lets them share codes."""
    with installation() as at:
        processes = 2 if at.environment.get("REDIS_URL") else 1
        servers = [at.start() for _number in range(processes)]
        try:
            stage = assemble(at, servers)
            stage.act(PROVE)
            yield stage
        finally:
            for server in servers:
                server.stop()


@pytest.fixture(scope="module")
def server(stage: Stage) -> Server:
    return stage.servers[0]


@pytest.fixture(scope="module")
def app(server: Server) -> tuple[str, str]:
    made = Mastodon.create_app(
        "Tester",
        scopes=SCOPES,
        redirect_uris=[OOB, "http://127.0.0.1/back"],
        api_base_url=server.url,
    )
    assert isinstance(made, tuple)
    return made


def forms_of(page: str) -> list[tuple[str, dict[str, str]]]:
    """Action and fields of each form of a page, as a browser would send them."""
    found = []
    for action, inside in re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.S):
        inputs = re.findall(r"<input[^>]*>", inside)
        fields = {}
        for text in inputs:
            name, value = (re.search(rf'{key}="([^"]*)"', text) for key in ("name", "value"))
            if name:
                fields[name[1]] = unescape(value[1]) if value else ""
        found.append((unescape(action), fields))
    return found


def agree(server: Server, address: str) -> requests.Response:
    """Sign in as ben in a browser that knows nothing yet, and let the app in."""
    browser = requests.Session()
    # We serve on the loopback without TLS.
    browser.trust_env = False
    page = browser.get(address)
    action, fields = next(form for form in forms_of(page.text) if "login" in form[1])
    signed_in = browser.post(
        f"{server.url}{action}",
        fields | {"login": "ben@acme.example", "password": PASSWORD},
        headers={"Referer": page.url},
    )
    assert urlsplit(signed_in.url).path == "/oauth/authorize", (signed_in.url, signed_in.text)
    action, fields = next(
        form for form in forms_of(signed_in.text) if form[0] == "/oauth/authorize"
    )
    return browser.post(
        f"{server.url}{action}",
        fields,
        headers={"Referer": signed_in.url},
        allow_redirects=False,
    )


@pytest.fixture(scope="module")
def ben(stage: Stage, server: Server, app: tuple[str, str]) -> Mastodon:
    """Signed in out of band, as command-line clients do; the code is spent at another process."""
    client = Mastodon(*app, api_base_url=server.url)
    address = client.auth_request_url(scopes=SCOPES, redirect_uris=OOB, allow_http=True)
    page = agree(server, address)
    code = re.search(r'<code id="code">([^<]+)</code>', page.text)
    assert code is not None, page.text
    client = Mastodon(*app, api_base_url=stage.servers[-1].url)
    client.log_in(code=code[1], scopes=SCOPES, redirect_uri=OOB, allow_http=True)
    return client


@pytest.fixture
def ada(stage: Stage, server: Server) -> Mastodon:
    token = stage.at.manage("token", "ada", "--scopes", "read write").strip()
    return Mastodon(access_token=token, api_base_url=server.url)


def test_a_browser_brings_the_code_to_an_app_on_the_loopback(
    server: Server, app: tuple[str, str]
) -> None:
    client = Mastodon(*app, api_base_url=server.url)
    back = "http://127.0.0.1:45123/back"

    answer = agree(
        server,
        client.auth_request_url(scopes=SCOPES, redirect_uris=back, state="here", allow_http=True),
    )
    said = parse_qs(urlsplit(answer.headers["Location"]).query)
    token = client.log_in(code=said["code"][0], scopes=SCOPES, redirect_uri=back, allow_http=True)

    assert said["state"] == ["here"]
    assert isinstance(token, str) and len(token) > 40
    assert client.me().acct == "ben"


def test_the_client_knows_what_it_speaks_to(ben: Mastodon) -> None:
    assert ben.retrieve_mastodon_version() == "4.3.0"
    assert ben.instance_v2().api_versions["mastodon"] == 2
    assert ben.instance_v1().uri.startswith("localhost:")
    assert ben.instance_nodeinfo().software.name == "sillage"
    assert ben.app_verify_credentials().name == "Tester"


def test_it_knows_who_it_speaks_for(ben: Mastodon) -> None:
    me = ben.account_verify_credentials()

    assert me.username == "ben"
    assert ben.account(me.id).url.endswith("/@ben")
    assert ben.account_lookup("ben").id == me.id


def test_it_posts_reads_and_takes_back(ben: Mastodon, ada: Mastodon) -> None:
    post = ben.status_post("Hello from @ada’s friend", idempotency_key="one")

    assert ben.status_post("Hello from @ada’s friend", idempotency_key="one").id == post.id
    assert ada.status(post.id).id == post.id
    assert ben.timeline_home()[0].id == post.id
    answer = ada.status_reply(post, "Yes", visibility="public")
    assert answer.in_reply_to_id == post.id
    gone = ben.status_delete(post.id)
    assert gone.text == "Hello from @ada’s friend"
    with pytest.raises(MastodonNotFoundError):
        ada.status(post.id)


def test_it_turns_pages_both_ways(ben: Mastodon) -> None:
    made = [ben.status_post(f"Page {number}") for number in range(5)]

    first = ben.timeline_home(limit=2)
    second: Any = ben.fetch_next(first)
    back: Any = ben.fetch_previous(second)

    assert [post.id for post in first] == [made[4].id, made[3].id]
    assert [post.id for post in second] == [made[2].id, made[1].id]
    assert [post.id for post in back] == [post.id for post in first]


def test_what_is_wrong_is_told_in_its_words(ben: Mastodon, server: Server) -> None:
    with pytest.raises(MastodonAPIError):
        ben.status_post("")
    with pytest.raises(MastodonUnauthorizedError):
        Mastodon(access_token="nonsense", api_base_url=server.url).timeline_home()


def test_signing_out_ends_the_token(server: Server, app: tuple[str, str]) -> None:
    client = Mastodon(*app, api_base_url=server.url)
    page = agree(
        server, client.auth_request_url(scopes=["read"], redirect_uris=OOB, allow_http=True)
    )
    code = re.search(r'<code id="code">([^<]+)</code>', page.text)
    assert code is not None
    token = client.log_in(code=code[1], scopes=["read"], redirect_uri=OOB, allow_http=True)
    assert isinstance(token, str)

    client.revoke_access_token(allow_http=True)

    with pytest.raises(MastodonUnauthorizedError):
        Mastodon(access_token=token, api_base_url=server.url).me()
