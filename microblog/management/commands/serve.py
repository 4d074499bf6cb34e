"""The one server command: HTTP and sockets on one port, the background worker beside them."""

import asyncio
import gc
import io
import logging
import shlex
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from microblog.checks import unsafe_for_the_outside
from microblog.lib import loop

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = "Serve HTTP and WebSocket on one port, with the background worker beside them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-worker", action="store_true", help="run the worker elsewhere")
        parser.add_argument(
            "--greet",
            action="append",
            default=[],
            metavar="COMMAND",
            help="a management command whose output follows the address; may be given again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not 0 <= port <= 65535:
            self._refuse(f"PORT must be between 0 and 65535, not {port}")
        if host not in LOOPBACK:
            for reason in unsafe_for_the_outside():
                self._refuse(f"not started on {host}: {reason}")
        logging.getLogger("daphne").setLevel(logging.WARNING)
        logging.getLogger("django.channels.server").setLevel(logging.WARNING)
        if problem := _why_not(host, port):
            self._refuse(f"cannot listen on {host} port {port}: {problem}")
        if problem := _what_is_missing():
            self._refuse(problem)
        greeting = "".join(_output_of(command) for command in options["greet"])
        self._serve(host, port, worker=not options["no_worker"], greeting=greeting)

    def _serve(self, host: str, port: int, *, worker: bool, greeting: str) -> None:
        # Daphne installs its reactor when it is imported: only a server should pay for that.
        from daphne import http_protocol
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server
        from twisted.web import http

        from microblog.asgi import application
        from microblog.brakes import braked
        from microblog.intake import bounded
        from microblog.lib.jobs import Background
        from microblog.refusals import refusing

        # Django reads forms, in a thread. Twisted would too, whole in memory and on the loop, and
        # refuse one without a field, which browsers send.
        http._getMultiPartArgs = lambda content, ctype: {}
        http_protocol.WebRequest = bounded(http_protocol.WebRequest, settings.MAX_BODY)
        background = Background()

        def started() -> None:
            loop.remember(asyncio.get_event_loop())
            if worker:
                background.start()
            # What start-up made lives for ever: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            self.stdout.write(f"Sillage answers at {_address(host, port)}\n{greeting}")
            self.stdout.flush()

        server = refusing(braked(Server))(
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
            sys.exit(2)

    def _refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(2)


def _why_not(host: str, port: int) -> str:
    """Why nobody can listen there; said before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return (error.strerror or str(error)).split(" (")[0]
    return ""


def _what_is_missing() -> str:
    """What must be run before this version can serve this data."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        return f"the database does not answer: {str(error).splitlines()[0]}"
    if behind:
        return "the database is not that of this version: run manage.py migrate first"
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return "static files are not in place: run manage.py collectstatic first"
    return ""


def _address(host: str, port: int) -> str:
    if settings.ORIGIN_IS_SET:
        return str(settings.ORIGIN)
    name = "localhost" if host in LOOPBACK else host
    return f"http://{name}:{port}"


def _output_of(command: str) -> str:
    heard = io.StringIO()
    call_command(*shlex.split(command), stdout=heard)
    return heard.getvalue()
