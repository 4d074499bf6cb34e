"""Every address, app by app."""

from django.urls import include, path, register_converter

from microblog.lib.ids import IdConverter

# Before the addresses that are written with it.
register_converter(IdConverter, "id")

handler400 = "accounts.views.refusals.bad_request"

urlpatterns = [path("", include("accounts.urls")), path("", include("feeds.urls"))]
