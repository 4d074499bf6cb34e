"""Token: what an app gets for a code; also written where a token is made by hand."""

from typing import Any

from api.models import Grant


def token(grant: Grant, value: str) -> dict[str, Any]:
    """The token is told once: here only its hash is kept."""
    return {
        "access_token": value,
        "token_type": "Bearer",
        "scope": " ".join(grant.scopes),
        "created_at": int(grant.created_at.timestamp()),
    }
