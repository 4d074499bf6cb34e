"""An unmodified client, Mastodon.py, against a running server."""

import re
import time
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError
from PIL import Image

from tests.builders import PASSWORD
from tests.microblog.lib.test_movies import film
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
    assert ben.retrieve_mastodon_version() == "4.2.0"
    assert ben.instance_v2().api_versions["mastodon"] == 1
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


def test_it_does_with_posts_what_people_do(ben: Mastodon, ada: Mastodon) -> None:
    post = ada.status_post("Worth passing on")

    assert ben.status_favourite(post).favourited
    assert ben.status_bookmark(post).bookmarked
    passed_on = ben.status_reblog(post)
    assert passed_on.reblogged and passed_on.reblog.id == post.id
    assert ben.status_mute(post).muted and not ben.status_unmute(post).muted
    assert [user.acct for user in ada.status_favourited_by(post)] == ["ben"]
    assert [user.acct for user in ada.status_reblogged_by(post)] == ["ben"]
    assert ben.favourites()[0].id == ben.bookmarks()[0].id == post.id
    assert not ben.status_unfavourite(post).favourited
    assert not ben.status_unbookmark(post).bookmarked
    assert not ben.status_unreblog(post).reblogged
    with pytest.raises(MastodonAPIError):
        ada.status_pin(post)


def test_it_edits_and_knows_what_was_said_before(ben: Mastodon, ada: Mastodon) -> None:
    post = ben.status_post("Frist")
    answer = ada.status_reply(post, "You mean first", visibility="public")

    edited = ben.status_update(post, "First")

    assert edited.edited_at is not None
    assert ada.status_source(post).text == "First"
    assert ["Frist" in edit.content for edit in ada.status_history(post)] == [True, False]
    assert [one.id for one in ben.status_context(post).descendants] == [answer.id]
    assert [one.id for one in ben.status_context(answer).ancestors] == [post.id]


def test_it_brings_pictures_and_videos(ben: Mastodon) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
    picture.seek(0)
    teal = ben.media_post(
        picture, "image/png", description="Teal", focus=(0.5, -0.5), file_name="a.png"
    )
    assert teal.meta.focus.x == 0.5
    assert ben.media_update(teal, description="All teal").description == "All teal"

    video = ben.media_post(BytesIO(film()), "video/mp4", file_name="a.mp4")
    assert video.url is None
    until = time.monotonic() + 30
    while ben.media(video).url is None and time.monotonic() < until:
        time.sleep(0.5)

    post = ben.status_post("Look", media_ids=[teal, video])
    assert [one.type for one in post.media_attachments] == ["image", "video"]
    assert requests.get(post.media_attachments[1].url, timeout=10).status_code == 200
    gone = ben.status_delete(post)
    again = ben.status_post("Look again", media_ids=gone.media_attachments)
    assert [one.type for one in again.media_attachments] == ["image", "video"]


def test_it_finds_people_posts_and_tags(ben: Mastodon, ada: Mastodon) -> None:
    post = ada.status_post("A rare okapi #okapi")

    found = ben.search("okapi")
    assert [one.id for one in found.statuses] == [post.id]
    assert [tag.name for tag in found.hashtags] == ["okapi"]
    assert [user.acct for user in ben.search_v2("ada", result_type="accounts").accounts] == ["ada"]
    # The address that his own server gives: in these tests each process has one of its own.
    assert ben.search_v2(ben.status(post.id).url).statuses[0].id == post.id


def test_it_hears_of_what_is_not_here(ben: Mastodon) -> None:
    assert ben.trending_tags() == ben.trending_statuses() == ben.trending_links() == []
    assert ben.scheduled_statuses() == []
    with pytest.raises(MastodonNotFoundError):
        ben.poll(5)
