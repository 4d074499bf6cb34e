"""Tokens are given and taken back."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import users
from accounts.models import User
from api import policies
from api.models import App, Grant
from ledger.recording import label, record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed

GRANTED = "token.granted"
REVOKED = "token.revoked"

# A use is noted this seldom: reading must not cost a write each time.
NOTED_EVERY = timedelta(minutes=10)


def new_value() -> str:
    """A token as an app keeps it; here only its hash is kept."""
    return secrets.token_urlsafe(48)


@transaction.atomic
def grant_token(
    *, actor: User | None, app: App, granted: Sequence[str], value: str, lifetime: int = 0
) -> Grant:
    """Give an app a token for the actor, or (without one) for itself. `lifetime` is in seconds."""
    now = clock.now()
    expires = now + timedelta(seconds=lifetime or settings.IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN)
    token = Token(
        type=Token.Type.ACCESS_TOKEN,
        hash=get_adapter().hash_token(value),
        client=app.client,
        user=actor,
        expires_at=expires,
    )
    token.set_scopes(list(granted))
    token.save(force_insert=True)
    grant = Grant.objects.create(
        token=token,
        app=app,
        user=actor,
        proof=actor.get_session_auth_hash() if actor else "",
        created_at=now,
    )
    facts = {"app": label(app), "user": label(actor), "scopes": list(granted)}
    record(actor=actor or app, action=GRANTED, subject=grant, facts=facts)
    return grant


@transaction.atomic
def revoke_token(*, actor: User, grant: Grant) -> None:
    """Take a token back: the next request with it is refused, open streams end."""
    if not policies.can_revoke(actor, grant):
        raise NotAllowed(_("This is somebody else’s app."))
    _revoke(actor, grant)


@transaction.atomic
def return_token(*, actor: User | None, grant: Grant) -> None:
    """An app gives back a token of its own, as when somebody signs out of it."""
    _revoke(actor or grant.app, grant)


@transaction.atomic
def revoke_tokens_of(*, actor: User, user: User, app: App | None = None) -> int:
    """Take back all tokens of a person, or those of one app; how many there were."""
    if actor.pk != user.pk and not actor.is_system and not policies.can_manage_apps(actor):
        raise NotAllowed(_("This is somebody else’s app."))
    mine = Q(user=user) if app is None else Q(user=user, app=app)
    grants = list(Grant.objects.select_related("app", "token", "user").filter(mine))
    for grant in grants:
        _revoke(actor, grant)
    return len(grants)


def sign_out_apps(*, actor: User) -> int:
    """The account was closed or its password changed: no app speaks for the person any more."""
    return revoke_tokens_of(actor=users.system(), user=actor)


def note_use(*, actor: User | None, grant: Grant) -> None:
    """Remember when a token was last used, to ten minutes. Not in the ledger."""
    now: datetime = clock.now()
    if grant.last_used_at is None or now - grant.last_used_at > NOTED_EVERY:
        Grant.objects.filter(pk=grant.pk).update(last_used_at=now)


def _revoke(actor: User | App, grant: Grant) -> None:
    facts = {"app": label(grant.app), "user": label(grant.user)}
    record(actor=actor, action=REVOKED, subject=grant, facts=facts)
    grant.token.delete()
