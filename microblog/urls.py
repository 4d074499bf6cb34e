"""Every address, app by app."""

from django.urls import include, path, register_converter

from microblog.lib.ids import IdConverter

register_converter(IdConverter, "id")

handler400 = "accounts.views.refusals.bad_request"

urlpatterns = [path("", include(f"{app}.urls")) for app in ("accounts", "feeds", "api")]
