"""Where people let an app in, and where apps fetch and give back their tokens."""

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from accounts.http import address_of
from api import errors, limits, scopes
from api.actions.apps import OUT_OF_BAND
from api.actions.tokens import return_token
from api.models import App, Grant
from api.oauth.redirects import source_of, with_parameters
from api.oauth.server import Server, Validator
from ledger import context

ASKED = (
    "client_id redirect_uri response_type scope state code_challenge code_challenge_method".split()
)
TOKENS_A_PERIOD = 60


def authorize(request: HttpRequest) -> HttpResponse:
    """Ask the person whether an app may speak for them; POST decision=deny says no."""
    asked = _asked(request)
    try:
        wanted, info = Server().validate_authorization_request(_uri(asked))
    except FatalClientError as problem:
        return _page(request, "api/refused.html", {"problem": problem}, status=400)
    except OAuth2Error as problem:
        return _carry(problem.redirect_uri, dict(problem.twotuples))
    user = request.user
    if not user.is_authenticated:
        return redirect_to_login(f"{request.path}?{urlencode(asked)}")
    if request.method == "GET" and request.GET.get("force_login", "").lower() in {"true", "1"}:
        back = f"{request.path}?{urlencode(asked)}"
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    app = App.objects.select_related("client").filter(client=info["client_id"]).first()
    if app is None or app.is_internal:
        return _page(request, "api/refused.html", {"problem": None}, status=400)
    target = info["redirect_uri"]
    if request.method == "POST":
        return _decide(request, asked, wanted, target)
    language = request.GET.get("lang", "")[:2].lower()
    with translation.override(
        language if language in dict(settings.LANGUAGES) else translation.get_language()
    ):
        shown = {
            "app": app,
            "asked": asked,
            "here": f"{request.path}?{urlencode(asked)}",
            "scopes": [scopes.in_words(scope) for scope in wanted],
            "is_admin": any(scope.startswith("admin") for scope in wanted),
            "target": "" if target == OUT_OF_BAND else target,
            "me": user,
        }
        response = _page(request, "api/authorize.html", shown)
    if target != OUT_OF_BAND:
        # Browsers apply form-action to where a form's answer leads as well.
        response._csp_update = {"form-action": ["'self'", source_of(target)]}  # type: ignore[attr-defined]  # django-csp
    return response


def _decide(
    request: HttpRequest, asked: dict[str, str], wanted: list[str], target: str
) -> HttpResponse:
    if request.POST.get("decision") == "deny":
        if target == OUT_OF_BAND:
            return redirect("/")
        answer = {"error": "access_denied", "error_description": "The person said no."}
        return _carry(target, answer | _state(asked))
    credentials = {"user": request.user, "scopes": wanted, "redirect_uri": target}
    headers, _body, _status = Server().create_authorization_response(
        _uri(asked), scopes=wanted, credentials=credentials
    )
    where: str = headers["Location"]
    said = QueryDict(where.partition("?")[2])
    if "code" not in said:
        return _carry(target, {"error": said.get("error", "server_error")} | _state(asked))
    if target == OUT_OF_BAND:
        return _page(request, "api/code.html", {"code": said["code"]})
    return _carry(target, {"code": said["code"]} | _state(asked))


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """POST: a code, or the app's own secret, for a token."""
    said = _heard(request)
    if isinstance(said, HttpResponse):
        return said
    try:
        with (
            context.acting_from(context.Origin("oauth", address_of(request))),
            transaction.atomic(),
        ):
            _headers, body, status = Server().create_token_response(
                request.path, "POST", urlencode(said), {}
            )
    except OAuth2Error as problem:
        body, status = problem.json, problem.status_code
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="oauth"'
    return response


