"""Every address of the API, and the pages around it: one module of routes for each noun."""

from django.urls import include, path

ROUTES = ("apps",)

urlpatterns = [
    path("", include("api.oauth.urls")),
    *(path("", include(f"api.routes.{name}")) for name in ROUTES),
]
