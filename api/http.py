"""How an endpoint is written: a function of a Call, with the scopes it needs said above it.

@endpoint("read:statuses")
def home(call: UserCall) -> HttpResponse:
    return call.page(...)

route("timelines/home", "api_home", get=timelines.home)
"""

import json
import uuid
from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.http import address_of
from accounts.models import User
from api import errors, limits, scopes
from api.actions.tokens import note_use
from api.auth import grant_of
from api.errors import ApiError
from api.models import Grant
from api.pagination import Asked, Slice, asked, link
from api.parameters import Parameters, check, from_body, from_pairs
from api.signing import sign
from ledger import context
from microblog.lib.ids import encode

Json = dict[str, Any] | list[Any] | bytes


class Call:
    """One request to the API: who asks through which app, and what they say."""

    def __init__(self, request: Request, grant: Grant | None) -> None:
        self.request = request
        self.grant = grant

    @property
    def person(self) -> User | None:
        """Who asks; nobody where the app asks for itself or no token came."""
        return self.grant.user if self.grant else None

    @cached_property
    def parameters(self) -> Parameters:
        """Query and body as one."""
        query = self.request.query_params
        said = from_pairs((key, value) for key, values in query.lists() for value in values)
        said.update(from_body(self.request.data))
        check(said)
        return said

    @property
    def idempotency_key(self) -> str:
        return self.request.headers.get("Idempotency-Key", "").strip()

    def asked(self, default: int = 20, most: int = 40) -> Asked:
        """Which part of a list is wanted."""
        return asked(self.parameters, default, most)

    def answer(
        self, data: Json, *, status: int = 200, page: Slice[Any] | None = None
    ) -> HttpResponse:
        """JSON; with the Link header of a page."""
        body = data if isinstance(data, bytes) else as_json(data)
        if self.grant is not None:
            body = sign(body, self.grant.pk)
        response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
        if page is not None and (header := link(self.request._request, page)):
            response.headers["Link"] = header
        return response

    def answer_many(
        self, items: Iterable[bytes], *, page: Slice[Any] | None = None
    ) -> HttpResponse:
        """A list of what is JSON already."""
        return self.answer(b"[" + b",".join(items) + b"]", page=page)


class UserCall(Call):
    """A call of a person."""

    grant: Grant

    @property
    def user(self) -> User:
        return cast(User, self.grant.user)


def as_json(data: dict[str, Any] | list[Any]) -> bytes:
    """Plain values as JSON in UTF-8."""
    return json.dumps(data, ensure_ascii=False).encode()


View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


def endpoint(*any_of: str, app: bool = False, public: bool = False) -> Callable[[V], V]:
    """Say what an endpoint asks for: one of these scopes, and a person unless `app` is enough.

    `public` endpoints answer everybody. The view is called with a UserCall, else with a Call.
    """
    unknown = [scope for scope in any_of if scope not in scopes.KNOWN]
    if unknown:
        raise ValueError(f"{unknown} are no scopes")

    def declare(view: V) -> V:
        view.access = (any_of, app, public)  # type: ignore[attr-defined]  # read by route()
        return view

    return declare


class TokenAuthentication(BaseAuthentication):
    """Bearer tokens, and nothing else: a browser's session does not speak here."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        grant = grant_of(request.headers.get("Authorization", ""))
        return None if grant is None else (grant.user, grant)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class OnlyJson(BaseContentNegotiation):
    """Whatever an app says it accepts, it is answered in JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """One address of the API; its methods are made by `route`."""

    authentication_classes = [TokenAuthentication]
    permission_classes = []
    parser_classes = [JSONParser, FormParser, MultiPartParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = OnlyJson
    budget: limits.Budget | None = None

    def handle_exception(self, exc: Exception) -> Any:
        answer = errors.answer_to(exc)
        if answer is None:
            raise exc
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if self.budget is not None:
            for name, value in self.budget.headers().items():
                response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Authorization"])
        return super().finalize_response(request, response, *args, **kwargs)

    def run(self, view: View, request: Request, **parts: Any) -> HttpResponse:
        """Ask for what the view needs, then call it as the person, in their language and zone."""
        any_of, app_is_enough, public = view.access  # type: ignore[attr-defined]  # set by endpoint
        grant = request.auth if isinstance(request.auth, Grant) else None
        whose = f"grant:{grant.pk}" if grant else f"address:{address_of(request._request)}"
        self.budget = limits.spend(whose, settings.API_LIMIT)
        if self.budget.exceeded:
            raise ApiError(429, errors.TOO_MANY)
        if not public:
            if grant is None:
                raise ApiError(401, errors.INVALID_TOKEN)
            if any_of and not any(scopes.covers(grant.scopes, scope) for scope in any_of):
                raise ApiError(403, errors.OUTSIDE_SCOPES)
            if grant.user is None and not app_is_enough:
                raise ApiError(422, errors.NEEDS_USER)
        if grant is not None:
            note_use(actor=grant.user, grant=grant)
        needs_person = not public and not app_is_enough
        call = (UserCall if needs_person else Call)(request, grant)
        user = call.person
        language = user.language if user else str(settings.LANGUAGE_CODE)
        via = f"api:{encode(grant.app_id)}" if grant else "api"
        origin = context.Origin(via, address_of(request._request), uuid.uuid4().hex)
        with (
            context.acting_from(origin),
            translation.override(language),
            timezone.override(ZoneInfo(user.time_zone if user else settings.TIME_ZONE)),
        ):
            return view(call, **parts)


def route(address: str, name: str, **views: View) -> URLPattern:
    """An address below /api/ and a view for each of its verbs."""
    methods: dict[str, Any] = {verb: _method(view) for verb, view in views.items()}
    made: type[ApiView] = type(f"{name.title().replace('_', '')}View", (ApiView,), methods)
    return path(f"api/{address}", made.as_view(), name=name)


def _method(view: View) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def method(self: ApiView, request: Request, *args: Any, **parts: Any) -> HttpResponse:
        return self.run(view, request, **parts)

    return method
