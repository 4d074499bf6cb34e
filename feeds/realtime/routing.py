"""Addresses of sockets."""

websocket_urlpatterns: list[object] = []
