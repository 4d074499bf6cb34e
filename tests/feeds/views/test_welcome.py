"""The first-run guide, for newcomers and for the first administrator."""

import io
import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image

from accounts import organizations
from accounts.actions.users import edit_profile, finish_welcome
from accounts.models import Invitation, User
from feeds.actions.groups import close_group, invite_to_group
from feeds.models import Follow, Group, JoinRequest, Membership, Post
from ledger.models import Entry
from tests.builders import PASSWORD, a_group, a_user
from tests.cast import Cast

SignIn = Callable[[User], Client]

YOU = {
    "display_name": "Zoé Petit",
    "job_title": "Engineer",
    "department": "Sea",
    "site": "Brest",
    "time_zone": "Europe/Paris",
    "language": "en",
}


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def where(client: Client, address: str = "/welcome") -> str:
    return str(client.get(address).headers.get("Location"))


@pytest.fixture
def zoe(cast: Cast) -> User:
    return a_user("zoe", language="en")


def test_the_first_sign_in_leads_to_the_guide_and_later_ones_do_not(cast: Cast, zoe: User) -> None:
    EmailAddress.objects.create(user=zoe, email=zoe.email, verified=True, primary=True)
    client = Client()
    sign_in = {"login": "zoe@acme.example", "password": PASSWORD}

    first = client.post("/login", sign_in)
    client.post("/welcome/skip")
    client.post("/logout")
    second = client.post("/login", sign_in)

    assert first.headers["Location"] == "/welcome"
    assert second.headers["Location"] == "/"


def test_the_steps_come_in_turn_and_end_at_home(cast: Cast, zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)

    assert where(client) == "/welcome/you"
    assert client.post("/welcome/you", YOU).headers["Location"] == "/welcome/team"
    to = client.post("/welcome/team", {"person": ["ada", "ben"], "group": [cast.square.slug]})
    assert to.headers["Location"] == "/welcome/post"
    end = client.post("/welcome/post", {"text": "Hello", "audience": "company"})

    assert end.headers["Location"] == "/"
    zoe.refresh_from_db()
    assert zoe.welcomed_at is not None
    assert (zoe.display_name, zoe.department, zoe.site) == ("Zoé Petit", "Sea", "Brest")
    assert Follow.objects.filter(follower=zoe).count() == 2
    assert Membership.objects.filter(user=zoe, group=cast.square).exists()
    assert Post.objects.get(author=zoe).text == "Hello"
    assert Entry.objects.filter(action="user.welcomed").count() == 1
    assert where(client) == "/"
    assert where(client, "/welcome/you") == "/"


def test_every_step_and_the_guide_may_be_skipped(zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)

    for name, then in (("you", "/welcome/team"), ("team", "/welcome/post"), ("post", "/")):
        assert where(client) == f"/welcome/{name}"
        assert client.post(f"/welcome/{name}", {"skip": "1"}).headers["Location"] == then

    zoe.refresh_from_db()
    assert zoe.welcomed_at is not None
    assert not Post.objects.filter(author=zoe).exists()


def test_home_offers_the_guide_until_it_is_done(zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)
    assert 'href="/welcome"' in page(client, "/")

    client.post("/welcome/skip")

    assert 'href="/welcome"' not in page(client, "/")


def test_one_goes_on_where_one_left_off_on_another_device(zoe: User, as_user: SignIn) -> None:
    as_user(zoe).post("/welcome/you", YOU)

    assert where(as_user(zoe)) == "/welcome/team"


def test_a_photo_may_come_with_the_first_step(zoe: User, as_user: SignIn) -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    client = as_user(zoe)

    client.post("/welcome/you", YOU | {"photo": SimpleUploadedFile("me.png", file.getvalue())})

    zoe.refresh_from_db()
    assert zoe.avatar


def test_what_is_refused_says_why_and_stays(zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)

    name = client.post("/welcome/you", YOU | {"display_name": "\u200b", "site": "Brest"})
    photo = client.post("/welcome/you", YOU | {"photo": SimpleUploadedFile("x.png", b"<svg>")})
    post = client.post("/welcome/post", {"text": "x" * 600, "audience": "company"})

    assert [name.status_code, photo.status_code, post.status_code] == [422, 422, 422]
    assert 'value="Brest"' in name.content.decode()
    assert 'role="alert"' in photo.content.decode()
    assert "x" * 600 in post.content.decode()
    zoe.refresh_from_db()
    assert zoe.display_name == "Zoe"
    assert not zoe.avatar


def test_people_near_are_suggested_first_and_say_why(
    cast: Cast, zoe: User, as_user: SignIn
) -> None:
    edit_profile(actor=cast.cleo, user=cast.cleo, site="Brest")
    edit_profile(actor=cast.ben, user=cast.ben, department="Sea")
    edit_profile(actor=zoe, user=zoe, department="Sea", site="Brest", manager=cast.ada)

    shown = page(as_user(zoe), "/welcome/team")

    assert re.findall(r'name="person" value="([^"]+)"', shown) == ["ada", "ben", "cleo"]
    assert "Your manager" in shown
    assert "checked" not in shown


