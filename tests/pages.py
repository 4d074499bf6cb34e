"""People at open pages of a served installation: what a browser sends and hears, without one."""

import http.client
import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.serving import Installation, Server

TOKEN = "a" * 32

# The cast, signed in; what they need to knock is printed.
ASSEMBLE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests.cast import assemble

sessions = import_module(settings.SESSION_ENGINE)
cast = assemble()
cookies = {}
for user in [*cast.everyone, cast.ben]:
    session = sessions.SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookies.setdefault(user.handle, []).append(session.session_key)
groups = {group.name: group.slug for group in (cast.square, cast.board, cast.vault)}
print(json.dumps({"cookies": cookies, "groups": groups}))
"""

ACT = """
from accounts.actions.users import reinstate_user, suspend_user
from accounts.models import User
from feeds.actions.groups import remove_member
from feeds.models import Group

def person(handle):
    return User.objects.get(handle=handle)

"""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def post(self) -> str:
        """The key of the post in the answer."""
        return self.text.split('data-post="', 1)[1].split('"', 1)[0]


@dataclass
class Person:
    """Somebody signed in, whose requests go to one server."""

    server: Server
    session: str

    @property
    def cookie(self) -> str:
        return f"session={self.session}; csrf={TOKEN}"

    def get(self, path: str, **query: str) -> Answer:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def send(self, path: str, **fields: str) -> Answer:
        """POST a form as the page's script does."""
        return self._ask("POST", path, urlencode(fields))

    def says(self, text: str, **fields: str) -> str:
        """Publish; the key of the post, once the server acknowledged it."""
        answer = self.send("/posts", text=text, **fields)
        assert answer.status == 201, answer
        return answer.post

    def opens(self, *feeds: str, posts: Iterable[str] = ()) -> "Page":
        """An open page that shows these feeds and posts; returns when it is listened to."""
        return Page(self, list(feeds), list(posts))

    def elsewhere(self, server: Server) -> "Person":
        """The same session at another process."""
        return Person(server, self.session)

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        link = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=20)
        headers = {
            "Cookie": self.cookie,
            "X-CSRFToken": TOKEN,
            "X-Requested-With": "fetch",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            link.request(method, path, body, headers)
            response = link.getresponse()
            return Answer(response.status, response.read().decode())
        finally:
            link.close()


@dataclass
class Page:
    """A socket and everything that ever came over it."""

    person: Person
    feeds: list[str]
    posts: list[str]
    frames: list[dict[str, Any]] = field(default_factory=list)
    code: int | None = None

    def __post_init__(self) -> None:
        self.cursor: str = ""
        self._news: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._open = ExitStack()
        self.link = self._open.enter_context(knock(self.person.server, self.person.cookie))
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()
        self.watch()

    def watch(self) -> None:
        """Tell the server what is on screen, and wait until it heard."""
        shown = {"type": "watch", "feeds": self.feeds, "posts": self.posts}
        with suppress(ConnectionClosed):
            self._say(shown)

    def _say(self, shown: dict[str, Any]) -> None:
        self.link.send(json.dumps(shown))
        # A ping is answered after what was sent before it; the application reads soon after.
        self.link.ping().wait(5)
        time.sleep(0.2)

    def hears(
        self, kind: str, within: float = 1.0, such: Callable[[Any], bool] = lambda frame: True
    ) -> dict[str, Any]:
        """The next frame of a kind, which must come within some seconds."""
        deadline = time.monotonic() + within
        while True:
            try:
                frame = self._news.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {kind} within {within} s, only {self.frames}") from None
            assert frame is not None, f"closed with {self.code} instead of {kind}"
            if frame["kind"] == kind and such(frame):
                return frame

    def is_closed(self, within: float = 5.0) -> int:
        """The code with which the server closes it within some seconds."""
        self._thread.join(within)
        assert self.code is not None, "still open"
        return self.code

    def drop(self) -> None:
        """The network is gone."""
        self.link.socket.close()
        self._thread.join(5)

    def close(self) -> None:
        self._open.close()
        self._thread.join(5)

    def _hear(self) -> None:
        try:
            for text in self.link:
                frame = json.loads(text)
                self.frames.append(frame)
                self._news.put(frame)
        except (ConnectionClosed, OSError):
            pass
        self.code = self.link.close_code
        self._news.put(None)


@contextmanager
def knock(
    server: Server, cookie: str = "", origin: str | None = None
) -> Iterator[ClientConnection]:
    """A socket; raises InvalidStatus where it is refused at once."""
    with connect(
        f"ws://{urlsplit(server.url).netloc}/ws/",
        origin=Origin(server.url if origin is None else origin),
        additional_headers={"Cookie": cookie} if cookie else {},
        proxy=None,
        legacy=False,
    ) as link:
        yield link


@dataclass
class Stage:
    """The cast, signed in at the processes of one installation."""

    at: Installation
    servers: list[Server]
    cookies: dict[str, list[str]]
    groups: dict[str, str]

    def person(self, handle: str, *, server: int = 0, session: int = 0) -> Person:
        """Somebody of the cast, at one of the processes (the last one, where there is but one)."""
        chosen = self.servers[min(server, len(self.servers) - 1)]
        return Person(chosen, self.cookies[handle][session])

    def act(self, code: str) -> None:
        """Call actions in a process of its own, as a command does."""
        run(self.at, ACT + code)

    def count(self, code: str) -> Any:
        """What code in a process of its own found, printed as JSON."""
        return json.loads(run(self.at, f"import json\n{code}").splitlines()[-1])


def run(at: Installation, code: str) -> str:
    """Run Python code in a process of the installation; what it printed."""
    return at.manage("shell", "--no-imports", "-c", code)


def assemble(at: Installation, servers: list[Server]) -> Stage:
    """Make the cast in an installation."""
    made = json.loads(run(at, ASSEMBLE).splitlines()[-1])
    return Stage(at, servers, made["cookies"], made["groups"])
