"""What open pages hear of what others do, and what they never hear. Over real sockets."""

import json
import re
import time

import pytest

from tests.pages import Page, Person, Stage


@pytest.fixture
def ada(stage: Stage) -> Person:
    return stage.person("ada")


@pytest.fixture
def ben(stage: Stage) -> Person:
    """At the other process, where there are two."""
    return stage.person("ben", server=1)


@pytest.fixture
def cleo(stage: Stage) -> Person:
    return stage.person("cleo", server=1)


def everything(page: Page) -> str:
    """All that a page ever heard, a moment later, as one text."""
    time.sleep(0.7)
    return json.dumps(page.frames)


def test_a_post_is_heard_within_a_second_in_the_feeds_that_list_it(
    stage: Stage, ada: Person, cleo: Person
) -> None:
    company, home = cleo.opens("company"), cleo.opens("home")
    tag = cleo.opens("tag:Océane")

    post = ada.says("Bonjour #oceane")

    frame = company.hears("post")
    assert frame["id"] == post
    assert frame["feed"] == ["company"]
    assert frame["author"]["handle"] == "ada"
    assert tag.hears("post")["feed"] == ["tag:Océane"]
    assert "Bonjour" not in everything(company)
    assert home.frames == [], "cleo does not follow ada"


def test_who_follows_hears_at_home(ada: Person, cleo: Person) -> None:
    ada.send("/@cleo/follow", on="1")
    home = ada.opens("home")

    post = cleo.says("For those who follow me")

    assert home.hears("post")["id"] == post


def test_my_own_post_is_heard_by_my_other_pages(ben: Person, stage: Stage) -> None:
    elsewhere = stage.person("ben", session=1).opens("home")

    post = ben.says("From my other tab")

    assert elsewhere.hears("post")["id"] == post


def test_outsiders_hear_nothing_of_a_private_and_a_secret_group(
    stage: Stage, ada: Person, ben: Person, cleo: Person
) -> None:
    for name in ("Board", "Vault"):
        place = f"group:{stage.groups[name]}"
        member = ben.opens(place)
        first = ada.says(f"Only for {name} #hush", audience=place)
        member.hears("post")
        outside = [
            cleo.opens("home", place, "tag:hush", posts=[first]),
            cleo.opens("company", "profile:ada", f"thread:{first}", posts=[first]),
        ]
        guest = stage.person("gus").opens("company", "home", place, posts=[first])

        second = ada.says(f"More for {name} #hush @cleo", audience=place)
        reply = ben.says("An answer", reply_to=first)
        ben.send(f"/p/{first}/reactions/idea", on="1")
        ada.send(f"/p/{second}/edit", text="Better")
        ada.send(f"/p/{first}/retract")

        assert member.hears("post")["id"] == second
        for page in [*outside, *([guest] if name == "Vault" else [])]:
            assert everything(page) == "[]", name
        if name == "Board":
            heard = everything(guest)
            assert second in heard
            assert reply not in heard, "the guest has no page that lists replies"


def test_a_message_is_heard_by_its_people_only(
    stage: Stage, ada: Person, ben: Person, cleo: Person
) -> None:
    answer = ada.send("/messages/new", to="ben", text="Between us")
    assert answer.status == 204, answer
    found = re.search("/messages/([0-9a-z]{13})", ben.get("/messages").text)
    assert found is not None
    key = found[1]
    his = ben.opens(f"conversation:{key}", "company")
    hers = cleo.opens(f"conversation:{key}", "company", "home")

    ada.send(f"/messages/{key}", text="Are you there?")

    frame = his.hears("post")
    assert frame["feed"] == [f"conversation:{key}"]
    counts = his.hears("counts")
    assert counts["messages"] == 1, "one conversation waits"
    assert everything(hers) == "[]"


def test_a_reply_is_heard_in_its_thread_and_moves_the_number_of_the_first_post(
    ada: Person, cleo: Person
) -> None:
    root = ada.says("Who comes along?")
    thread = ada.opens(f"thread:{root}", posts=[root])
    feed = ada.opens("company", posts=[root])

    reply = cleo.says("I do", reply_to=root)

    assert thread.hears("post")["id"] == reply
    assert thread.hears("post.changed")["id"] == root
    assert feed.hears("post.changed")["id"] == root
    assert feed.hears("counts")["notifications"] >= 1
    assert reply not in everything(feed), "feeds list no replies"


def test_edits_reactions_and_retractions_reach_the_pages_that_show_the_post(
    ada: Person, cleo: Person
) -> None:
    post, other = ada.says("Frist"), ada.says("Not on screen")
    page = cleo.opens("company", posts=[post])

    ada.send(f"/p/{post}/edit", text="First")
    assert page.hears("post.changed")["id"] == post
    ada.send(f"/p/{post}/reactions/bravo", on="1")
    assert page.hears("post.changed")["id"] == post
    ada.send(f"/p/{post}/reactions/bravo", on="0")
    assert page.hears("post.changed")["id"] == post
    ada.send(f"/p/{other}/retract")
    ada.send(f"/p/{post}/retract")

    assert page.hears("post.gone")["id"] == post
    everything(page)
    told = [frame["id"] for frame in page.frames if frame["kind"].startswith("post.")]
    assert set(told) == {post}, "nothing of what is not on screen"


def test_a_repost_is_heard_as_the_post_that_it_shows(
    stage: Stage, ada: Person, ben: Person, cleo: Person
) -> None:
    ada.send("/@cleo/follow", on="1")
    original = ben.says("Worth passing on")
    home, showing = ada.opens("home"), ada.opens("bookmarks", posts=[original])

    cleo.send(f"/p/{original}/repost", on="1")

    assert (
        home.hears("post", such=lambda frame: frame["author"]["handle"] == "cleo")["id"] == original
    )
    assert showing.hears("post.changed")["id"] == original


def test_an_availability_is_heard_by_everybody_who_knows_the_person(
    stage: Stage, ada: Person, cleo: Person
) -> None:
    colleague, guest = ada.opens("home"), stage.person("gus").opens("home")

    cleo.send("/me/availability", kind="meeting", text="Budget", **{"for": "1h"})

    frame = colleague.hears("availability")
    assert (frame["handle"], frame["state"], frame["text"]) == ("cleo", "meeting", "Budget")
    assert frame["until"]
    assert everything(guest) == "[]", "guests know only the people of their groups"
    cleo.send("/me/availability", kind="available")
    assert colleague.hears("availability")["state"] == "available"


def test_twenty_posts_at_once_are_each_heard_once(ada: Person, ben: Person, cleo: Person) -> None:
    page = cleo.opens("company")

    posts = [author.says(f"Number {number}") for number in range(10) for author in (ada, ben)]

    everything(page)
    assert sorted(frame["id"] for frame in page.frames) == sorted(posts)
