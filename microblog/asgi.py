"""The application that servers run: HTTP in threads, sockets and streams on the loop."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microblog.settings")

import django  # noqa: E402

django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from api.streaming.routing import events_or, sockets_or  # noqa: E402
from feeds.realtime.routing import websocket_urlpatterns  # noqa: E402
from microblog.serving import OneHop  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": events_or(
            OneHop(threads=settings.THREADS, queue=settings.QUEUE, max_body=settings.MAX_BODY)
        ),
        # Pages come with cookies, so it counts whose pages they are; apps come with tokens.
        "websocket": sockets_or(
            AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
        ),
    }
)