@csrf_exempt
def revoke(request: HttpRequest) -> HttpResponse:
    """POST: an app gives a token back. One it never had is refused, one that is gone is not."""
    said = _heard(request)
    if isinstance(said, HttpResponse):
        return said
    asking = Request(request.path, "POST", urlencode(said), {})
    refused = {"error": "unauthorized_client", "error_description": "This token is not yours."}
    if not Validator().authenticate_client(asking):
        return JsonResponse(refused, status=403)
    hashed = get_adapter().hash_token(said.get("token", ""))
    grant = (
        Grant.objects.select_related("app", "token", "user")
        .filter(token__hash=hashed, token__type=Token.Type.ACCESS_TOKEN)
        .first()
    )
    if grant is not None:
        if grant.app.client_id != asking.client.pk:
            return JsonResponse(refused, status=403)
        with context.acting_from(context.Origin(f"api:{grant.app.key}", address_of(request))):
            return_token(actor=grant.user, grant=grant)
    return JsonResponse({})


def metadata(request: HttpRequest) -> HttpResponse:
    """What OAuth is like here (RFC 8414)."""
    origin = settings.ORIGIN
    return JsonResponse(
        {
            "issuer": f"{origin}/",
            "service_documentation": f"{origin}/",
            "authorization_endpoint": f"{origin}/oauth/authorize",
            "token_endpoint": f"{origin}/oauth/token",
            "revocation_endpoint": f"{origin}/oauth/revoke",
            "app_registration_endpoint": f"{origin}/api/v1/apps",
            "scopes_supported": list(scopes.KNOWN),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the app asks, from the address or, where the form brings it back, from the form."""
    said = {name: request.GET.get(name, "") for name in ASKED}
    if request.method == "POST":
        said |= {name: request.POST[name] for name in ASKED if name in request.POST}
    said["scope"] = " ".join(scopes.split(said["scope"]))
    return {name: value for name, value in said.items() if value}


def _uri(asked: dict[str, str]) -> str:
    return f"/oauth/authorize?{urlencode(asked)}"


def _state(asked: dict[str, str]) -> dict[str, str]:
    return {"state": asked["state"]} if "state" in asked else {}


def _carry(target: str, answer: dict[str, str]) -> HttpResponse:
    """Back to the app. Not Django's redirect, which knows no schemes of apps."""
    if target == OUT_OF_BAND:
        return JsonResponse(answer, status=400)
    response = HttpResponse(status=302)
    response.headers["Location"] = with_parameters(target, answer)
    response.headers["Cache-Control"] = "no-store"
    # The code is for the app alone: no site after it learns of it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _page(
    request: HttpRequest, template: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, template, shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _heard(request: HttpRequest) -> dict[str, str] | HttpResponse:
    """What an app sends to the doors of tokens, as often as it may knock there."""
    if request.method != "POST":
        return errors.error(405, "Method not allowed")
    said = _said(request)
    if isinstance(said, HttpResponse):
        return said
    budget = limits.spend(f"oauth:{address_of(request)}", TOKENS_A_PERIOD)
    return errors.error(429, errors.TOO_MANY) if budget.exceeded else said


def _said(request: HttpRequest) -> dict[str, str] | HttpResponse:
    """What an app sends, however it sends it; its credentials may be in the header."""
    said = {key: str(value) for key, value in request.GET.items()}
    try:
        if request.content_type == "application/json":
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise ValueError
            said |= {key: _flat(value) for key, value in body.items() if value is not None}
        else:
            said |= {key: str(value) for key, value in request.POST.items()}
        scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            name, _colon, secret = base64.b64decode(value).decode().partition(":")
            said |= {"client_id": name, "client_secret": secret}
    except (ValueError, binascii.Error, RequestDataTooBig):
        return JsonResponse({"error": "invalid_request"}, status=400)
    if said.get("scope"):
        said["scope"] = " ".join(scopes.split(said["scope"]))
    if any("\x00" in text for text in (*said, *said.values())):
        return JsonResponse({"error": "invalid_request"}, status=400)
    return said


def _flat(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
