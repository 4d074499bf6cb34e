"""Tokens taken back, people suspended, passwords changed, members removed: streams end."""

import time
from collections.abc import Callable

import pytest

from tests.api.streaming.apps import App, Ear, EventStream
from tests.pages import Stage

Opened = list[Ear | EventStream]

GRANT = """
from allauth.idp.oidc.adapter import get_adapter
from api.models import Grant
from api.actions.tokens import revoke_token
from api.actions.apps import remove_app
def grant(value):
    return Grant.objects.select_related("token", "app", "user").get(
        token__hash=get_adapter().hash_token(value))
"""


NEWCOMERS = """
from api.actions.apps import register_app
from api.actions.tokens import grant_token
from tests.builders import a_user
for handle in ("revoked", "removed", "suspended", "changed", "member"):
    app, _secret = register_app(name=handle, redirect_uris=["https://a.example/"], granted=["read"])
    grant_token(actor=a_user(f"new.{handle}"), app=app, granted=["read"], value=f"new-{handle}")
"""
MEMBER = """
from feeds.models import Membership
from microblog.lib import clock
Membership.objects.create(
    user=person("new.member"), group_id=%s, role="member", joined_at=clock.now())
"""


@pytest.fixture(scope="module")
def newcomers(stage: Stage, groups: dict[str, str]) -> dict[str, App]:
    """Those who lose something here are found nowhere else; each has an app of their own."""
    stage.act(NEWCOMERS + MEMBER % groups["Vault"])
    names = (*TAKING, "member")
    return {name: App(stage.servers[0], f"new-{name}") for name in names}


TAKING: dict[str, Callable[[App, str], str]] = {
    "revoked": lambda app, who: f"g = grant('{app.token}'); revoke_token(actor=g.user, grant=g)",
    "removed": lambda app, who: (
        f"remove_app(actor=person('root.admin'), app=grant('{app.token}').app)"
    ),
    "suspended": lambda app, who: (
        f"suspend_user(actor=person('root.admin'), user=person('{who}'), reason='Left')"
    ),
    "changed": lambda app, who: (
        "from allauth.account.signals import password_reset\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "from django.test import RequestFactory\n"
        f"user = person('{who}'); user.set_password('another one entirely'); user.save()\n"
        "request = RequestFactory().get('/')\n"
        "request.user, request.session = user, SessionStore()\n"
        "request.session.create()\n"
        "password_reset.send(sender=type(user), request=request, user=user)"
    ),
}


@pytest.mark.parametrize("how", TAKING)
def test_whose_token_counts_no_more_is_out_within_seconds(
    stage: Stage, ada: App, newcomers: dict[str, App], opened: Opened, how: str
) -> None:
    app = newcomers[how]
    ear, stream = app.hears("public"), app.follows("public")
    opened += [ear, stream]
    ada.says("All is well")
    assert ear.next("update")["id"] == stream.next("update")["id"]

    stage.act(GRANT + TAKING[how](app, f"new.{how}"))
    begun = time.monotonic()
    ear.is_closed(5.0)
    stream.is_closed(max(0.1, 5.0 - (time.monotonic() - begun)))
    ada.says("They hear it not")

    assert [len(ear.heard), len(stream.heard)] == [1, 1]


def test_who_is_taken_out_of_a_group_hears_it_no_more(
    stage: Stage, ada: App, newcomers: dict[str, App], groups: dict[str, str], opened: Opened
) -> None:
    ear = newcomers["member"].hears("user")
    opened.append(ear)
    ear.say("subscribe", stream="list", list=groups["Vault"])
    said = ada.says("Once", group_id=groups["Vault"], visibility="private")
    assert ear.next("update")["id"] == ear.next("update")["id"] == said["id"]

    stage.act(
        f"remove_member(actor=person('ada'), group=Group.objects.get(pk={groups['Vault']}),"
        " user=person('new.member'))"
    )
    ada.says("No more", group_id=groups["Vault"], visibility="private")
    time.sleep(1)

    assert len(ear.heard) == 2
