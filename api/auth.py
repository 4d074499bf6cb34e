"""Whose token a request carries, and whether it still counts."""

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from api import errors
from api.errors import ApiError
from api.models import Grant
from microblog.lib import clock


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
    grant = grants().filter(token__hash=get_adapter().hash_token(value)).first()
    if grant is None:
        raise ApiError(401, errors.INVALID_TOKEN)
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
