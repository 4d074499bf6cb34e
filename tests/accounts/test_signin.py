"""Signing in, out and back in after a forgotten password; and what ends it at once."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.actions.users import reinstate_user, suspend_user
from accounts.models import User
from ledger.models import Entry
from tests.accounts.doors import (
    PASSWORD,
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
def ben(db: None) -> User:
    an_organization()
    return proved(a_user("ben"))


@pytest.fixture
def admin(db: None) -> User:
    return proved(a_user("root.admin", role="admin"))


@pytest.mark.parametrize("login", ["ben@acme.example", "BEN@Acme.Example", "ben", " ben "])
def test_one_signs_in_by_address_or_handle(ben: User, login: str) -> None:
    client = Client()

    sign_in(client, login)

    assert is_in(client)


def test_an_unknown_person_and_a_wrong_password_look_alike(ben: User) -> None:
    for known, unknown in (("ben@acme.example", "nobody@acme.example"), ("ben", "nobody")):
        one = sign_in(Client(), known, "wrong password")
        other = sign_in(Client(), unknown, "wrong password")

        assert one.status_code == other.status_code == 422
        assert said(one, known) == said(other, unknown)


@pytest.mark.parametrize(
    ("next_page", "goes_to"),
    [
        ("/company", "/company"),
        ("//evil.test/", "/"),
        ("https://evil.test/", "/"),
        ("/\\evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.test", "/"),
        ("\t//evil.test", "/"),
        ("/%09//evil.test", "/%09//evil.test"),
        ("/p/é", "/p/%C3%A9"),
    ],
)
def test_one_comes_back_to_a_page_of_this_site_only(
    ben: User, next_page: str, goes_to: str
) -> None:
    User.objects.update(welcomed_at=ben.created_at)
    for method in ("query", "field"):
        client = Client()
        url = "/login" if method == "field" else f"/login?{_query(next_page)}"
        data = {"login": "ben", "password": PASSWORD}
        answer = client.post(url, data | ({"next": next_page} if method == "field" else {}))

        assert answer.status_code == 302
        assert answer.headers["Location"] == goes_to


def _query(next_page: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"next": next_page})


def test_tries_are_counted_whatever_a_header_says(ben: User) -> None:
    for number in range(5):
        client = Client(headers={"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": "10.1.1.1"})
        assert sign_in(client, "ben", "wrong").status_code == 422

    refused = sign_in(Client(headers={"X-Forwarded-For": "10.9.9.9"}), "ben", "wrong")
    locked_out = sign_in(Client(), "ben")

    assert refused.status_code == locked_out.status_code == 429
    assert said(refused, "ben") == said(locked_out, "ben")


@pytest.mark.parametrize("login", ["BEN@acme.example", " ben@acme.example"])
def test_other_spellings_of_an_address_count_as_one(ben: User, login: str) -> None:
    for _ in range(5):
        sign_in(Client(), "ben@acme.example", "wrong")

    assert sign_in(Client(), login, "wrong").status_code == 429


def test_one_address_cannot_try_many_accounts(ben: User) -> None:
    answers = [sign_in(Client(), f"person{n}", "wrong").status_code for n in range(31)]

    assert answers[0] == 422
    assert answers[-1] == 429


def test_mails_cannot_be_asked_for_without_end(ben: User) -> None:
    answers = [
        Client().post("/password/reset", {"email": "ben@acme.example"}).status_code
        for _ in range(8)
    ]

    assert 429 in answers
    assert len(mail.outbox) <= 5


def test_a_page_says_that_there_were_too_many_tries(ben: User) -> None:
    for _ in range(30):
        answer = sign_up(Client(headers={"Accept-Language": "en"}), "x@acme.example", name="")

    assert answer.status_code == 429
    assert b"Too many tries" in answer.content


# -- The forgotten password -----------------------------------------------------------------------


def test_a_reset_says_the_same_for_everybody(ben: User) -> None:
    answers = []
    for email in ("ben@acme.example", "nobody@acme.example"):
        client = Client()
        answer = client.post("/password/reset", {"email": email})
        page = said(client.get(answer.headers["Location"]), email)
        answers.append((answer.status_code, answer.headers["Location"], page))

    assert answers[0] == answers[1]
    assert answers[0][0] == 302


def reset(link: str, password: str) -> Any:
    client = Client()
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(path, {"password1": password, "password2": password})


def test_a_new_password_ends_every_session(ben: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "ben")
    Client().post("/password/reset", {"email": "ben@acme.example"})

    reset(mailed_link(), "a new long sentence")

    assert not is_in(elsewhere)
    client = Client()
    assert sign_in(client, "ben").status_code == 422
    sign_in(client, "ben", "a new long sentence")
    assert is_in(client)


def test_a_reset_link_works_once(ben: User) -> None:
    Client().post("/password/reset", {"email": "ben@acme.example"})
    link = mailed_link()
    reset(link, "a new long sentence")

    reset(link, "another long sentence")

    assert User.objects.get(pk=ben.pk).check_password("a new long sentence")


def test_a_guest_of_another_domain_gets_a_link_too(ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(email="ben@partner.example")
    ben.refresh_from_db()
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update(email="ben@partner.example")

    Client().post("/password/reset", {"email": "ben@partner.example"})

    assert mailed_link().startswith("/password/reset/")


def test_a_reset_proves_the_address_and_then_colleagues_know_of_the_person(ben: User) -> None:
    sign_up(Client(), "nina@acme.example")
    Client().post("/password/reset", {"email": "nina@acme.example"})

    reset(mailed_link(), "a new long sentence")

    client = Client()
    sign_in(client, "nina", "a new long sentence")
    assert is_in(client) == (User.objects.get(handle="nina").joined_at is not None)


@pytest.mark.parametrize("host", ["evil.test", "localhost:666", "127.0.0.1"])
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_mails_lead_here_whatever_host_was_named(ben: User, host: str, header: str) -> None:
    client = Client(headers={header: host})
    client.post("/password/reset", {"email": "ben@acme.example"})
    client.post("/signup", {"name": "X", "email": "x@acme.example", "password1": PASSWORD})

    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        assert "evil.test" not in text
        assert ":666" not in text
        assert "http://localhost:8000/" in text


def test_a_host_that_is_not_ours_is_refused_in_both_languages(ben: User) -> None:
    answer = Client(headers={"Host": "evil.test"}).get("/login")

    assert answer.status_code == 400
    assert b"evil.test" not in answer.content
    assert b'lang="fr"' in answer.content and b'lang="en"' in answer.content


# -- Sessions -------------------------------------------------------------------------------------


def test_the_session_is_another_one_after_signing_in(ben: User) -> None:
    client = Client()
    client.get("/login")
    client.post("/language", {"language": "en"})
    before = client.session.session_key

    sign_in(client, "ben")

    assert client.session.session_key not in {None, before}


def test_cookies_are_for_the_server_only(ben: User) -> None:
    client = Client()
    sign_in(client, "ben")

    cookie = client.cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"]


def test_signed_out_is_signed_out(ben: User) -> None:
    client, copy = Client(), Client()
    sign_in(client, "ben")
    copy.cookies["session"] = client.cookies["session"].value
    assert is_in(copy)

    client.post("/logout")

    assert not is_in(copy)
    assert client.get("/logout").status_code == 405


def test_one_device_can_be_signed_out_from_another(ben: User) -> None:
    here, there = Client(), Client()
    sign_in(here, "ben")
    sign_in(there, "ben")

    here.post("/settings/security", {"session": "others"})

    assert is_in(here)
    assert not is_in(there)


def test_nobody_signs_out_somebody_else(ben: User) -> None:
    from allauth.usersessions.models import UserSession

    proved(a_user("cleo"))
    theirs, mine = Client(), Client()
    sign_in(theirs, "cleo")
    sign_in(mine, "ben")
    session = UserSession.objects.get(user__handle="cleo")

    mine.post("/settings/security", {"session": str(session.pk)})

    assert is_in(theirs)


def test_a_suspended_person_is_out_everywhere_and_stays_out(ben: User, admin: User) -> None:
    devices = [Client(), Client()]
    for client in devices:
        sign_in(client, "ben")
    Client().post("/password/reset", {"email": "ben@acme.example"})
    link = mailed_link()

    suspend_user(actor=admin, user=ben, reason="Left")

    assert not any(is_in(client) for client in devices)
    assert sign_in(Client(), "ben").headers["Location"] == "/account/inactive"
    reset(link, "a new long sentence")
    assert User.objects.get(pk=ben.pk).check_password(PASSWORD)

    reinstate_user(actor=admin, user=ben, reason="Back")

    assert not any(is_in(client) for client in devices)
    again = Client()
    sign_in(again, "ben")
    assert is_in(again)


def test_a_reset_for_a_suspended_person_sends_no_link(ben: User, admin: User) -> None:
    suspend_user(actor=admin, user=ben, reason="Left")

    Client().post("/password/reset", {"email": "ben@acme.example"})

    assert not any("/password/reset/" in str(message.body) for message in mail.outbox)


def test_the_address_of_an_account_is_not_changed_by_a_form(ben: User) -> None:
    client = Client()
    sign_in(client, "ben")

    answer = client.post("/email", {"email": "ben@evil.test", "action_add": ""})

    assert answer.status_code == 405
    assert not Entry.objects.filter(action="user.email_changed").exists()
    assert User.objects.get(pk=ben.pk).email == "ben@acme.example"


def test_a_password_is_changed_by_whoever_knows_it(ben: User) -> None:
    client = Client()
    sign_in(client, "ben")
    new = {"password1": "a new long sentence", "password2": "a new long sentence"}

    refused = client.post("/password/change", {"oldpassword": "wrong"} | new)
    client.post("/password/change", {"oldpassword": PASSWORD} | new)

    assert refused.status_code == 422
    assert User.objects.get(pk=ben.pk).check_password("a new long sentence")
