"""What tests of signing in and up share: an organization, people with proved addresses."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from accounts.actions.organization import change_organization
from accounts.models import Organization, User
from accounts.users import system
from tests.builders import PASSWORD as PASSWORD

_SECRET = re.compile(r'(csrfmiddlewaretoken" value=")[^"]*')
_LINK = re.compile(r"https?://[^\s<>\"]+")


def an_organization(*domains: str) -> Organization:
    return change_organization(actor=system(), domains=list(domains or ["acme.example"]))


def proved(user: User) -> User:
    """Somebody whose address allauth knows to be theirs."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_up(client: Client, email: str, *, name: str = "Newcomer", **fields: Any) -> Any:
    data = {"name": name, "email": email, "password1": PASSWORD} | fields
    return client.post("/signup", data)


def sign_in(client: Client, login: str, password: str = PASSWORD, **headers: Any) -> Any:
    return client.post("/login", {"login": login, "password": password}, **headers)


def mailed_link(number: int = -1) -> str:
    """The path of the first link of a mail."""
    found = _LINK.search(str(mail.outbox[number].body))
    assert found is not None
    return "/" + found[0].partition("://")[2].partition("/")[2]


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return client.get("/settings/profile").status_code == 200


def said(response: Any, *typed: str) -> str:
    """A page without the secret that each of its forms carries, and without what was `typed`."""
    text = _SECRET.sub(r"\1", response.content.decode())
    for word in typed:
        text = text.replace(word, "…")
    return text


class CountingHasher(MD5PasswordHasher):
    """What takes the time of a try to come in, counted."""

    made = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.made += 1
        return super().encode(password, salt)
