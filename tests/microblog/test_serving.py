"""HTTP as the server speaks it: bodies, limits, clients that leave, answers in pieces."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from microblog.serving import OneHop
from tests.microblog import bare_pages

Headers = Sequence[tuple[bytes, bytes]]


class Client:
    """One request, as an ASGI server would bring it, and what it was answered."""

    def __init__(self, application: OneHop, address: str, method: str, headers: Headers) -> None:
        path, _mark, query = address.partition("?")
        self.scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), *headers],
            "client": ("127.0.0.1", 5000),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            "root_path": "",
        }
        self.application = application
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.leave_after = 10**9

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if len(self.sent) == self.leave_after:
            self.leave()
            # The watcher hears of it on the next turn of the loop.
            await asyncio.sleep(0.01)

    def leave(self) -> None:
        self.incoming.put_nowait({"type": "http.disconnect"})

    def say(self, body: bytes, *, more: bool = False) -> None:
        self.incoming.put_nowait({"type": "http.request", "body": body, "more_body": more})

    async def answered(self) -> "Client":
        await self.application(self.scope, self.incoming.get, self.send)
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(k.decode().lower(), v.decode()) for k, v in self.sent[0]["headers"]]

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@pytest.fixture(autouse=True)
def bare(settings: Any) -> Iterator[None]:
    """Only the server, without the product behind it."""
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "tests.microblog.bare_pages"
    bare_pages.hold.clear()
    bare_pages.pieces_made.clear()
    yield
    bare_pages.hold.set()


def ask(
    address: str,
    method: str = "GET",
    body: bytes = b"",
    headers: Headers = (),
    **limits: int,
) -> Client:
    async def asked() -> Client:
        application = OneHop(**{"threads": 2, "queue": 4, "max_body": 100_000} | limits)
        client = Client(application, address, method, headers)
        client.say(body)
        return await client.answered()

    return asyncio.run(asked())


def test_a_request_runs_in_a_thread_of_the_pool() -> None:
    answer = ask("/echo?a=1", "POST", b"hello")

    assert answer.status == 200
    assert answer.told["thread"].startswith("http")
    assert (answer.told["method"], answer.told["length"]) == ("POST", 5)
    assert answer.sent[-1].get("more_body", False) is False


def test_a_form_is_read() -> None:
    kind = (b"content-type", b"application/x-www-form-urlencoded")

    answer = ask("/echo", "POST", b"text=%C3%A9t%C3%A9", [kind])

    assert answer.told["form"] == {"text": "été"}


def test_a_body_may_come_in_pieces() -> None:
    async def asked() -> Client:
        client = Client(OneHop(threads=1, queue=0, max_body=100), "/echo", "POST", ())
        client.say(b"a" * 40, more=True)
        client.say(b"", more=True)
        client.say(b"b" * 40)
        return await client.answered()

    assert asyncio.run(asked()).told["length"] == 80


def test_a_body_that_is_announced_too_long_is_refused_unread() -> None:
    answer = ask("/echo", "POST", b"", [(b"content-length", b"100001")])

    assert answer.status == 413
    assert ("cache-control", "no-store") in answer.headers


def test_a_body_that_grows_too_long_is_refused_whatever_it_announced() -> None:
    assert ask("/echo", "POST", b"x" * 101, [(b"content-length", b"5")], max_body=100).status == 413
    assert ask("/echo", "POST", b"x" * 100, max_body=100).status == 200


def test_who_leaves_while_sending_is_answered_nothing() -> None:
    async def asked() -> Client:
        client = Client(OneHop(threads=1, queue=0, max_body=100), "/echo", "POST", ())
        client.say(b"half", more=True)
        client.leave()
        return await client.answered()

    assert asyncio.run(asked()).sent == []


def test_who_leaves_a_long_answer_ends_it() -> None:
    async def asked() -> Client:
        client = Client(OneHop(threads=1, queue=0, max_body=100), "/stream", "GET", ())
        client.say(b"")
        client.leave_after = 4
        return await client.answered()

    answer = asyncio.run(asked())

    assert answer.status == 200
    assert len(bare_pages.pieces_made) < 20


def test_a_long_answer_comes_whole_in_pieces_of_bounded_size() -> None:
    answer = ask("/stream")

    assert len(answer.body) == 100_000_000
    assert max(len(message.get("body", b"")) for message in answer.sent) <= 64 * 1024
    assert answer.sent[-1] == {"type": "http.response.body", "body": b""}


def test_more_than_threads_and_queue_are_told_to_come_back() -> None:
    async def asked() -> tuple[list[Client], Client, Client]:
        application = OneHop(threads=1, queue=1, max_body=100)
        waiting = [Client(application, "/slow", "GET", ()) for _ in range(2)]
        late, later = (Client(application, "/echo", "GET", ()) for _ in range(2))
        for client in (*waiting, late, later):
            client.say(b"")
        under_way = [asyncio.ensure_future(client.answered()) for client in waiting]
        await asyncio.to_thread(bare_pages.entered.acquire)
        await late.answered()
        bare_pages.hold.set()
        await asyncio.gather(*under_way)
        await later.answered()
        return waiting, late, later

    waiting, late, later = asyncio.run(asked())

    assert late.status == 503
    assert ("retry-after", "5") in late.headers
    assert [client.status for client in (*waiting, later)] == [200, 200, 200]


def test_who_reads_is_answered_while_others_bring_files() -> None:
    async def asked() -> Client:
        application = OneHop(threads=2, queue=9, max_body=1_000_000)
        bringing = [Client(application, "/slow", "POST", ()) for _ in range(4)]
        reader = Client(application, "/echo", "GET", ())
        for client in bringing:
            client.say(b"x" * 100_000)
        under_way = [asyncio.ensure_future(client.answered()) for client in bringing]
        await asyncio.to_thread(bare_pages.entered.acquire)
        reader.say(b"")
        await asyncio.wait_for(reader.answered(), 5)
        bare_pages.hold.set()
        await asyncio.gather(*under_way)
        return reader

    assert asyncio.run(asked()).status == 200


def test_an_answer_on_a_slow_line_takes_nobody_s_place() -> None:
    async def asked() -> tuple[int, Client]:
        application = OneHop(threads=1, queue=0, max_body=100)
        slow, other = (Client(application, address, "GET", ()) for address in ("/stream", "/echo"))
        slow.say(b"")
        other.say(b"")
        open_line, first = asyncio.Event(), asyncio.Event()

        async def send_slowly(message: dict[str, Any]) -> None:
            slow.sent.append(message)
            if message.get("more_body"):
                first.set()
                await open_line.wait()

        under_way = asyncio.ensure_future(application(slow.scope, slow.incoming.get, send_slowly))
        await asyncio.wait_for(first.wait(), 5)
        made = len(bare_pages.pieces_made)
        await asyncio.wait_for(other.answered(), 5)
        open_line.set()
        await under_way
        return made, other

    made, other = asyncio.run(asked())

    assert other.status == 200
    assert made < 10
    assert len(bare_pages.pieces_made) == 1000


def test_no_client_says_where_we_are_mounted() -> None:
    async def asked() -> Client:
        client = Client(OneHop(threads=1, queue=0, max_body=100), "/echo", "GET", ())
        client.scope["root_path"] = "//elsewhere.example"
        client.say(b"")
        return await client.answered()

    assert asyncio.run(asked()).told["home"] == "/echo"


def test_head_is_answered_without_a_body() -> None:
    for address in ("/echo", "/stream"):
        answer = ask(address, "HEAD")

        assert answer.status == 200
        assert answer.body == b""
    assert bare_pages.pieces_made == []


def test_each_cookie_has_a_header_of_its_own() -> None:
    cookies = [value for name, value in ask("/cookies").headers if name == "set-cookie"]

    assert len(cookies) == 2
    assert "a=1; HttpOnly; Path=/" in cookies


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    forged = [(b"x_forwarded_for", b"10.0.0.1")]

    assert ask("/echo", headers=forged).told["forwarded"] == ""
    assert ask("/echo", headers=[(b"x-forwarded-for", b"10.0.0.2")]).told["forwarded"] == "10.0.0.2"


@pytest.mark.parametrize("length", [b"-5", b"ten", b"", b"9" * 400, b"\xc2\xb2"])
def test_a_length_that_is_none_breaks_nothing(length: bytes) -> None:
    answer = ask("/echo", "POST", b"x", [(b"content-length", length)])

    assert answer.status == 413 if length.isdigit() else answer.told["length"] == 1


def test_a_form_with_files_may_come_without_a_length() -> None:
    kind = (b"content-type", b"multipart/form-data; boundary=b")
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--b--\r\n'

    assert ask("/echo", "POST", body, [kind]).told["form"] == {"text": "hello"}


@pytest.mark.parametrize(
    "kind", [b"multipart/form-data", b"multipart/form-data; boundary=", b"\xff"]
)
def test_a_form_that_cannot_be_read_is_refused(kind: bytes) -> None:
    answer = ask("/echo", "POST", b"nonsense", [(b"content-type", kind)])

    assert answer.status == 400 or answer.told["form"] == {}


def test_a_view_that_fails_is_an_error_page_and_the_server_goes_on() -> None:
    async def asked() -> tuple[Client, Client]:
        application = OneHop(threads=1, queue=0, max_body=100)
        broken = Client(application, "/broken", "GET", ())
        after = Client(application, "/echo", "GET", ())
        for client in (broken, after):
            client.say(b"")
        return await broken.answered(), await after.answered()

    broken, after = asyncio.run(asked())

    assert (broken.status, after.status) == (500, 200)


def test_an_address_that_is_no_text_is_no_page() -> None:
    assert ask("/\ufffd\ufffe").status == 404
