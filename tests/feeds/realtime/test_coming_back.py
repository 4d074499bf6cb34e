"""What a page missed while it was away, and what survives a server that dies."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.pages import Person, Stage, assemble
from tests.serving import installation


def test_three_posts_written_while_the_socket_was_gone_arrive_once(stage: Stage) -> None:
    ada, cleo = stage.person("ada"), stage.person("cleo", server=1)
    page = cleo.opens("company")
    seen = ada.says("Seen")
    cursor = page.hears("post")["cursor"]
    page.drop()

    missed = [ada.says(f"Missed {number}") for number in range(3)]
    again = cleo.opens("company")
    news = cleo.get("/updates", since=cursor, feed="company", after=seen, posts=seen).json
    loaded = cleo.get("/company", after=seen).text

    assert news["new"] == 3
    assert [author["handle"] for author in news["authors"]] == ["ada"]
    assert [loaded.count(f'id="p-{post}"') for post in missed] == [1, 1, 1]
    assert f'id="p-{seen}"' not in loaded
    assert news["cursor"] != cursor
    later = ada.says("Heard again")
    assert again.hears("post")["id"] == later


def test_changes_made_meanwhile_are_told_by_the_cursor(stage: Stage) -> None:
    ada, cleo = stage.person("ada"), stage.person("cleo")
    edited, answered, gone, same = (ada.says(text) for text in ("one", "two", "three", "four"))
    posts = ",".join((edited, answered, gone, same))
    cursor = cleo.get("/shortcuts").text.split('data-cursor="', 1)[1].split('"', 1)[0]

    ada.send(f"/p/{edited}/edit", text="better")
    cleo.says("a reply", reply_to=answered)
    ada.send(f"/p/{gone}/retract")
    ada.send("/me/availability", kind="focus", **{"for": "1h"})

    news = cleo.get("/updates", since=cursor, feed="company", posts=posts).json
    assert {edited, answered, gone} <= set(news["changed"])
    assert same not in news["changed"]
    assert news["gone"] == [], "a retracted post stays as a sign"
    assert [fact["state"] for fact in news["availability"]] == ["focus"]


@pytest.fixture
def mortal() -> Iterator[Stage]:
    """An installation of its own, whose server may be killed."""
    with installation() as place:
        server = place.start()
        made = assemble(place, [server])
        try:
            yield made
        finally:
            for one in made.servers:
                one.stop()


def test_every_acknowledged_post_is_there_once_and_none_half_after_a_kill(mortal: Stage) -> None:
    writers = [mortal.person(handle) for handle in ("ada", "ben", "cleo")]
    acknowledged: dict[str, str] = {}
    sent: list[tuple[Person, str]] = []

    def write(writer: Person, name: str) -> None:
        for number in range(500):
            key = f"{name}-{number}"
            sent.append((writer, key))
            try:
                acknowledged[key] = writer.says(f"{key} #storm", client_key=key)
            except (OSError, AssertionError, IndexError):
                return

    threads = [
        threading.Thread(target=write, args=(writer, f"w{number}"))
        for number, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    mortal.servers[0].kill()
    for thread in threads:
        thread.join(30)
    assert len(acknowledged) > 3

    mortal.servers[:] = [mortal.at.start()]
    # A browser that got no answer sends its form again, with the key it had.
    again: dict[str, str] = {}
    for writer, key in sent[-3:] + sent[:3]:
        again[key] = writer.elsewhere(mortal.servers[0]).says(f"{key} #storm", client_key=key)

    for key, post in again.items():
        assert acknowledged.get(key, post) == post, "sent twice is there once"
    whole = mortal.count(
        """
from collections import Counter
from feeds.models import Post, PostTag
from ledger.models import Entry
from microblog.lib.ids import encode
posts = {encode(pk): text for pk, text in Post.objects.values_list("pk", "text")}
tagged = {encode(pk) for pk in PostTag.objects.values_list("post", flat=True)}
written = Counter(Entry.objects.filter(action="post.published").values_list("subject", flat=True))
print(json.dumps([posts, sorted(tagged), written]))
"""
    )
    posts, tagged, written = whole
    everything = acknowledged | again
    assert {posts[post].split()[0] for post in everything.values()} == set(everything)
    assert len(set(posts.values())) == len(posts), "nothing is there twice"
    assert set(tagged) == set(posts), "no post without its tag"
    assert written == {f"post:{post}": 1 for post in posts}, "no post without its entry"
