"""Who is let in at the socket, and what becomes of nonsense."""

from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.pages import Person, Stage, knock


@pytest.fixture
def ada(stage: Stage) -> Person:
    return stage.person("ada")


def test_who_is_not_signed_in_is_told_so(stage: Stage) -> None:
    for cookie in ("", "session=abcdefghijklmnopqrstuvwxyz012345"):
        with knock(stage.servers[0], cookie) as link:
            with pytest.raises(ConnectionClosed):
                link.recv(5)
            assert link.close_code == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null", ""])
def test_pages_of_other_sites_are_refused(ada: Person, origin: str) -> None:
    with pytest.raises(InvalidStatus), knock(ada.server, ada.cookie, origin=origin):
        pass


def test_at_other_addresses_there_is_no_socket(ada: Person) -> None:
    for address in ("/ws", "/ws/nope", "/company"):
        with (
            pytest.raises(InvalidStatus) as refused,
            knock(ada.server, ada.cookie, address=address),
        ):
            pass

        assert refused.value.response.status_code == 403


def test_nonsense_is_ignored_and_too_much_of_it_ends_the_socket(ada: Person) -> None:
    page = ada.opens("company")
    for text in ("", "null", "[]", "{", '{"type":"watch"}', '{"type":"watch","feeds":1,"posts":2}'):
        page.link.send(text)
    post = ada.says("Still heard")
    assert page.hears("post")["id"] == post

    for _number in range(20):
        page.link.send(b"\x00\xff")

    assert page.is_closed(within=5) == 4400


@pytest.mark.parametrize(
    "feeds, posts",
    [
        (["home"] * 4, []),
        (["x" * 200], []),
        ([None], []),
        (["home"], ["!" * 13]),
        (["home"], ["0" * 13] * 201),
        ({"home": 1}, [7]),
    ],
)
def test_a_watch_that_makes_no_sense_changes_nothing(
    ada: Person, feeds: list[str], posts: list[str]
) -> None:
    page = ada.opens("company")
    page.feeds, page.posts = feeds, posts
    page.watch()

    post = ada.says("Heard as before")

    assert page.hears("post")["id"] == post


def test_a_frame_beyond_the_limit_ends_the_socket(ada: Person) -> None:
    page = ada.opens("company")

    page.link.send("x" * 20_000)

    assert page.is_closed(within=5) in {1009, 1006}


def test_one_person_cannot_hold_sockets_without_end(stage: Stage) -> None:
    admin = stage.person("root.admin")
    with ExitStack() as pages:
        for _number in range(50):
            pages.enter_context(knock(admin.server, admin.cookie))

        with knock(admin.server, admin.cookie) as one_more:
            with pytest.raises(ConnectionClosed):
                one_more.recv(5)
            assert one_more.close_code == 4429
