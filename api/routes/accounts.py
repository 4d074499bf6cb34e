"""People."""

from api.http import route
from api.views import accounts, profile, registration

ONE = "v1/accounts/<number:id>"

urlpatterns = [
    route(
        "v1/accounts/verify_credentials",
        "api_verify_credentials",
        get=accounts.verify_credentials,
    ),
    route(
        "v1/accounts/update_credentials",
        "api_update_credentials",
        patch=profile.update_credentials,
    ),
    route("v1/accounts/lookup", "api_accounts_lookup", get=accounts.lookup),
    route("v1/accounts/search", "api_accounts_search", get=accounts.search),
    route("v1/accounts", "api_accounts", get=accounts.index, post=registration.create),
    route(ONE, "api_account", get=accounts.show),
    route(f"{ONE}/statuses", "api_account_statuses", get=accounts.statuses),
    route("v1/profile", "api_profile", get=profile.show, patch=profile.update),
    route("v1/profile/avatar", "api_profile_avatar", delete=profile.delete_avatar),
    route("v1/profile/header", "api_profile_header", delete=profile.delete_header),
    route("v1/preferences", "api_preferences", get=profile.preferences),
    route("v1/directory", "api_directory", get=accounts.directory_of_people),
    route("v1/suggestions", "api_suggestions", get=accounts.suggestions_v1),
    route("v1/suggestions/<number:id>", "api_suggestion", delete=accounts.dismiss_suggestion),
    route("v2/suggestions", "api_suggestions_v2", get=accounts.suggestions_v2),
]
