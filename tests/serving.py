"""Real servers for tests: `manage.py serve` as processes of their own, with data of their own.

Where DATABASE_URL is set, each installation gets a database of its own there; else SQLite lives in
its folder. REDIS_URL is handed on as it is.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0


class DidNotStart(AssertionError):
    """The server ended or stayed silent; the message is what it said."""


@dataclass
class Server:
    """One running `manage.py serve`."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def stop(self) -> int:
        """Ask it to stop; how it ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End it without a chance to finish anything."""
        self.process.kill()
        self.process.wait()


@dataclass
class Installation:
    """A data folder with its database, and the environment that names both."""

    data: Path
    environment: dict[str, str] = field(repr=False)

    @property
    def mail(self) -> Path:
        """Where letters are kept that would be sent."""
        return self.data / "mail"

    def manage(self, *arguments: str, say: str = "") -> str:
        """What `manage.py …` printed; `say` is its input."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=say.encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}: {done.stderr.decode()[-4000:]}")
        return done.stdout.decode()

    def start(self, *arguments: str, **extra: str) -> Server:
        """A server on a free port that answers; `extra` is added to its environment."""
        port = free_port()
        log = self.data / f"serve-{port}.log"
        url = f"http://localhost:{port}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(port), *arguments],
                cwd=ROOT,
                env=self.environment | {"SILLAGE_PORT": str(port)} | extra,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        server = Server(process, url, log)
        _wait_for(server)
        return server

    @contextmanager
    def serving(self, *arguments: str, **extra: str) -> Iterator[Server]:
        """A server for the length of a block."""
        server = self.start(*arguments, **extra)
        try:
            yield server
        finally:
            with suppress(subprocess.TimeoutExpired):
                server.stop()


@contextmanager
def installation(*, demo: bool = False, **extra: str) -> Iterator[Installation]:
    """A new one, migrated and with static files in place; gone with the block."""
    data = Path(tempfile.mkdtemp(prefix="sillage-serving-"))
    environment = _environment(data) | extra
    with _database_of_its_own(environment):
        place = Installation(data, environment)
        try:
            place.manage("migrate", "--verbosity", "0")
            place.manage("collectstatic", "--noinput", "--verbosity", "0")
            if demo:
                place.manage("demo")
            yield place
        finally:
            shutil.rmtree(data, ignore_errors=True)


def installed(data: Path) -> Installation:
    """One that is there already, brought up to this version."""
    place = Installation(data.resolve(), _environment(data.resolve()))
    place.manage("migrate", "--verbosity", "0")
    place.manage("collectstatic", "--noinput", "--verbosity", "0")
    return place


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _environment(data: Path) -> dict[str, str]:
    """Ours, without the settings of the installation at hand."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SILLAGE_")}
    return kept | {"SILLAGE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "microblog.settings"}


@contextmanager
def _database_of_its_own(environment: dict[str, str]) -> Iterator[None]:
    """Put a new database's address into the environment, where the server is PostgreSQL."""
    address = environment.get("DATABASE_URL", "")
    if not address.startswith(("postgres://", "postgresql://")):
        yield
        return
    import psycopg

    name = f"sillage_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type, unused-ignore]
    environment["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type, unused-ignore]


def _wait_for(server: Server) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/offline", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise DidNotStart(server.log.read_text(errors="replace")[-4000:])
