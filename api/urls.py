"""Every address of the API, and the pages around it: one module of routes for each noun."""

from django.urls import include, path, register_converter

from api.converters import NumberConverter

register_converter(NumberConverter, "number")

ROUTES = (
    "absent",
    "accounts",
    "apps",
    "availability",
    "conversations",
    "files",
    "filters",
    "groups",
    "instance",
    "lists",
    "media",
    "relationships",
    "search",
    "statuses",
    "tags",
    "timelines",
)

urlpatterns = [
    path("", include("api.oauth.urls")),
    *(path("", include(f"api.routes.{name}")) for name in ROUTES),
]
