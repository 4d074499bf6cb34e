"""Every address, app by app."""

from importlib.util import find_spec

from django.urls import include, path

handler400 = "accounts.views.refusals.bad_request"

urlpatterns = [
    path("", include(name)) for name in ("accounts.urls", "feeds.urls", "api.urls") if find_spec(name)
]
