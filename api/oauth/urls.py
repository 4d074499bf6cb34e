"""Addresses of OAuth; a slash at their end is nothing (api.middleware)."""

from django.urls import path

from api.oauth import views
from microblog.lib.http import methods

urlpatterns = [
    path(
        "oauth/authorize",
        methods(get=views.authorize, post=views.authorize),
        name="oauth_authorize",
    ),
    path("oauth/token", views.token, name="oauth_token"),
    path("oauth/revoke", views.revoke, name="oauth_revoke"),
    path(
        ".well-known/oauth-authorization-server",
        methods(get=views.metadata),
        name="oauth_metadata",
    ),
]
