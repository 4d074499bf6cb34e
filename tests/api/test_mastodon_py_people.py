"""Mastodon.py between people, in an installation that is there to be tested (SILLAGE_PROFILE)."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import requests
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonNotFoundError
from PIL import Image

from tests.builders import PASSWORD
from tests.serving import Server, installation

SCOPES = ["read", "write", "follow"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with installation(SILLAGE_PROFILE="test") as at, at.serving() as server:
        yield server


@pytest.fixture(scope="module")
def app(server: Server) -> tuple[str, str]:
    made = Mastodon.create_app("Tester", scopes=SCOPES, api_base_url=server.url)
    assert isinstance(made, tuple)
    return made


def join(server: Server, app: tuple[str, str], name: str) -> Mastodon:
    client = Mastodon(*app, api_base_url=server.url)
    client.create_account(name, PASSWORD, f"{name}@test.example", agreement=True, scopes=SCOPES)
    return client


@pytest.fixture(scope="module")
def zoe(server: Server, app: tuple[str, str]) -> Mastodon:
    return join(server, app, "zoe")


@pytest.fixture(scope="module")
def kim(server: Server, app: tuple[str, str]) -> Mastodon:
    return join(server, app, "kim")


def test_an_account_that_cannot_be_is_refused_in_detail(
    server: Server, app: tuple[str, str], zoe: Mastodon
) -> None:
    client = Mastodon(*app, api_base_url=server.url)

    made, wrong = client.create_account(
        "zoe", "short", "nonsense", agreement=True, scopes=SCOPES, return_detailed_error=True
    )

    assert made is None
    codes = {name: [one.error for one in found or ()] for name, found in wrong.details.items()}
    assert codes["username"] == ["ERR_TAKEN"] and codes["email"] == ["ERR_INVALID"]
    assert "ERR_TOO_SHORT" in codes["password"]


def test_one_says_who_one_is(zoe: Mastodon, kim: Mastodon) -> None:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "PNG")

    mine = zoe.account_update_credentials(
        display_name="Zoé",
        note="I walk funny",
        avatar=picture.getvalue(),
        avatar_mime_type="image/png",
        header=picture.getvalue(),
        header_mime_type="image/png",
        fields=[("bread", "toasty."), ("lasagna", "no!!!")],
    )

    assert (mine.display_name, mine.source.note) == ("Zoé", "I walk funny")
    seen = kim.account(mine.id)
    assert [(one.name, one.value) for one in seen.fields][:2] == [
        ("bread", "toasty."),
        ("lasagna", "no!!!"),
    ]
    assert requests.get(seen.avatar, timeout=10).headers["Content-Type"] == "image/webp"
    assert "avatar" in zoe.account_delete_avatar().avatar
    assert zoe.account_delete_header().header
    assert zoe.preferences()["posting:default:visibility"] == "public"


def test_people_follow_and_stop(zoe: Mastodon, kim: Mastodon) -> None:
    me, other = zoe.me(), kim.me()

    assert zoe.account_follow(other).following
    assert not zoe.account_follow(other, reblogs=False).showing_reblogs
    assert kim.account_relationships(me)[0].followed_by
    assert [user.id for user in zoe.account_following(me)] == [other.id]
    assert [user.id for user in zoe.account_followers(other)] == [me.id]
    assert kim.account_familiar_followers(me)[0].accounts == []
    assert zoe.account_endorse(other).endorsed
    assert [user.id for user in zoe.endorsements()] == [other.id]
    assert not zoe.account_unpin(other).endorsed
    assert zoe.account_note_set(other, "Knows Linux").note == "Knows Linux"
    assert not kim.account_remove_from_followers(me).followed_by
    assert not zoe.account_unfollow(other).following
    with pytest.raises(MastodonAPIError):
        zoe.account_endorse(other)


def test_people_mute_and_block(zoe: Mastodon, kim: Mastodon) -> None:
    other = kim.me()
    zoe.account_follow(other)
    post = kim.status_post("Loud")
    assert zoe.timeline_home()[0].id == post.id

    assert zoe.account_mute(other, notifications=False, duration=1).muting
    assert [user.id for user in zoe.mutes()] == [other.id]
    assert zoe.timeline_home() == []
    time.sleep(1.2)
    assert not zoe.account_relationships(other)[0].muting
    assert zoe.timeline_home()[0].id == post.id

    assert zoe.account_block(other).blocking
    assert [user.id for user in zoe.blocks()] == [other.id]
    assert not zoe.account_unblock(other).blocking
    assert not zoe.account_unmute(other).muting


def test_people_are_found(zoe: Mastodon, kim: Mastodon) -> None:
    other = kim.me()

    assert [user.id for user in zoe.account_search("kim")] == [other.id]
    assert zoe.account_lookup("kim").id == other.id
    assert [user.id for user in zoe.accounts([other.id])] == [other.id]
    assert other.id in [user.id for user in zoe.directory(order="new")]
    assert isinstance(zoe.suggestions_v1(), list) and isinstance(zoe.suggestions_v2(), list)
    with pytest.raises(MastodonNotFoundError):
        zoe.account_lookup("kim@elsewhere.example")


def test_what_somebody_said_is_paged(zoe: Mastodon, kim: Mastodon) -> None:
    made = [kim.status_post(f"Page {number} #wave") for number in range(3)]
    zoe.status_reblog(made[0])
    me, other = zoe.me(), kim.me()

    first: Any = zoe.account_statuses(other, limit=2, exclude_replies=True)
    second: Any = zoe.fetch_next(first)

    assert [post.id for post in first] == [made[2].id, made[1].id]
    assert second[0].id == made[0].id
    assert zoe.account_statuses(other, tagged="wave", limit=1)[0].id == made[2].id
    assert zoe.account_statuses(other, only_media=True) == []
    assert zoe.account_statuses(other, pinned=True) == []
    assert zoe.account_statuses(me, exclude_reblogs=True) == []
    assert zoe.account_statuses(me)[0].reblog.id == made[0].id


def test_what_has_no_meaning_here_says_so(zoe: Mastodon, kim: Mastodon) -> None:
    assert zoe.follow_requests() == [] and zoe.domain_blocks() == []
    with pytest.raises(MastodonAPIError):
        zoe.domain_block("elsewhere.example")
    with pytest.raises(MastodonNotFoundError):
        zoe.follow_request_authorize(kim.me())
    with pytest.raises(MastodonAPIError):
        zoe.suggestion_delete(kim.me())
