"""Apps register themselves, and ask who they are."""

from django.http import HttpResponse

from accounts.http import address_of
from api import errors, limits, scopes
from api.actions.apps import register_app
from api.errors import ApiError
from api.http import Call, endpoint
from api.models import App
from api.serializers.application import application, credential_application

REGISTRATIONS = 30


@endpoint(public=True)
def create(call: Call) -> HttpResponse:
    """Register an app; nobody need be there, so how often is limited by address."""
    where = address_of(call.request._request)
    if limits.spend(f"apps:{where}", REGISTRATIONS).exceeded:
        raise ApiError(429, errors.TOO_MANY)
    said = call.parameters
    app, secret = register_app(
        name=said.text("client_name"),
        redirect_uris=[uri for text in said.texts("redirect_uris") for uri in text.split()],
        granted=scopes.split(" ".join(said.texts("scopes"))) or [scopes.DEFAULT],
        website=said.text("website"),
    )
    return call.answer(credential_application(app, secret))


@endpoint(app=True)
def show(call: Call) -> HttpResponse:
    """The app whose token this is."""
    if call.grant is None:
        raise ApiError(401, errors.INVALID_TOKEN)
    app = App.objects.select_related("client").get(pk=call.grant.app_id)
    return call.answer(application(app))
