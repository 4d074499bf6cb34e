"""What Daphne would take from anybody: bodies without end, and a word on where we are mounted."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 30.0
MOST = 1_000_000

# Says the length of the body that reached the application, and where it is mounted.
SERVER = f"""
import sys
from daphne import http_protocol
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from microblog.intake import bounded

http_protocol.WebRequest = bounded(http_protocol.WebRequest, {MOST})

async def application(scope, receive, send):
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    said = f"{{length}} at {{scope['root_path'] or '/'}}"
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": said.encode()}})

Server(
    application=application,
    endpoints=build_endpoint_description_strings(host="127.0.0.1", port=int(sys.argv[1])),
    signal_handlers=False,
).run()
"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "did not start"
                time.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()


def send(port: int, *headers: str, body: int = 0) -> str:
    """The answer to a POST, or "" when the connection was cut."""
    head = "\r\n".join(["POST / HTTP/1.0", f"Content-Length: {body}", *headers, "", ""])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
        try:
            link.sendall(head.encode("latin1") + b"x" * body)
            answer = b""
            while piece := link.recv(4096):
                answer += piece
        except OSError:
            return ""
    return answer.decode("latin1")


def test_a_body_within_the_limit_comes_whole(port: int) -> None:
    assert send(port, body=MOST).endswith(f"{MOST} at /")


def test_of_a_body_beyond_the_limit_enough_is_kept_to_refuse_it(port: int) -> None:
    assert send(port, body=3 * MOST).endswith(f"{MOST + 1} at /")


def test_a_body_without_end_is_cut(port: int) -> None:
    assert send(port, body=40 * MOST) == ""
    assert send(port, body=1).endswith("1 at /"), "others are served"


@pytest.mark.parametrize(
    "place", ["//elsewhere.example", "https://elsewhere.example", "\xff", "%00"]
)
def test_a_client_does_not_say_where_we_are_mounted(port: int, place: str) -> None:
    assert send(port, f"Daphne-Root-Path: {place}", body=1).endswith("1 at /")
