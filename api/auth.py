"""Whose token a request carries, and whether it still counts."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from accounts.models import User
from api import errors
from api.errors import ApiError
from api.models import Grant
from microblog.lib import clock
from microblog.lib.prepared import prepared


def grant_of(authorization: str) -> Grant | None:
    """The grant of an Authorization header, None where there is none. Raises ApiError 401, 403."""
    if not authorization:
        return None
    scheme, _space, value = authorization.partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        return None
    return grant_of_token(value.strip())


def grant_of_token(value: str) -> Grant:
    """The grant that a token is, as it counts now. One query."""
    rows = _found(hashed=get_adapter().hash_token(value))
    if not rows:
        raise ApiError(401, errors.INVALID_TOKEN)
    grant = _grant(rows[0])
    must_count(grant)
    return grant


def grants() -> QuerySet[Grant]:
    """Grants with what is asked of them on every request."""
    return Grant.objects.select_related("token", "app", "user").filter(
        token__type=Token.Type.ACCESS_TOKEN
    )


def must_count(grant: Grant) -> None:
    """Raise unless it is good now: not expired, its person active, their password the same."""
    if grant.token.expires_at is not None and grant.token.expires_at <= clock.now():
        raise ApiError(401, errors.INVALID_TOKEN)
    user = grant.user
    if user is None:
        return
    if not user.is_active:
        raise ApiError(403, errors.DISABLED)
    if user.joined_at is None:
        raise ApiError(403, errors.UNCONFIRMED)
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(grant.proof, known) for known in hashes):
        raise ApiError(401, errors.INVALID_TOKEN)


# Asked on every request: the SQL is made once, the rows are put together by hand.
_OF_GRANT = [field.attname for field in Grant._meta.concrete_fields]
# In the order of the columns, which from_db goes by.
_OF_TOKEN = ["id", "expires_at", "scopes"]
_OF_USER = [field.attname for field in User._meta.concrete_fields]


@prepared
def _found(hashed: str) -> QuerySet[Grant, Any]:
    return Grant.objects.filter(
        token__type=Token.Type.ACCESS_TOKEN, token__hash=hashed
    ).values_list(
        *_OF_GRANT,
        *(f"token__{name}" for name in _OF_TOKEN),
        *(f"user__{name}" for name in _OF_USER),
    )


def _grant(row: Sequence[Any]) -> Grant:
    values = iter(row)
    grant = Grant.from_db("default", _OF_GRANT, list(islice(values, len(_OF_GRANT))))
    grant.token = Token.from_db("default", _OF_TOKEN, list(islice(values, len(_OF_TOKEN))))
    if grant.user_id is not None:
        grant.user = User.from_db("default", _OF_USER, list(values))
    return grant
