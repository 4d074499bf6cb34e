"""Lists."""

from api.http import route
from api.views import lists

urlpatterns = [
    route("v1/lists", "api_lists", get=lists.index, post=lists.create),
    route(
        "v1/lists/<number:id>", "api_list", get=lists.show, put=lists.update, delete=lists.destroy
    ),
    route(
        "v1/lists/<number:id>/accounts",
        "api_list_accounts",
        get=lists.accounts,
        post=lists.add_accounts,
        delete=lists.remove_accounts,
    ),
    route("v1/accounts/<number:id>/lists", "api_account_lists", get=lists.with_account),
]
