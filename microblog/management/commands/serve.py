"""The one server command: HTTP and sockets on one port, the background worker beside them."""

import asyncio
import gc
import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from microblog.checks import unsafe_for_the_outside
from microblog.lib import loop

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = "Serve HTTP and WebSocket on one port, with the background worker beside them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="run the worker elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not 0 <= port <= 65535:
            self._refuse(f"PORT must be between 0 and 65535, not {port}")
        if host not in LOOPBACK:
            for reason in unsafe_for_the_outside():
                self._refuse(f"not started on {host}: {reason}")
        logging.getLogger("daphne").setLevel(logging.WARNING)
        logging.getLogger("django.channels.server").setLevel(logging.WARNING)
        self._serve(host, port, worker=not options["no_worker"])

    def _serve(self, host: str, port: int, *, worker: bool) -> None:
        # Daphne installs its reactor when it is imported: only a server should pay for that.
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server

        from microblog.asgi import application
        from microblog.lib.jobs import Background

        background = Background()

        def started() -> None:
            loop.remember(asyncio.get_event_loop())
            if worker:
                background.start()
            # What start-up made lives for ever: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            self.stdout.write(f"Sillage answers at {settings.ORIGIN} (port {port})")
            self.stdout.flush()

        server = Server(
            application=application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=True,
            ping_interval=25,
            ping_timeout=60,
            websocket_max_message_size=16 * 1024,
            websocket_max_frame_size=16 * 1024,
            application_close_timeout=3,
            ready_callable=started,
            server_name="sillage",
            verbosity=0,
        )
        try:
            server.run()
        finally:
            if worker:
                background.stop()
        if server.abort_start:
            self._refuse(f"port {port} on {host} is taken or not allowed")

    def _refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(2)
