"""A socket that nobody reads stops its sender instead of filling the memory."""

import base64
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 30.0

# Sends frames of 10 kB for ever and counts them; says the count when it is asked over HTTP.
SERVER = """
import sys
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from microblog.brakes import braked

sent = 0

async def application(scope, receive, send):
    global sent
    await receive()
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(sent).encode()})
        return
    await send({"type": "websocket.accept"})
    for _frame in range(100_000):
        await send({"type": "websocket.send", "text": "x" * 10_000})
        sent += 1

braked(Server)(
    application=application,
    endpoints=build_endpoint_description_strings(host="127.0.0.1", port=int(sys.argv[1])),
    signal_handlers=False,
).run()
"""


def ask(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b""
        while piece := link.recv(4096):
            answer += piece
    return int(answer.rsplit(b"\r\n\r\n", 1)[1])


def test_a_socket_that_is_not_read_is_not_written_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], cwd=ROOT)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                assert ask(port) == 0
                break
            except OSError:
                assert time.monotonic() < deadline, "did not start"
                time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", port)) as page:
            key = base64.b64encode(os.urandom(16)).decode()
            page.sendall(
                f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                "Sec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            count = -1
            while (now := ask(port)) != count:
                count = now
                time.sleep(0.5)

            assert 0 < count < 5_000, "what the machine buffers, not what the program does"
            for _piece in range(400):
                page.recv(65_536)
            time.sleep(0.5)
            assert ask(port) > count, "goes on when the page reads again"
    finally:
        server.kill()
        server.wait()
