"""People."""

from api.http import route
from api.views import accounts

urlpatterns = [
    route(
        "v1/accounts/verify_credentials",
        "api_verify_credentials",
        get=accounts.verify_credentials,
    ),
    route("v1/accounts/lookup", "api_accounts_lookup", get=accounts.lookup),
    route("v1/accounts", "api_accounts", get=accounts.index),
    route("v1/accounts/<number:id>", "api_account", get=accounts.show),
]
