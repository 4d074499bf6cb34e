"""OAuth 2 as Mastodon's apps speak it: oauthlib's grants over allauth's clients and codes."""

import hashlib
from typing import Any

from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from django.conf import settings
from django.core.cache import cache
from oauthlib.common import Request
from oauthlib.oauth2 import BearerToken
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256

from api import scopes
from api.actions.apps import change_app
from api.actions.tokens import grant_token, new_value
from api.models import App
from api.oauth.redirects import is_registered


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]  # allauth ships no types
    """What allauth checks, with the scopes, addresses and habits of Mastodon's apps."""

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return is_registered(redirect_uri, request.client.get_redirect_uris())

    def get_default_redirect_uri(
        self, client_id: str, request: Request, *args: Any, **kwargs: Any
    ) -> str | None:
        """Apps that registered one address need not repeat it."""
        client = self._lookup_client(request, client_id)
        addresses: list[str] = client.get_redirect_uris() if client else []
        return addresses[0] if len(addresses) == 1 else None

    def get_default_scopes(
        self, client_id: str, request: Request, *args: Any, **kwargs: Any
    ) -> list[str]:
        registered: list[str] = request.client.get_scopes()
        return [scopes.DEFAULT] if scopes.covers(registered, scopes.DEFAULT) else registered

    def validate_scopes(
        self,
        client_id: str,
        wanted: list[str],
        client: Any,
        request: Request,
        *args: Any,
        **kw: Any,
    ) -> bool:
        known = all(scope in scopes.KNOWN for scope in wanted)
        return known and scopes.all_covered(request.client.get_scopes(), wanted)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Apps without PKCE go on as they are; one that ever used it must go on using it."""
        app = App.objects.filter(client=client_id).first()
        return app is None or not app.without_pkce

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        super().save_authorization_code(client_id, code, request, *args, **kwargs)
        if request.code_challenge:
            app = App.objects.get(client=client_id)
            change_app(actor=request.user, app=app, without_pkce=False)

    def save_token(self, token: dict[str, Any], request: Request, *args: Any, **kw: Any) -> None:
        """A code is spent here, once, whichever process it comes to."""
        if request.grant_type == "authorization_code":
            spent = hashlib.sha256(request.code.encode()).hexdigest()
            lasting = settings.IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN
            if not cache.add(f"api.oauth.spent:{spent}", 1, timeout=lasting):
                raise errors.InvalidGrantError(request=request)
        grant = grant_token(
            actor=request.user,
            app=App.objects.select_related("client").get(client=request.client),
            granted=request.scopes,
            value=token["access_token"],
        )
        token["created_at"] = int(grant.created_at.timestamp())
        # It lasts until it is taken back: a date would make apps ask people to sign in again.
        token.pop("expires_in", None)


class Server(AuthorizationEndpoint, TokenEndpoint):  # type: ignore[misc]  # no types there
    """Codes for people, tokens for apps; no password, no refreshing, S256 or nothing."""

    def __init__(self) -> None:
        validator = Validator()
        codes = AuthorizationCodeGrant(validator, refresh_token=False)
        codes._code_challenge_methods = {"S256": code_challenge_method_s256}
        bearer = BearerToken(
            validator,
            token_generator=lambda request: new_value(),
            expires_in=settings.IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN,
        )
        grants = {
            "authorization_code": codes,
            "client_credentials": ClientCredentialsGrant(validator, refresh_token=False),
        }
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": codes})
        TokenEndpoint.__init__(self, "authorization_code", bearer, grants)
