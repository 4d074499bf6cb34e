"""The cast by thing matrix: to those who may not know of it, a thing is as one that never was.

Every address of the URLconf is listed below, as a page to be swept for words, or as a door to be
tried with the id of something private and with the id of nothing. A new address fails the first
test until it is listed, too.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client

from accounts.actions.users import suspend_user
from accounts.models import User
from feeds import rendering
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.groups import (
    change_group,
    change_member_role,
    invite_to_group,
    leave_group,
    remove_member,
)
from feeds.actions.posts import retract_post, undo_repost
from feeds.models import GroupInvitation, Membership, Post, Tag
from feeds.realtime.cursor import cursor_at
from microblog.lib.ids import encode
from tests.addresses import every_address, parameters_of
from tests.builders import a_post, a_request
from tests.cast import Cast
from tests.feeds.world import World, a_world

pytestmark = pytest.mark.django_db

NOTHING = encode(7)  # an id that nothing ever had
FETCH = {"X-Requested-With": "fetch"}
SignIn = Callable[[User], Client]

# Addresses that lead to something with an owner or a place: tried with what is and what is not.
DOORS = {
    "post": ("get",),
    "edit_post": ("get", "post"),
    "post_history": ("get",),
    "post_menu": ("get",),
    "mute": ("post",),
    "retract": ("post",),
    "repost": ("post",),
    "bookmark": ("post",),
    "reactions": ("get",),
    "reaction": ("post",),
    "tag": ("get",),
    "follow_tag": ("post",),
    "discard_file": ("post",),
    "file": ("get",),
    "group": ("get",),
    "group_settings": ("get", "post"),
    "group_closing": ("post",),
    "group_join": ("post",),
    "group_members": ("get",),
    "group_invite": ("post",),
    "group_request": ("post",),
    "group_member": ("post",),
    "profile": ("get",),
    "follow": ("post",),
    "conversation": ("get", "post"),
    "notification": ("get",),
    "notification_done": ("post",),
    "avatar": ("get",),
}
# Pages without an object in their path: swept for words, with the queries that name something.
PAGES = {
    "home", "company", "compose", "bookmarks", "cards", "suggest", "shortcuts", "offline",
    "service_worker", "manifest", "favicon", "search", "updates", "welcome", "groups",
    "new_group", "people", "messages", "new_message", "notifications", "availability",
    "settings", "settings_profile", "settings_apps", "oauth_authorize",
    "settings_language", "settings_display", "settings_security", "invitations", "organization",
    "account_login", "account_signup", "account_inactive", "account_email",
    "account_email_verification_sent", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_change_password", "account_set_password",
    "account_reauthenticate",
}  # fmt: skip
# These have an object in their body, tried by tests of their own below.
BODIES = {"posts", "read", "files", "all_done", "skip_welcome"}
# These speak of the person alone, or of invitations to the organization (tests/accounts).
PERSONAL = {
    "account_logout", "account_confirm_email", "account_reset_password_from_key", "join",
    "set_language", "settings_photo", "revoke_invitation", "welcome_step",
}  # fmt: skip

_CHANGING = re.compile(
    r'(csrfmiddlewaretoken" value="|client_key" value="|data-cursor="|"cursor": "|<time[^>]*>)'
    r'[^"<]*'
)
_SAID_ONCE = ("Set-Cookie", "Date", "Expires")


@pytest.fixture
def world(cast: Cast) -> World:
    rendering.forget()
    return a_world(cast)


def test_every_address_is_listed() -> None:
    listed = set(DOORS) | PAGES | BODIES | PERSONAL

    assert set(every_address()) == listed


def test_every_address_with_an_object_is_a_door() -> None:
    with_object = {name for name, path in every_address().items() if parameters_of(path)}

    assert with_object <= set(DOORS) | PERSONAL


# -- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "headers"),
    [(name, {}) for name in ("ada", "ben", "cleo", "gus", "admin", "eve", "nobody")]
    + [("cleo", FETCH), ("gus", FETCH)],
)
def test_no_page_says_a_word_of_what_its_reader_may_not_see(
    world: World, name: str, headers: dict[str, str]
) -> None:
    client = browser_of(world.cast, name)
    forbidden = world.forbidden(name)

    for url in every_page(world):
        response = client.get(url, headers=headers)
        text = without_echo(body_of(response), url)

        assert response.status_code < 500, url
        for word in forbidden:
            assert word not in text, f"{name} reads {word} at {url}"
            sent = without_echo(unquote(str(response.headers)), url)
            assert word not in sent, f"{name} is sent {word} by {url}"


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_those_who_may_see_find_the_same_words(world: World, name: str) -> None:
    client = browser_of(world.cast, name)
    answers = [client.get(url) for url in every_page(world)]
    text = "".join(f"{one.headers} {body_of(one)}" for one in answers)

    for place in world.places.values():
        for word in [*place.words, place.tag, place.post.key, place.file.key]:
            assert word in text, f"{name} does not find {word}"


# What can only be told apart by who asks, and where: left out when only one place matters.
ALIKE = {name for name in PAGES if name.startswith("account_")} | {
    "shortcuts", "offline", "service_worker", "manifest", "favicon", "settings", "new_group",
    "settings_language", "settings_display", "settings_security", "invitations", "organization",
    "availability",
    "settings_apps", "oauth_authorize",
}  # fmt: skip


def every_page(world: World, only: str = "") -> Iterator[str]:
    """Each address with everything that it can be asked for; `only` what concerns one place."""
    addresses = every_address()
    places = [world.places[only]] if only else list(world.places.values())
    for name in sorted(PAGES - ALIKE if only else PAGES):
        yield addresses[name]
    keys = ",".join(post.key for post in Post.objects.all())
    yield f"/cards?ids={keys}"
    yield from ("/notifications?tab=mentions", "/notifications?tab=done")
    yield from ("/welcome/you", "/welcome/team", "/welcome/invite", "/welcome/post")
    for start in ("t", "tag", "e", "g"):
        yield f"/suggest?q=%23{start}"
    for start in ("a", "b", "c", "e", "g", "r"):
        yield f"/suggest?q=@{start}"
    for words in ("e", "vault", "cleo"):
        yield from (f"/people?q={words}", f"/groups?q={words}", f"/search?q={words}")
    for handle in ("ada", "ben", "cleo", "gus", "eve", "root.admin"):
        yield from (f"/@{handle}", f"/@{handle}?view=replies", f"/messages/new?to={handle}")
    for place in places:
        if place.group is not None:
            for page in ("", "/members", "/settings"):
                yield f"/g/{place.group.slug}{page}"
            yield f"/compose?to=group:{place.group.slug}"
            yield f"/search?q={place.search}&group={place.group.slug}"
            yield f"/updates?since={cursor_at(0)}&feed=group:{place.group.slug}&posts={keys}"
        yield from (f"/t/{place.tag}", f"/compose?tag={place.tag}")
        yield from (place.file.url, place.file.preview_url)
        yield f"/search?q={place.search}"
        yield f"/search?tag={place.tag}"
        yield f"/search?q={place.search}&person=ben"
        posts = [place.post, place.reply, place.retracted]
        if place.conversation is not None:
            yield f"/messages/{place.conversation.key}"
        else:
            posts.append(place.suspended)
        for post in posts:
            for page in ("", "/history", "/menu", "/reactions", "/edit"):
                yield f"/p/{post.key}{page}"


# -- Doors ----------------------------------------------------------------------------------------


def doors(world: World) -> Iterator[tuple[str, set[str], dict[str, str], dict[str, str]]]:
    """(address name, who may see the thing, what leads to it, what leads to nothing)."""
    cast, everybody = world.cast, {"ada", "ben", "cleo", "gus", "admin"}
    for place in world.places.values():
        for post in (place.post, place.reply):
            for name in ("post", "edit_post", "post_history", "post_menu", "mute", "retract",
                         "repost", "bookmark", "reactions"):  # fmt: skip
                yield name, place.readers, {"pk": post.key}, {"pk": NOTHING}
            real = {"pk": post.key, "kind": "idea"}
            yield "reaction", place.readers, real, {"pk": NOTHING, "kind": "idea"}
        for name in ("post_history", "post_menu", "reactions", "bookmark", "edit_post", "retract"):
            yield name, set(), {"pk": place.retracted.key}, {"pk": NOTHING}
        yield "post", place.readers, {"pk": place.retracted.key}, {"pk": NOTHING}
        for use in ("full", "feed", "poster", "nothing"):
            real, never = {"pk": place.file.key, "use": use}, {"pk": NOTHING, "use": use}
            yield "file", place.readers, real, never
        yield "discard_file", place.readers, {"pk": place.file.key}, {"pk": NOTHING}
        if place.conversation is not None:
            real = {"pk": place.conversation.key}
            yield "conversation", place.readers, real, {"pk": NOTHING}
        else:
            for name in ("post", "post_menu", "reactions", "bookmark", "mute"):
                yield name, set(), {"pk": place.suspended.key}, {"pk": NOTHING}
            used = {place.tag: place.readers, f"eve{place.name}": set(), f"gone{place.name}": set()}
            for tag, who in used.items():
                for name in ("tag", "follow_tag"):
                    yield name, who, {"name": tag}, {"name": f"un{tag}"}
    yield "file", {"ben"}, {"pk": world.waiting.key, "use": "full"}, {"pk": NOTHING, "use": "full"}
    yield "discard_file", {"ben"}, {"pk": world.waiting.key}, {"pk": NOTHING}
    known = {
        cast.vault: {"ada", "ben"},
        cast.board: everybody,
        cast.square: everybody - {"gus"},
    }
    request = a_request(cast.board, by=cast.cleo)
    for group, who in known.items():
        real, never = {"slug": group.slug}, {"slug": "no-such-group"}
        for name in ("group", "group_settings", "group_closing", "group_join", "group_members",
                     "group_invite"):  # fmt: skip
            yield name, who, real, never
        yield "group_member", who, real | {"handle": "ben"}, never | {"handle": "ben"}
        yield "group_request", who, real | {"pk": request.key}, never | {"pk": request.key}
        yield "group_request", who, real | {"pk": NOTHING}, never | {"pk": NOTHING}
    yield "group_members", {"ada", "ben", "gus"}, {"slug": cast.board.slug}, {"slug": "no-such"}
    met = {"ada": everybody, "cleo": everybody - {"gus"}, "root.admin": everybody - {"gus"}}
    for handle, who in (met | {"eve": set()}).items():
        for name in ("profile", "follow"):
            yield name, who, {"handle": handle}, {"handle": "nobody.here"}
        real = {"handle": handle, "version": "abc"}
        yield "avatar", set(), real, {"handle": "nobody.here", "version": "abc"}
        in_square = {"slug": cast.square.slug, "handle": handle}
        yield "group_member", who, in_square, in_square | {"handle": "nobody.here"}
    for name in ("notification", "notification_done"):
        yield name, {"ada"}, {"pk": world.told_ada.key}, {"pk": NOTHING}


@pytest.mark.parametrize(
    ("name", "headers"),
    [(name, {}) for name in ("ada", "ben", "cleo", "gus", "admin", "eve", "nobody")]
    + [("cleo", FETCH), ("gus", FETCH), ("nobody", FETCH)],
)
def test_what_one_may_not_see_answers_like_what_never_was(
    world: World, name: str, headers: dict[str, str]
) -> None:
    addresses, client = every_address(), browser_of(world.cast, name)
    tried = set()

    for door, who, real, never in doors(world):
        if name in who:
            continue
        for method in DOORS[door]:
            there = addresses[door].format(**real)
            nowhere = addresses[door].format(**never)

            one = answer(client, method, there, real, headers)
            other = answer(client, method, nowhere, never, headers)

            assert one == other, f"{name}: {method} {there} tells apart from {nowhere}"
            tried.add(door)

    if name in {"eve", "nobody"}:
        assert tried == set(DOORS)


BODY_CASES: list[tuple[str, Callable[[World], tuple[str, dict[str, str]]], dict[str, str]]] = [
    ("/posts", lambda w: ("audience", {"audience": f"group:{w.cast.vault.slug}"}),
     {"audience": "group:no-such-group"}),
    ("/posts", lambda w: ("reply_to", {"reply_to": w.places["vault"].post.key}),
     {"reply_to": NOTHING}),
    ("/posts", lambda w: ("reply_to", {"reply_to": w.places["direct"].post.key}),
     {"reply_to": NOTHING}),
    ("/posts", lambda w: ("attachment", {"attachment": w.waiting.key}), {"attachment": NOTHING}),
    ("/posts", lambda w: ("attachment", {"attachment": w.places["vault"].file.key}),
     {"attachment": NOTHING}),
    ("/read", lambda w: ("feed", {"feed": f"group:{w.cast.vault.slug}"}),
     {"feed": "group:no-such-group"}),
    ("/read", lambda w: ("feed", {"feed": f"thread:{w.places['vault'].post.key}"}),
     {"feed": f"thread:{NOTHING}"}),
    ("/read", lambda w: ("feed", {"feed": f"conversation:{w.places['direct'].conversation.key}"}),  # type: ignore[union-attr]
     {"feed": f"conversation:{NOTHING}"}),
    ("/read", lambda w: ("feed", {"feed": "tag:tagvault"}), {"feed": "tag:nobodysaidthis"}),
    ("/read", lambda w: ("feed", {"feed": "profile:eve"}), {"feed": "profile:nobody.here"}),
    ("/updates", lambda w: ("feed", {"since": cursor_at(0), "feed": f"group:{w.cast.vault.slug}"}),
     {"feed": "group:no-such-group"}),
    ("/updates", lambda w: ("posts", {"since": cursor_at(0), "posts": w.places["vault"].post.key}),
     {"posts": NOTHING}),
    ("/search", lambda w: ("group", {"q": "seek", "group": w.cast.vault.slug}),
     {"group": "no-such-group"}),
    ("/search", lambda w: ("tag", {"q": "seek", "tag": "tagvault"}), {"tag": "nobodysaidthis"}),
    ("/search", lambda w: ("person", {"q": "seek", "person": "eve"}), {"person": "nobody.here"}),
    ("/search", lambda w: ("q", {"q": "seekvault"}), {"q": "nobodysaidthis"}),
    ("/messages/new", lambda w: ("to", {"to": "eve", "text": "Hi"}), {"to": "nobody.here"}),
    ("/settings/profile", lambda w: ("manager", {"manager": "@eve"}), {"manager": "@nobody.here"}),
]  # fmt: skip


@pytest.mark.parametrize("headers", [{}, FETCH], ids=["page", "script"])
@pytest.mark.parametrize("name", ["cleo", "gus", "admin"])
def test_a_form_that_names_the_unseen_answers_as_if_it_named_nothing(
    world: World, name: str, headers: dict[str, str]
) -> None:
    client = browser_of(world.cast, name)

    for path, real_of, never in BODY_CASES:
        field, real = real_of(world)
        how = "ask" if path in {"/updates", "/search"} else "post"
        one = answer(client, how, path, {"text": "Hello"} | real, headers, only=field)
        other = answer(client, how, path, {"text": "Hello"} | real | never, headers, only=field)

        assert one == other, (path, never)
        assert one[0] in {200, 303, 204, 404, 422}, (path, never)


@pytest.mark.parametrize("path", ["/messages/new?to={}", "/settings/profile", "/suggest?q=@{}"])
def test_to_a_guest_a_colleague_outside_is_nobody(world: World, path: str) -> None:
    client = browser_of(world.cast, "gus")
    method = "post" if path == "/settings/profile" else "get"

    one = answer(client, method, path.format("cleo"), {"manager": "cleo"}, {})
    other = answer(client, method, path.format("noone"), {"manager": "noone"}, {})

    assert one == other


def test_marking_and_following_a_tag_tell_nothing_of_its_use_in_private(world: World) -> None:
    client = browser_of(world.cast, "cleo")
    seen = []

    for tag in ("tagvault", "nobodysaidthis"):
        client.post("/read", {"feed": f"tag:{tag}"})
        client.post(f"/t/{tag}/follow", {"on": "1"})
        client.post("/read", {"feed": f"tag:{tag}"})
        seen.append([answer(client, "get", url, {"name": tag}, {}) for url in (f"/t/{tag}", "/")])
        client.post(f"/t/{tag}/follow", {"on": "0"})

    assert seen[0] == seen[1]


def test_how_a_tag_is_spelt_in_private_is_not_how_it_is_shown(world: World) -> None:
    a_post(by=world.cast.ben, group=world.cast.vault, text="#ProjectAurora")
    client = browser_of(world.cast, "cleo")

    client.post("/t/projectaurora/follow", {"on": "1"})
    a_post(by=world.cast.cleo, text="#projectaurora")

    for url in ("/", "/t/projectaurora", "/suggest?q=%23proj"):
        assert "ProjectAurora" not in body_of(client.get(url)), url
    a_post(by=world.cast.cleo, text="#projectAurora")
    assert Tag.objects.get(key="projectaurora").name == "projectAurora"


# -- Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cleo", "gus", "admin"])
def test_nothing_on_any_page_moves_when_something_happens_in_private(
    world: World, name: str
) -> None:
    cast, client = world.cast, browser_of(world.cast, name)
    # The position in the ledger moves with everything: pages and /updates carry it.
    urls = [url for url in every_page(world, "company") if "/updates" not in url]
    before = {url: answer(client, "get", url, {}, {}) for url in urls}

    for number in range(3):
        text = f"Again {number} #tagcompany #tagsquare @cleo @gus @root.admin"
        post = a_post(by=cast.ben, group=cast.vault, text=text)
        a_post(by=cast.ada, reply_to=post, text="#tagboard")
    conversation = world.places["direct"].conversation
    a_post(by=cast.ben, conversation=conversation, text="@cleo #tagcompany")

    for url in urls:
        assert answer(client, "get", url, {}, {}) == before[url], url


# -- Losing a right -------------------------------------------------------------------------------


def _removed(world: World, place: str) -> None:
    group = world.places[place].group
    assert group is not None
    remove_member(actor=world.cast.ada, group=group, user=world.cast.ben)


def _left(world: World, place: str) -> None:
    group = world.places[place].group
    assert group is not None
    leave_group(actor=world.cast.ben, group=group)


@pytest.mark.parametrize("lose", [_removed, _left])
@pytest.mark.parametrize("place", ["board", "vault"])
def test_out_of_the_group_nothing_of_it_is_left(
    world: World, place: str, lose: Callable[[World, str], None]
) -> None:
    here, client = world.places[place], browser_of(world.cast, "ben")
    add_bookmark(actor=world.cast.ben, post=here.reply)
    client.post("/read", {"feed": f"tag:{here.tag}"})
    client.post(f"/t/{here.tag}/follow", {"on": "1"})
    urls = list(every_page(world, place))
    assert any(here.words[0] in body_of(client.get(url)) for url in urls)

    lose(world, place)

    hidden = [*here.words, here.post.key, here.file.key, *([] if place == "board" else ["Vault"])]
    for url in urls:
        text = without_echo(body_of(client.get(url)), url)
        assert not [word for word in hidden if word in text], url
    draft = {"reply_to": here.post.key, "text": "My draft"}
    refused = client.post("/posts", draft)
    assert refused.status_code == 404
    assert "My draft" in body_of(refused)
    assert client.get(here.file.url).status_code == 404
    assert client.get(here.file.url, headers={"Range": "bytes=0-3"}).status_code == 404


def test_a_group_made_secret_is_gone_at_the_next_request(world: World) -> None:
    cast, client = world.cast, browser_of(world.cast, "cleo")
    add_bookmark(actor=cast.cleo, post=world.places["square"].post)
    urls = list(every_page(world, "square"))
    assert any("marksquare" in body_of(client.get(url)) for url in urls)

    change_group(actor=cast.ada, group=cast.square, visibility="secret")

    hidden = [*world.places["square"].words, "Town square", world.places["square"].tag]
    for url in urls:
        text = without_echo(body_of(client.get(url)), url)
        assert not [word for word in hidden if word in text], url


def test_a_retracted_post_leaves_its_place_and_no_words(world: World) -> None:
    here = world.places["company"]
    clients = [browser_of(world.cast, name) for name in ("ada", "ben", "cleo")]
    urls = list(every_page(world, "company"))

    retract_post(actor=world.cast.ben, post=here.post)

    hidden = [word for word in here.words if not word.startswith("answer")]
    for client in clients:
        for url in urls:
            text = without_echo(body_of(client.get(url)), url)
            assert not [word for word in [*hidden, here.tag] if word in text], url
        assert client.get(here.file.url).status_code == 404


def test_what_a_suspended_person_said_is_gone_and_so_are_they(world: World) -> None:
    here, client = world.places["direct"], browser_of(world.cast, "ada")
    a_post(by=world.cast.ben, conversation=here.conversation, text="lastwordofben")
    assert "lastwordofben" in body_of(client.get("/messages"))
    theirs = browser_of(world.cast, "ben")
    urls = list(every_page(world, "company"))

    suspend_user(actor=world.cast.admin, user=world.cast.ben, reason="Left")

    for url in urls:
        text = without_echo(body_of(client.get(url)), url)
        assert "lastwordofben" not in text, url
        assert "markcompany" not in text, url
        # With whom one spoke one knows; what they said is gone.
        assert url.startswith("/messages") or ">Ben<" not in text, url
    assert theirs.get("/").status_code == 302
    assert theirs.get(here.file.url).status_code == 302
    assert theirs.get("/cards", headers=FETCH).status_code == 401


def test_a_repost_taken_back_does_not_show_what_a_suspended_person_said(world: World) -> None:
    cast = world.cast
    undo_repost(actor=cast.ada, post=world.places["company"].post)
    suspend_user(actor=cast.admin, user=cast.ben, reason="Left")

    text = body_of(browser_of(cast, "cleo").get(f"/cards?ids={world.repost.key}", headers=FETCH))

    assert "markcompany" not in text


def test_an_owner_no_more_is_not_told_who_asks(world: World) -> None:
    cast = world.cast
    change_member_role(actor=cast.ada, group=cast.board, user=cast.ben, role="owner")
    a_request(cast.board, by=cast.cleo)
    client = browser_of(cast, "ben")
    assert "asks to join" in body_of(client.get("/notifications"))

    change_member_role(actor=cast.ada, group=cast.board, user=cast.ben, role="member")

    assert "asks to join" not in body_of(client.get("/notifications"))


def test_an_invitation_shows_the_door_and_nothing_behind_it(world: World) -> None:
    cast = world.cast
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    client = browser_of(cast, "cleo")

    assert "Vault" in body_of(client.get(f"/g/{cast.vault.slug}"))
    assert client.get(f"/g/{cast.vault.slug}/members").status_code == 404
    for url in every_page(world, "vault"):
        text = without_echo(body_of(client.get(url)), url)
        assert not [word for word in world.places["vault"].words if word in text], url


def test_the_manager_whom_a_guest_does_not_know_is_not_named(world: World) -> None:
    cast = world.cast
    User.objects.filter(pk=cast.ben.pk).update(manager=cast.cleo)

    assert "Cleo" not in body_of(browser_of(cast, "gus").get("/@ben"))
    assert "Cleo" in body_of(browser_of(cast, "ada").get("/@ben"))


def test_members_lists_leave_out_those_who_are_suspended(world: World) -> None:
    cast = world.cast
    assert Membership.objects.filter(user=cast.eve, group=cast.vault).exists()
    GroupInvitation.objects.create(
        group=cast.board, user=cast.eve, invited_by=cast.ada, created_at=cast.eve.created_at
    )

    text = body_of(browser_of(cast, "ada").get(f"/g/{cast.vault.slug}/members"))
    text += body_of(browser_of(cast, "ada").get(f"/g/{cast.board.slug}/members"))
    index = body_of(browser_of(cast, "ada").get("/groups"))

    assert "Eve" not in text
    assert "2 members" in text and "2 members" in index


# -- Reading answers ------------------------------------------------------------------------------


def browser_of(cast: Cast, name: str) -> Client:
    """Somebody's browser, in English. One of eve's was signed in before the suspension."""
    client = Client(headers={"Accept-Language": "en"})
    if name != "nobody":
        user = getattr(cast, name)
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
    return client


def body_of(response: HttpResponseBase) -> str:
    """The whole text of an answer."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response).decode(errors="replace")
    assert isinstance(response, HttpResponse)
    return response.content.decode(errors="replace")


