"""Asking a server for pages, and what that costs it."""

import http.client
import os
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Cost:
    """One measurement: requests a second, the server's CPU and the waits in milliseconds."""

    a_second: float
    cpu: float
    median: float
    slowest: float
    """The 99th percentile."""

    def __str__(self) -> str:
        return (
            f"{self.a_second:8.0f} req/s   {self.cpu:6.2f} ms CPU   "
            f"p50 {self.median:7.2f} ms   p99 {self.slowest:7.2f} ms"
        )


def measure(
    url: str, path: str, cookies: Sequence[str], *, pid: int, connections: int, seconds: float
) -> Cost:
    """Ask for `path` over some connections at once, each request as the next of the readers."""
    until = time.perf_counter() + seconds
    waits: list[float] = []
    clients = [
        threading.Thread(target=_ask, args=(url, path, cookies[number::connections], until, waits))
        for number in range(connections)
    ]
    before, start = cpu_seconds(pid), time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took, burnt = time.perf_counter() - start, cpu_seconds(pid) - before
    return Cost(
        len(waits) / took,
        1000 * burnt / len(waits),
        1000 * statistics.median(waits),
        1000 * sorted(waits)[int(len(waits) * 0.99)],
    )


def warm(url: str, path: str, cookies: Sequence[str]) -> None:
    """Ask once as each of the readers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    for cookie in cookies:
        _get(connection, path, cookie)
    connection.close()


def cpu_seconds(pid: int) -> float:
    """What a process has used of the CPU, in user and in system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(url: str, path: str, cookies: Sequence[str], until: float, waits: list[float]) -> None:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    number = 0
    while (start := time.perf_counter()) < until:
        _get(connection, path, cookies[number % len(cookies)])
        waits.append(time.perf_counter() - start)
        number += 1
    connection.close()


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> None:
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
