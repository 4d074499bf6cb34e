"""Every address asks who is there, save those that are for people who are not in yet."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver

from microblog.lib.ids import encode
from tests.addresses import every_pattern
from tests.architecture.sources import say

pytestmark = pytest.mark.django_db

# Open to everybody, and why.
OPEN = {
    "account_login": "the door",
    "account_logout": "who is out already stays out",
    "account_signup": "the door for people of the organization",
    "account_inactive": "says that an account is closed",
    "account_email_verification_sent": "says that a mail is under way",
    "account_confirm_email": "the link of that mail",
    "account_reset_password": "asks for a new password",
    "account_reset_password_done": "says that a mail is under way",
    "account_reset_password_from_key": "the link of that mail",
    "account_reset_password_from_key_done": "says that it is done",
    "join": "the link of an invitation",
    "set_language": "French or English, before one signs in",
    "offline": "kept on the device, says nothing of anybody",
    "service_worker": "the browser asks for it without cookies",
    "manifest": "the browser asks for it without cookies",
    "favicon": "the browser asks for it without cookies",
    "oauth_authorize": "sends to sign in, or says that the app is not known",
    "oauth_metadata": "what OAuth is like here, for apps",
    "oauth_token": "an app shows its own secret",
    "oauth_revoke": "an app shows its own secret",
    "api_apps": "apps register before anybody is there",
    "api_v1_instance": "what kind of server this is, for apps",
    "api_v2_instance": "what kind of server this is, for apps",
    "api_rules": "that there are none, for apps",
    "api_description": "that there is none, for apps",
    "api_privacy_policy": "that there is none, for apps",
    "api_terms": "that there are none, for apps",
    "api_languages": "what this product speaks, for apps",
    "api_translation": "that there is none, for apps",
    "api_custom_emojis": "that there are none, for apps",
    "api_file": "the address itself is signed for one token",
    "nodeinfo_links": "what kind of server this is, for apps",
    "nodeinfo": "what kind of server this is, for apps",
    "host_meta": "what kind of server this is, for apps",
    "health": "that somebody answers",
}
# One value for every parameter an address may have.
VALUES = {
    "pk": encode(12345),
    "id": "12345",
    "account_id": "12345",
    "status_id": "12345",
    "door": "x",
    "slug": "square",
    "handle": "ada",
    "name": "tag",
    "kind": "idea",
    "use": "full",
    "version": "x",
    "token": "x",
    "key": "x",
    "uidb36": "x",
}


def _names() -> list[str]:
    return [str(pattern.name) for _address, pattern in every_pattern()]


def _addresses() -> Iterator[tuple[str, str]]:
    """Name and an example of each address, filled in by its own pattern."""
    resolver = get_resolver()
    for name in _names():
        for example, parameters in resolver.reverse_dict.getlist(name)[0][0]:
            yield name, "/" + example % {key: VALUES[key] for key in parameters}


def test_nobody_is_let_in_without_signing_in(client: Client) -> None:
    rule = (
        "Every address is for people who are signed in: @signed_in on its view. Is this one for"
        " people who are not in yet? Add it to OPEN and say why."
    )
    found = []

    for name, address in _addresses():
        for verb in ("get", "post", "head", "put", "delete"):
            status = getattr(client, verb)(address)
            leads_in = status.headers.get("Location", "").startswith("/login?next=")
            refused = leads_in or status.status_code in {401, 405}
            if name not in OPEN and not refused:
                found.append(f"{verb.upper()} {address} ({name}) answered {status.status_code}")

    assert not found, say(rule, found)


def test_what_is_open_exists() -> None:
    assert set(OPEN) <= set(_names())


def test_a_script_hears_that_the_session_ended(client: Client) -> None:
    answer = client.get("/", headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 401
