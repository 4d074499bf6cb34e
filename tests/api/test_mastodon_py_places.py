"""Mastodon.py on timelines, tags, groups, lists, conversations, markers and filters."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonNotFoundError

from tests.pages import Stage, assemble
from tests.serving import installation

Client = Callable[[str], Mastodon]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with installation() as at, at.serving() as server:
        yield assemble(at, [server])


@pytest.fixture(scope="module")
def client(stage: Stage) -> Client:
    known: dict[str, Mastodon] = {}

    def of(handle: str) -> Mastodon:
        if handle not in known:
            token = stage.at.manage("token", handle, "--scopes", "read write follow").strip()
            known[handle] = Mastodon(access_token=token, api_base_url=stage.servers[0].url)
        return known[handle]

    return of


def test_timelines_are_of_everybody_and_of_tags(client: Client) -> None:
    ben, cleo = client("ben"), client("cleo")
    first, second = (ben.status_post(f"Said {n} #Océane #sea{n}") for n in range(2))

    assert [post.id for post in cleo.timeline_local(limit=2)] == [second.id, first.id]
    assert [post.id for post in cleo.timeline_hashtag("oceane")] == [second.id, first.id]
    older: Any = cleo.fetch_next(cleo.timeline_hashtag("oceane", limit=1))
    assert [post.id for post in older] == [first.id]
    assert cleo.timeline_hashtag("oceane", only_media=True) == []


def test_a_tag_is_followed_and_let_go(client: Client) -> None:
    cleo = client("cleo")

    assert cleo.tag_follow("Marée").following
    assert [tag.name for tag in cleo.followed_tags()] == ["maree"]
    assert cleo.tag("maree").following
    assert not cleo.tag_unfollow("maree").following
    assert cleo.followed_tags() == []
    assert cleo.featured_tags() == []


def test_a_group_is_a_list_to_read_and_an_account_to_write_to(client: Client) -> None:
    ada, ben, cleo = client("ada"), client("ben"), client("cleo")
    vault = next(one for one in ben.lists() if one.title == "Vault")
    account = ben.account(vault.id)

    post = ben.status_post(f"@{account.acct} for us only", visibility="private")
    answer = ada.status_reply(post, "Yes")

    assert account.group and post.visibility == answer.visibility == "private"
    assert [one.id for one in ada.timeline_list(vault)] == [post.id]
    assert {one.acct for one in ben.list_accounts(vault)} == {"ada", "ben"}
    assert cleo.lists() == []
    for ask in (cleo.timeline_list, cleo.account, cleo.list_accounts, cleo.account_follow):
        with pytest.raises(MastodonNotFoundError):
            ask(vault.id)
    with pytest.raises(MastodonNotFoundError):
        cleo.status(post.id)
    with pytest.raises(MastodonAPIError):
        ben.list_delete(vault)


def test_a_group_is_joined_by_following_it(client: Client) -> None:
    cleo = client("cleo")
    square, board = cleo.account_lookup("town-square"), cleo.account_lookup("board")

    assert cleo.account_follow(square).following
    assert cleo.account_follow(board).requested
    assert [one.title for one in cleo.lists()] == ["Town square"]
    assert not cleo.account_unfollow(square).following
    assert not cleo.account_unfollow(board).requested


def test_a_list_is_made_filled_read_and_thrown_away(client: Client) -> None:
    ben, cleo = client("ben"), client("cleo")
    ada = ben.account_lookup("ada")
    ben.account_follow(ada)

    made = ben.list_create("Team", replies_policy="none")
    ben.list_accounts_add(made, [ada.id])
    post = client("ada").status_post("Read me")

    assert ben.list_update(made, "Crew").title == "Crew"
    assert [one.acct for one in ben.list_accounts(made)] == ["ada"]
    assert ben.timeline_list(made)[0].id == post.id
    assert [one.title for one in ben.account_lists(ada)][0] == "Crew"
    with pytest.raises(MastodonNotFoundError):
        cleo.list(made.id)
    ben.list_accounts_delete(made, [ada.id])
    assert ben.list_accounts(made) == []
    ben.list_delete(made)
    assert "Crew" not in [one.title for one in ben.lists()]


def test_a_message_is_a_conversation(client: Client) -> None:
    ada, ben, cleo = client("ada"), client("ben"), client("cleo")
    post = ada.status_post("@ben between us", visibility="direct")

    (conversation,) = ben.conversations()

    assert conversation.unread and conversation.last_status.id == post.id
    assert [one.acct for one in conversation.accounts] == ["ada"]
    assert not ben.conversations_read(conversation).unread
    assert not ben.conversations()[0].unread
    assert cleo.conversations() == []
    with pytest.raises(MastodonNotFoundError):
        cleo.conversations_read(conversation)


def test_markers_are_kept(client: Client) -> None:
    ben = client("ben")
    post = ben.status_post("Read until here")

    made = ben.markers_set(["home", "notifications"], [post.id, "5"])

    assert str(made["home"].last_read_id) == str(post.id)
    found = ben.markers_get(["home"])
    assert str(found["home"].last_read_id) == str(post.id)
    assert found["home"].version == made["home"].version
    assert client("cleo").markers_get(["home"]) == {}


def test_filters_are_told_with_what_they_match(client: Client) -> None:
    ada, ben = client("ada"), client("ben")
    made = ben.create_filter_v2(
        "Cheese", ["home", "public"], "warn", keywords_attributes=[{"keyword": "brie"}]
    )
    post = ada.status_post("Brie again")

    (result,) = ben.status(post).filtered
    row = ben.add_filter_status_v2(made, post)
    gouda = ben.add_filter_keyword_v2(made, "gouda", whole_word=False)
    changed = ben.update_filter_v2(made, title="More cheese", filter_action="hide")

    assert (result.filter.title, result.keyword_matches) == ("Cheese", ["brie"])
    assert [str(one) for one in ben.status(post).filtered[0].status_matches] == [str(post.id)]
    assert ada.status(post).filtered == []
    assert (changed.title, changed.filter_action) == ("More cheese", "hide")
    assert len(ben.filter_keywords_v2(made)) == 2
    ben.delete_filter_keyword_v2(gouda)
    assert len(ben.filter_keywords_v2(made)) == 1
    assert len(ben.filter_statuses_v2(made)) == 1
    assert str(ben.filter_status_v2(row).status_id) == str(post.id)
    ben.delete_filter_status_v2(row)
    assert [one.title for one in ben.filters_v2()] == ["More cheese"]
    ben.delete_filter_v2(made)
    assert ben.filters_v2() == []


def test_filters_of_older_apps_work_too(client: Client) -> None:
    ben = client("ben")
    post = client("ada").status_post("Gouda again")

    made = ben.filter_create("gouda", ["home"], expires_in=3600)

    assert made.expires_at is not None
    assert ben.filters_apply([ben.status(post)], ben.filters(), "home") == []
    assert ben.filter_update(made, phrase="feta", context=["home"]).phrase == "feta"
    assert ben.filter(made).phrase == "feta"
    ben.filter_delete(made)
    assert ben.filters() == []
