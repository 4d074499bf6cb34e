"""Over real sockets: who hears what of which stream, and who hears nothing."""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.api.streaming.apps import App, Ear, EventStream, app_of
from tests.pages import Stage

Opened = list[Ear | EventStream]
ELSEWHERE = Origin("https://elsewhere.example")


def test_a_post_comes_once_to_each_stream_that_lists_it(ben: App, ada: App, opened: Opened) -> None:
    ear = ben.hears("public")
    opened.append(ear)
    ear.say("subscribe", stream="hashtag", tag="News")
    ear.say("subscribe", stream="hashtag", tag="News")
    ear.say("subscribe", stream="public:remote")
    ear.say("subscribe", stream="public:media")

    said = ada.says("Some #news for all")
    first, second = ear.frame("update"), ear.frame("update")
    time.sleep(0.5)

    assert first["payload"]["id"] == second["payload"]["id"] == said["id"]
    assert [first["stream"], second["stream"]] == [["public"], ["hashtag", "News"]]
    assert len(ear.heard) == 2


def test_what_is_no_longer_listened_to_is_silent(ben: App, ada: App, opened: Opened) -> None:
    ear = ben.hears("public")
    opened.append(ear)
    ear.say("unsubscribe", stream="public")

    ada.says("Nobody listens")
    time.sleep(1)

    assert not ear.heard


def test_ones_own_stream_brings_posts_edits_deletions_and_notifications(
    ben: App, ada: App, groups: dict[str, str], opened: Opened
) -> None:
    ear = ben.hears("user")
    opened.append(ear)

    said = ada.says("Hello @ben", group_id=groups["Vault"], visibility="private")
    seen, told = ear.next("update"), ear.next("notification")
    ada.ask("PUT", f"/api/v1/statuses/{said['id']}", status="Hello again @ben")
    edited = ear.next("status.update")
    ada.ask("DELETE", f"/api/v1/statuses/{said['id']}")

    assert seen["id"] == edited["id"] == said["id"]
    assert (told["type"], told["status"]["id"]) == ("mention", said["id"])
    assert told["account"]["username"] == "ada"
    assert "again" in edited["content"]
    assert edited["edited_at"]
    assert ear.next("delete") == said["id"]
    assert len([one for one in ear.heard if one["event"] == "notification"]) == 1


def test_what_was_notified_before_one_listened_is_no_news(
    ben: App, ada: App, opened: Opened
) -> None:
    # A process keeps track of notifications from its first listener on.
    ben.hears("public").close()
    ada.says("Nobody hears this, @ben")
    both = ben.hears("user:notification"), ben.follows("user")
    opened += both

    said = ada.says("Now you do, @ben")

    for one in both:
        assert one.next("notification")["status"]["id"] == said["id"]
    time.sleep(0.5)
    assert [[frame["event"] for frame in one.heard].count("notification") for one in both] == [1, 1]


def test_a_reaction_is_told_to_the_author_and_marks_are_the_readers_own(
    ben: App, ada: App, opened: Opened
) -> None:
    said = ben.says("Worth a thought")
    mine, hers = ben.hears("user:notification"), ada.hears("user:notification")
    opened += [mine, hers]

    ada.ask("POST", f"/api/v1/statuses/{said['id']}/favourite", of="it")
    told = mine.next("notification")

    assert told["type"] == "favourite"
    assert told["status"]["favourites_count"] == 1
    assert told["status"]["favourited"] is False
    assert not hers.heard


def test_a_message_is_told_to_its_people_only(
    ben: App, ada: App, cleo: App, opened: Opened
) -> None:
    ear, outside, home = ben.hears("direct"), cleo.hears("direct"), ben.hears("user")
    opened += [ear, outside, home]

    said = ada.says("@ben between us", visibility="direct")
    conversation = ear.next("conversation")

    assert conversation["last_status"]["id"] == said["id"]
    assert conversation["unread"] is True
    assert [one["username"] for one in conversation["accounts"]] == ["ada"]
    assert home.next("notification")["status"]["id"] == said["id"]
    assert not [frame for frame in home.heard if frame["event"] == "update"]
    assert not outside.heard


def test_an_outsiders_frames_hold_nothing(
    ada: App, ben: App, cleo: App, gus: App, groups: dict[str, str], opened: Opened
) -> None:
    everything = ("user", "public", "public:local", "user:notification", "direct")
    cleos, guests = cleo.hears(), gus.hears()
    opened += [cleos, guests]
    for ear in (cleos, guests):
        for stream in everything:
            ear.say("subscribe", stream=stream)
        ear.say("subscribe", stream="hashtag", tag="quiet")

    vault = ada.says("Only for #quiet ones", group_id=groups["Vault"], visibility="private")
    ben.ask("POST", f"/api/v1/statuses/{vault['id']}/favourite", of="it")
    ada.ask("PUT", f"/api/v1/statuses/{vault['id']}", status="Still only for #quiet ones")
    ada.ask("DELETE", f"/api/v1/statuses/{vault['id']}")
    board = ada.says("Board hears of #quiet", group_id=groups["Board"], visibility="private")
    public = ada.says("All colleagues hear #quiet")
    assert cleos.next("update")["id"] == public["id"]
    assert guests.next("update")["id"] == board["id"]
    time.sleep(1)

    assert vault["id"] not in json.dumps([*cleos.heard, *guests.heard])
    assert board["id"] not in json.dumps(cleos.heard)
    assert public["id"] not in json.dumps(guests.heard)


