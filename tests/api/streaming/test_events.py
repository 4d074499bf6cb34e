"""Server-sent events: read by an unmodified client, and by hand."""

import time
from http.client import HTTPConnection
from threading import Event
from typing import Any

import pytest
from mastodon import Mastodon, StreamListener

from tests.api.streaming.apps import App, Ear, EventStream

Opened = list[Ear | EventStream]


class Heard(StreamListener):
    """Keeps what an unmodified client makes of what it hears."""

    def __init__(self) -> None:
        self.updates: list[Any] = []
        self.told: list[Any] = []
        self.deleted: list[str] = []
        self.thumped = Event()

    def on_update(self, status: Any) -> None:
        self.updates.append(status)

    def on_notification(self, notification: Any) -> None:
        self.told.append(notification)

    def on_delete(self, status_id: Any) -> None:
        self.deleted.append(str(status_id))

    def handle_heartbeat(self) -> None:
        self.thumped.set()


def until(said: Any, within: float = 5.0) -> None:
    """Wait until something became true."""
    end = time.monotonic() + within
    while not said():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def test_an_unmodified_client_listens(ben: App, ada: App) -> None:
    client = Mastodon(access_token=ben.token, api_base_url=ben.server.url)
    home, tagged = Heard(), Heard()

    assert client.stream_healthy()
    handles = [
        client.stream_user(home, run_async=True),
        client.stream_hashtag("blue", tagged, run_async=True),
    ]
    until(lambda: all(handle.is_receiving() for handle in handles))
    time.sleep(0.3)
    said = ada.says("Hello @ben, it is #blue")
    until(lambda: home.told and home.updates and tagged.updates)
    ada.ask("DELETE", f"/api/v1/statuses/{said['id']}")
    until(lambda: home.deleted and tagged.deleted)
    for handle in handles:
        handle.close()

    assert str(home.updates[0].id) == str(tagged.updates[0].id) == said["id"]
    assert home.told[0].type == "mention"
    assert home.deleted == tagged.deleted == [said["id"]]


@pytest.mark.parametrize(
    "path", ["public", "public/local", "hashtag/local?tag=green", "hashtag?tag=green", "user"]
)
def test_each_address_is_a_stream(ben: App, ada: App, opened: Opened, path: str) -> None:
    name, _mark, query = path.partition("?")
    stream = ben.follows(name, **({"tag": "green"} if query else {}))
    opened.append(stream)

    said = ada.says("It is #green, @ben")

    assert stream.status == 200
    assert stream.response.headers["Content-Type"] == "text/event-stream"
    assert stream.response.headers["Access-Control-Allow-Origin"] == "*"
    assert stream.next("update")["id"] == said["id"]


def test_an_outsider_reads_nothing(
    ada: App, cleo: App, groups: dict[str, str], opened: Opened
) -> None:
    streams = [cleo.follows("user"), cleo.follows("public"), cleo.follows("direct")]
    opened += streams

    ada.says("Of the vault", group_id=groups["Vault"], visibility="private")
    ada.says("@ben for you", visibility="direct")
    time.sleep(1)

    assert not [stream.heard for stream in streams if stream.heard]


def test_what_is_no_stream_is_refused_in_json(
    ben: App, cleo: App, groups: dict[str, str], opened: Opened
) -> None:
    refused = [
        (ben.follows("nonsense"), 404),
        (ben.follows("hashtag"), 400),
        (ben.follows("list", list="no"), 400),
        (cleo.follows("list", list=groups["Vault"]), 404),
    ]

    opened += [stream for stream, _status in refused]

    assert [stream.status for stream, _status in refused] == [status for _stream, status in refused]


def test_browsers_of_other_origins_may_ask(ben: App) -> None:
    link = HTTPConnection(ben.place, timeout=10)
    link.request("OPTIONS", "/api/v1/streaming/user")
    answer = link.getresponse()
    link.close()

    assert answer.status == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_many_streams_leave_the_threads_to_others(ben: App, opened: Opened) -> None:
    opened += [ben.follows("public") for _number in range(12)]

    begun = time.monotonic()
    ben.ask("GET", "/api/v1/accounts/verify_credentials")

    assert time.monotonic() - begun < 2


def test_silence_is_kept_alive(ben: App) -> None:
    client = Mastodon(access_token=ben.token, api_base_url=ben.server.url)
    heard = Heard()
    handle = client.stream_public(heard, run_async=True)

    assert heard.thumped.wait(18)
    handle.close()