def without_echo(text: str, url: str) -> str:
    """The text without the address that was asked for: a page may repeat what its reader typed."""
    path, _mark, query = url.partition("?")
    asked = [value for part in query.split("&") for value in part.partition("=")[2].split(",")]
    asked += [part for part in path.split("/") if len(part) > 1]
    for word in sorted({*asked, path, *(word.partition(":")[2] for word in asked)}, key=len)[::-1]:
        if len(word) > 2:
            text = text.replace(word.removeprefix("@"), "…")
    return text


def answer(
    client: Client,
    method: str,
    url: str,
    words: dict[str, str],
    headers: dict[str, str],
    only: str = "",
) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body, without what every answer has of its own and what was asked for."""
    data: Any = {"on": "1", "text": "Hello", "handle": "ben", "accept": "1"} | words
    if method == "post":
        response = client.post(url, data, headers=headers)
    else:
        response = client.get(url, words if method == "ask" else None, headers=headers)
    names = [only] if only else list(words)
    secrets = sorted((words[name] for name in names if words.get(name)), key=len, reverse=True)

    def bare(text: str) -> str:
        text = unquote(text)
        for word in secrets:
            text = re.sub(rf"(?<!\w){re.escape(word.lstrip('@'))}(?!\w)", "…", text)
        return _CHANGING.sub(r"\1", text)

    sent = [(key, bare(value)) for key, value in response.headers.items() if key not in _SAID_ONCE]
    length = [pair for pair in sent if pair[0] != "Content-Length"]
    return response.status_code, length, bare(body_of(response))
