"""Addresses of sockets."""

from django.urls import path, re_path

from feeds.realtime.consumers import nowhere, page

# An ASGI application stands where `path` expects a view: that is how Channels routes.
websocket_urlpatterns = [
    path("ws/", page),  # type: ignore[arg-type]
    re_path("", nowhere),  # type: ignore[arg-type]
]
