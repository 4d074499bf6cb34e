"""Application, CredentialApplication: an app as it sees itself, and as posts name it."""

from typing import Any

from api.models import App
from api.serializers.values import text_id
from api.web_push import public_key


def application(app: App) -> dict[str, Any]:
    """What an app may know of itself."""
    return {
        "id": text_id(app.pk),
        "name": app.name,
        "website": app.website or None,
        "scopes": app.scopes,
        "redirect_uris": app.redirect_uris,
        "redirect_uri": "\n".join(app.redirect_uris),
        "vapid_key": public_key(),
    }


def credential_application(app: App, secret: str) -> dict[str, Any]:
    """The same with what it signs in with; the secret is told once."""
    return application(app) | {
        "client_id": app.client_id,
        "client_secret": secret,
        "client_secret_expires_at": 0,
    }


def mark_of(app: App) -> dict[str, Any]:
    """What posts say of the app they were written with."""
    return {"name": app.name, "website": app.website or None}
