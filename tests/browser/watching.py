"""What goes wrong in a page without anybody seeing it, and what its socket hears."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, WebSocket

# A violation of the content security policy, whether the console tells it or not.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`));
"""
# Chromium writes every refused answer and lost connection into the console: those are not faults
# of a page, and tests look at them where they matter.
NETWORK = ("Failed to load resource", "WebSocket connection to")


class Watch:
    """Faults of one page: console errors, exceptions, violations, requests to other hosts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self.frames: list[str] = []
        self.sent: list[str] = []
        self._host = urlsplit(url).netloc
        page.add_init_script(TELL_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("websocket", self._socket)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(NETWORK):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme not in {"blob", "data"} and there.netloc != self._host:
            self.faults.append(f"{self.page.url}: asked {request.url}")

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))
        socket.on("framesent", lambda frame: self.sent.append(str(frame)))

    def wait_for_socket(self) -> None:
        """Until the page has told its socket what it shows, and the server has read it."""
        until(self.page, lambda: any('"watch"' in frame for frame in self.sent))
        self.page.wait_for_timeout(150)


def until(page: Page, done: Callable[[], Any], within: float = 5.0) -> Any:
    """Wait for something outside the page, while the page goes on."""
    for _ in range(int(within / 0.05)):
        if found := done():
            return found
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")
