"""Who gets in: addresses of the organization, and people who hold an invitation."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection, connections
from django.test import Client

from accounts.actions.invitations import create_invitation, revoke_invitation
from accounts.actions.users import register_user, suspend_user
from accounts.models import Invitation, User
from accounts.users import RESERVED
from ledger.models import Entry
from microblog.lib import clock
from tests.accounts.doors import (
    an_organization,
    is_in,
    mailed_link,
    proved,
    said,
    sign_in,
    sign_up,
)
from tests.builders import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> User:
    an_organization()
    return a_user("root.admin", role="admin")


@pytest.mark.parametrize(
    "email",
    [
        "x@evil.test",
        "x@eu.acme.example",
        "x@acme.example.evil.test",
        "x@notacme.example",
        "x@evil.test@acme.example",
        '"x@acme.example"@evil.test',
        "x%evil.test@acme.example",
        "x@аcme.example",  # noqa: RUF001  Cyrillic a
        "x@ａcme.example",
        "x@acme.example.",
        "x@acme.example\r\nBcc: all@acme.example",
        "=?utf-8?q?x=40evil.test=3e?=@acme.example",
    ],
)
def test_only_addresses_of_the_organization_sign_up(admin: User, email: str) -> None:
    client = Client()

    refused = sign_up(client, email)

    assert refused.status_code in {400, 422}
    assert not User.objects.filter(display_name="Newcomer").exists()
    assert not mail.outbox


def test_nobody_is_in_before_their_address_is_proved(admin: User) -> None:
    client = Client()

    answer = sign_up(client, "Nina@ACME.example", name="Nina")

    nina = User.objects.get(email="nina@acme.example")
    assert answer.status_code == 302
    assert not is_in(client)
    assert not User.objects.visible_to(admin).filter(pk=nina.pk).exists()
    assert sign_in(Client(), "nina@acme.example").headers["Location"] == "/confirm"

    link = mailed_link()
    assert Client().get(link).status_code == 200
    assert not User.objects.visible_to(admin).filter(pk=nina.pk).exists()
    client.post(link)

    assert User.objects.visible_to(admin).filter(pk=nina.pk).exists()
    assert Entry.objects.filter(action="user.joined", actor__endswith=nina.key).count() == 1
    other = Client()
    sign_in(other, "nina@acme.example")
    assert is_in(other)


def test_a_link_of_confirmation_works_once_and_not_when_it_is_made_up(admin: User) -> None:
    sign_up(Client(), "nina@acme.example")
    link = mailed_link()
    Client().post(link)

    for path in (link, "/confirm/made-up", "/confirm/" + "x" * 500):
        assert Client().get(path).status_code in {200, 404}
        Client().post(path)

    assert Entry.objects.filter(action="user.joined").count() == 2  # root.admin and she


def test_an_address_that_is_taken_gets_the_same_answer(admin: User) -> None:
    proved(a_user("ben"))
    answers = []

    for email in ("ben@acme.example", "new@acme.example"):
        client = Client()
        answer = sign_up(client, email)
        page = client.get(answer.headers["Location"])
        answers.append((answer.status_code, answer.headers["Location"], said(page, email)))

    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2
    assert "/password/reset" in str(mail.outbox[0].body)
    assert User.objects.filter(email="ben@acme.example").count() == 1


def test_what_one_may_not_choose_is_ignored(admin: User) -> None:
    sign_up(Client(), "x@acme.example", role="admin", is_active="1", joined_at="2020-01-01",
            handle="root", is_system="1", username="sillage")  # fmt: skip

    made = User.objects.get(email="x@acme.example")
    assert (made.role, made.joined_at, made.is_system, made.handle) == ("member", None, False, "x")


@pytest.mark.parametrize("word", ["admin", "login", "everyone", "support"])
def test_no_handle_passes_for_somebody_in_charge(admin: User, word: str) -> None:
    sign_up(Client(), f"{word}@acme.example")

    assert word in RESERVED
    assert User.objects.get(email=f"{word}@acme.example").handle == f"{word}.x"


@pytest.mark.parametrize(
    "password", ["short", "password123", "8912345678", "nina.acme@acme", "\x00" * 12]
)
def test_weak_passwords_are_refused_and_nothing_else_is_lost(admin: User, password: str) -> None:
    refused = sign_up(Client(), "nina.acme@acme.example", name="Nina N", password1=password)

    assert refused.status_code in {400, 422}
    assert refused.status_code == 400 or b"Nina N" in refused.content
    assert f'value="{password}"'.encode() not in refused.content
    assert not User.objects.filter(email="nina.acme@acme.example").exists()


def test_an_enormous_password_costs_nothing(admin: User) -> None:
    assert sign_up(Client(), "n@acme.example", password1="a" * 1_000_000).status_code == 422
    a_user("ben")
    assert sign_in(Client(), "ben", "a" * 1_000_000).status_code == 422


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\u200b", "x" * 81, "two\nlines", "\u202eevil\u2069"]
)
def test_a_name_can_be_read(admin: User, name: str) -> None:
    answer = sign_up(Client(), "nina@acme.example", name=name)

    made = User.objects.filter(email="nina@acme.example").first()
    assert answer.status_code == 422 or (made is not None and made.display_name == "evil")


def test_two_with_one_name_get_two_handles(admin: User) -> None:
    a_user("nina")

    sign_up(Client(), "NINA@acme.example".replace("NINA", "ni.na"))
    sign_up(Client(), "nina+work@acme.example")

    handles = set(User.objects.values_list("handle", flat=True))
    assert handles >= {"nina", "ni.na", "nina.work"}


def test_without_domains_sign_up_is_closed(db: None) -> None:
    page = Client().get("/signup")

    assert b"<form" not in page.content or b'name="email"' not in page.content
    assert sign_up(Client(), "x@acme.example").status_code in {200, 403}
    assert not User.objects.filter(email="x@acme.example").exists()


# -- Invitations ----------------------------------------------------------------------------------


def invited(admin: User, **fields: Any) -> tuple[Invitation, str]:
    return create_invitation(actor=admin, **fields)


def follow(token: str) -> Client:
    client = Client()
    assert client.get(f"/join/{token}").status_code == 200
    assert client.post(f"/join/{token}").status_code == 302
    return client


def test_an_invitation_lets_an_outsider_in_with_its_role(admin: User) -> None:
    row, token = invited(admin, email="Guest@Partner.example", role="guest")
    client = follow(token)

    sign_up(client, "guest@partner.example")

    made = User.objects.get(email="guest@partner.example")
    row.refresh_from_db()
    assert (made.role, row.used) == ("guest", 1)
    # The link came by mail to this address: it is proved.
    assert made.joined_at is not None
    assert is_in(client)


def test_a_link_for_whoever_has_it_still_asks_for_a_proof(admin: User) -> None:
    _row, token = invited(admin)
    client = follow(token)

    sign_up(client, "someone@partner.example")

    assert not is_in(client)
    assert User.objects.get(email="someone@partner.example").joined_at is None


def test_an_invitation_is_for_its_address_only(admin: User) -> None:
    _row, token = invited(admin, email="a@partner.example")

    refused = sign_up(follow(token), "b@partner.example")

    assert refused.status_code == 422
    assert b"b@partner.example" in refused.content
    assert not User.objects.filter(email="b@partner.example").exists()


def _expired(admin: User, row: Invitation) -> None:
    Invitation.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(seconds=1))


def _revoked(admin: User, row: Invitation) -> None:
    revoke_invitation(actor=admin, invitation=row)


def _used(admin: User, row: Invitation) -> None:
    Invitation.objects.filter(pk=row.pk).update(used=1)


def _inviter_suspended(admin: User, row: Invitation) -> None:
    suspend_user(actor=a_user("second.admin", role="admin"), user=admin, reason="Left")


@pytest.mark.parametrize("end", [_expired, _revoked, _used, _inviter_suspended])
def test_an_invitation_that_ended_is_as_one_that_never_was(admin: User, end: Any) -> None:
    row, token = invited(admin)
    holder = follow(token)

    end(admin, row)

    pages = [Client().get(f"/join/{text}") for text in (token, "never-was-one")]
    assert [page.status_code for page in pages] == [404, 404]
    assert said(pages[0], token) == said(pages[1], "never-was-one")
    assert Client().post(f"/join/{token}").status_code == 404
    # Also for whoever followed it before it ended.
    assert sign_up(holder, "late@partner.example").status_code == 422
    assert not User.objects.filter(email="late@partner.example").exists()


def test_the_quota_of_an_invitation_is_kept(admin: User) -> None:
    _row, token = invited(admin, quota=2)
    holders = [follow(token) for _ in range(3)]

    for number, client in enumerate(holders):
        sign_up(client, f"p{number}@partner.example")

    assert User.objects.filter(email__endswith="@partner.example").count() == 2


def test_a_used_invitation_is_held_no_longer(admin: User) -> None:
    _row, token = invited(admin, quota=5)
    client = follow(token)
    sign_up(client, "one@partner.example")

    assert sign_up(client, "two@partner.example").status_code == 422


def test_the_place_that_goes_while_one_types_is_said_on_the_form(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, token = invited(admin)
    client = follow(token)

    def late(**fields: Any) -> User:
        # Between the check of the form and the taking of the place, somebody else takes it.
        Invitation.objects.filter(pk=row.pk).update(used=1)
        return register_user(**fields)

    monkeypatch.setattr("accounts.adapter.register_user", late)
    refused = sign_up(client, "late@partner.example", name="Late Comer")

    assert refused.status_code == 422
    assert b"Late Comer" in refused.content
    assert not User.objects.filter(email="late@partner.example").exists()


def test_an_invitation_that_ends_after_the_form_was_checked_makes_no_account(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, token = invited(admin)
    client = follow(token)

    def late(self: object, email: str) -> str:
        Invitation.objects.filter(pk=row.pk).update(used=1)
        return email

    monkeypatch.setattr("accounts.forms.signup.SignupForm.validate_unique_email", late)
    refused = sign_up(client, "late@partner.example")

    assert refused.status_code == 422
    assert not User.objects.filter(email="late@partner.example").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_ten_at_once_do_not_exceed_the_quota() -> None:
    an_organization()
    admin = a_user("root.admin", role="admin")
    _row, token = invited(admin, quota=3)
    holders = [follow(token) for _ in range(10)]
    start = threading.Barrier(10)

    def enter(number: int) -> None:
        start.wait()
        try:
            sign_up(holders[number], f"p{number}@partner.example")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.filter(email__endswith="@partner.example").count() == 3
    assert Invitation.objects.get().used == 3


def test_only_administrators_see_and_make_invitations(admin: User) -> None:
    row, _token = invited(admin)
    member, boss = Client(), Client()
    member.force_login(a_user("ben"))
    boss.force_login(admin)

    assert member.get("/invitations").status_code == 403
    assert member.post("/invitations", {"quota": 1, "days": 7, "role": "member"}).status_code == 403
    assert member.post(f"/invitations/{row.key}/revoke").status_code == 403
    assert member.get("/organization").status_code == 403
    made = boss.post("/invitations", {"quota": 1, "days": 7, "role": "member"})
    assert made.status_code == 200
    assert b"/join/" in made.content
    assert made.headers["Cache-Control"] == "no-store"
    assert b"/join/" not in boss.get("/invitations").content


@pytest.mark.parametrize(
    ("field", "value"),
    [("quota", "0"), ("quota", "501"), ("quota", "9" * 5000), ("days", "91"), ("days", "-1"),
     ("role", "emperor"), ("email", "not an address"), ("note", "x" * 201)],
)  # fmt: skip
def test_an_impossible_invitation_is_refused_with_the_reason(
    admin: User, field: str, value: str
) -> None:
    boss = Client()
    boss.force_login(admin)
    data = {"quota": "1", "days": "7", "role": "member", "note": "Kept as typed"} | {field: value}

    refused = boss.post("/invitations", data)

    assert refused.status_code == 422
    assert field == "note" or b"Kept as typed" in refused.content
    assert not Invitation.objects.exists()


def test_an_invitation_held_by_a_browser_does_not_follow_into_an_account(admin: User) -> None:
    _row, token = invited(admin)
    ben = proved(a_user("ben"))
    client = follow(token)
    sign_in(client, "ben")

    client.post("/email", {"email": "ben@evil.test", "action_add": ""})

    assert not EmailAddress.objects.filter(user=ben, email="ben@evil.test").exists()