def test_groups_out_of_sight_or_without_an_open_door_are_not_suggested(
    cast: Cast, zoe: User, as_user: SignIn
) -> None:
    close_group(actor=cast.ada, group=a_group("Former", owner=cast.ada))
    client = as_user(zoe)

    before = page(client, "/welcome/team")
    invite_to_group(actor=cast.ada, group=cast.vault, user=zoe)
    after = page(client, "/welcome/team")

    assert re.findall(r'name="group" value="([^"]+)"', before) == [cast.square.slug]
    assert re.findall(r'name="group" value="([^"]+)"', after) == [cast.vault.slug, cast.square.slug]
    assert "Board" not in before
    assert "Vault" not in before


def test_what_one_may_not_know_of_cannot_be_chosen(cast: Cast, zoe: User, as_user: SignIn) -> None:
    chosen = {"person": ["eve", "nobody", "zoe"], "group": [cast.vault.slug, "nowhere"]}

    response = as_user(zoe).post("/welcome/team", chosen)

    assert response.status_code == 303
    assert not Follow.objects.filter(follower=zoe).exists()
    assert not Membership.objects.filter(user=zoe).exists()
    assert not JoinRequest.objects.filter(user=zoe).exists()


def test_a_guest_is_shown_only_people_of_their_groups(cast: Cast, as_user: SignIn) -> None:
    edit_profile(actor=cast.gus, user=cast.gus, site="Brest")
    for person in (cast.cleo, cast.ben):
        edit_profile(actor=person, user=person, site="Brest")

    shown = page(as_user(cast.gus), "/welcome/team")

    assert re.findall(r'name="person" value="([^"]+)"', shown) == ["ben"]
    assert 'name="group"' not in shown
    assert as_user(cast.gus).get("/welcome/organization").status_code == 404


def test_steps_of_others_do_not_exist(zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)

    for name in ("organization", "invite", "nothing"):
        assert client.get(f"/welcome/{name}").status_code == 404
        assert (
            client.post(f"/welcome/{name}", {"name": "Mine", "quota": 5, "days": 5}).status_code
            == 404
        )
    assert organizations.current().name != "Mine"
    assert not Invitation.objects.filter(invited_by=zoe).exists()


def test_a_beginning_fills_the_first_post(zoe: User, as_user: SignIn) -> None:
    client = as_user(zoe)

    assert ">Today I </textarea>" in page(client, "/welcome/post?start=1")
    for start in ("9", "-1", "x", "１"):
        assert ">" in page(client, f"/welcome/post?start={start}")


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    assert where(Client()).startswith("/login")
    assert where(Client(), "/welcome/you").startswith("/login")


def test_the_first_administrator_names_the_network_and_invites(db: None) -> None:
    out = io.StringIO()
    call_command("first_admin", stdout=out)
    link = re.search(r"/join/\S+", out.getvalue())
    assert link is not None
    client = Client()
    client.post(link[0])
    signed_up = client.post(
        "/signup", {"name": "Root Admin", "email": "root@acme.example", "password1": PASSWORD}
    )

    assert signed_up.headers["Location"] == "/welcome"
    assert where(client) == "/welcome/organization"
    named = client.post("/welcome/organization", {"name": "Acme", "domains": "acme.example"})
    assert named.headers["Location"] == "/welcome/you"
    # There is nobody to follow and no group to join yet.
    assert client.post("/welcome/you", YOU).headers["Location"] == "/welcome/invite"
    made = client.post("/welcome/invite", {"quota": "10", "days": "7"}).content.decode()
    assert re.search(r'value="http[^"]+/join/[^"]+"', made)
    assert client.post("/welcome/invite", {"skip": "1"}).headers["Location"] == "/welcome/post"
    end = client.post("/welcome/post", {"text": "Welcome to Acme", "audience": "company"})
    assert end.headers["Location"] == "/"
    assert organizations.current().domains == ["acme.example"]
    assert not Group.objects.exists()


def test_a_domain_that_is_none_is_refused(cast: Cast, as_user: SignIn) -> None:
    response = as_user(cast.admin).post(
        "/welcome/organization", {"name": "A", "domains": "no domain!"}
    )

    assert response.status_code == 422
    assert "no domain!" in response.content.decode()


def test_a_guide_that_is_done_is_not_done_again(zoe: User, as_user: SignIn) -> None:
    finish_welcome(actor=zoe)

    as_user(zoe).post("/welcome/skip")

    assert Entry.objects.filter(action="user.welcomed").count() == 1