def test_lists_of_people_and_groups_are_streams_of_their_owner(
    ben: App, ada: App, cleo: App, groups: dict[str, str], opened: Opened
) -> None:
    ear, outside = ben.hears("list", list=groups["Board"]), cleo.hears()
    opened += [ear, outside]
    outside.say("subscribe", stream="list", list=groups["Board"])
    outside.say("subscribe", stream="list", list=groups["Vault"])

    said = ada.says("For the board", group_id=groups["Board"], visibility="private")

    frame = ear.frame("update")
    assert (frame["payload"]["id"], frame["stream"]) == (said["id"], ["list", groups["Board"]])
    assert [outside.error()["status"], outside.error()["status"]] == [404, 404]
    assert len(outside.heard) == 2


def test_what_makes_no_sense_is_told_and_the_socket_stays(ben: App, opened: Opened) -> None:
    ear = ben.hears("nonsense")
    opened.append(ear)
    ear.say("subscribe", stream="hashtag")
    ear.link.send("not even JSON")

    said = [ear.error()["error"] for _number in range(3)]

    assert said == ["Unknown stream type", "Missing tag name parameter", "Unknown message type"]
    ear.say("subscribe", stream="public")
    assert not ear.ended


def test_a_binary_frame_ends_it(ben: App, opened: Opened) -> None:
    ear = ben.hears("public")
    opened.append(ear)
    ear.link.send(b"\x00")

    ear.is_closed()


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_good_token_it_never_opens(stage: Stage, token: str) -> None:
    place = urlsplit(stage.servers[0].url).netloc
    query = f"?access_token={token}" if token else ""

    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://{place}/api/v1/streaming{query}", proxy=None, legacy=False),
    ):
        pass
    link = HTTPConnection(place, timeout=10)
    link.request("GET", f"/api/v1/streaming/user{query}")
    answer = link.getresponse()

    assert refused.value.response.status_code == 401
    assert answer.status == 401
    assert json.loads(answer.read()) == {"error": "The access token is invalid"}
    link.close()


def test_a_token_is_taken_from_the_query_and_the_header_and_never_logged(
    stage: Stage, ben: App
) -> None:
    address = f"ws://{ben.place}/api/v1/streaming"
    header = {"Authorization": f"Bearer {ben.token}"}
    with connect(f"{address}/?access_token={ben.token}&stream=user", proxy=None, legacy=False) as a:
        assert a.subprotocol is None
    with connect(address, additional_headers=header, proxy=None, legacy=False) as b:
        b.ping().wait(5)

    assert all(ben.token not in server.log.read_text() for server in stage.servers)


def test_a_token_for_less_hears_less(stage: Stage, ada: App, opened: Opened) -> None:
    app = app_of(stage, "ben", scopes="read:statuses")
    ear = app.hears("user")
    opened.append(ear)
    ear.say("subscribe", stream="user:notification")

    said = ada.says("Hello @ben")

    assert ear.error()["status"] == 401
    assert ear.next("update")["id"] == said["id"]
    time.sleep(0.5)
    assert "notification" not in [frame.get("event") for frame in ear.heard]


def test_an_app_without_a_person_is_refused(stage: Stage) -> None:
    code = """
from api.actions.apps import register_app
from api.actions.tokens import grant_token
app = register_app(name="Alone", redirect_uris=["https://a.example/"], granted=["read"])[0]
grant_token(actor=None, app=app, granted=["read"], value="alone")
"""
    stage.act(code)

    with pytest.raises(InvalidStatus) as refused:
        App(stage.servers[0], "alone").hears("public")

    assert refused.value.response.status_code == 401


def test_pages_of_other_origins_still_open_no_socket_of_ours(stage: Stage) -> None:
    place = urlsplit(stage.servers[0].url).netloc

    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://{place}/ws/", origin=ELSEWHERE, proxy=None, legacy=False),
    ):
        pass

    assert refused.value.response.status_code == 403


def test_addresses_of_files_are_for_the_token_that_hears_them(
    stage: Stage, ada: App, ben: App, opened: Opened
) -> None:
    mine, others = ben.hears("public"), app_of(stage, "ben").hears("public")
    opened += [mine, others]

    ada.says("With a face")
    first, second = mine.next("update"), others.next("update")

    assert first["id"] == second["id"]
    assert first["account"]["avatar"].startswith("http")


def test_changed_filters_are_told_without_a_payload(ben: App, cleo: App, opened: Opened) -> None:
    ear, other = ben.hears("user"), cleo.hears("user")
    opened += [ear, other]

    made = ben.ask("POST", "/api/v2/filters", title="Quiet", context=["home"])  # type: ignore[arg-type]  # JSON

    assert made["title"] == "Quiet"
    assert ear.frame("filters_changed") == {
        "stream": ["user"],
        "event": "filters_changed",
        "payload": None,
    }
    assert not other.heard
