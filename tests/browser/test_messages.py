"""Direct messages: between two people, at once, and unmistakably private."""

from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.acting import BOX, with_text
from tests.browser.conftest import Door
from tests.browser.people import NOEMIE, THOMAS


def test_a_message_reaches_the_other_at_once_and_nobody_else(enter: Door) -> None:
    writer = enter(THOMAS, "/messages/new?to=noemie")
    words = f"Entre nous {uuid4().hex[:8]}"
    reader = enter(NOEMIE, "/")
    enter.watch_of(reader).wait_for_socket()
    count = reader.locator("nav.nav [data-count=messages]")

    writer.locator(BOX).last.fill(words)
    writer.locator("form.composer .btn--main").last.click()
    expect(writer.locator(".private .post", has_text=words)).to_be_visible()
    expect(count).to_be_visible()

    reader.goto("/messages")
    reader.locator("a.convo").first.click()
    theirs = reader.locator(".private .post", has_text=words)
    expect(theirs).to_be_in_viewport()
    expect(reader.locator(".private__band")).to_contain_text("Thomas Leroux")
    assert reader.locator(".private .act--share").count() == 0, "a message is not passed on"
    enter.watch_of(reader).wait_for_socket()

    answer = f"Reçu {uuid4().hex[:8]}"
    reader.locator(BOX).last.fill(answer)
    reader.locator("form.composer .btn--main").last.click()
    expect(with_text(writer, answer)).to_be_visible()

    third = enter("cecile", "/messages")
    assert third.request.get(reader.url).status == 404
    assert words not in third.content()


def test_a_conversation_does_not_look_like_a_feed(enter: Door) -> None:
    page = enter(NOEMIE, "/messages")
    page.locator("a.convo").first.click()
    private = page.locator(".private")
    expect(private).to_be_visible()

    surface = private.evaluate("e => getComputedStyle(e).backgroundColor")
    page.goto("/")
    feed = page.locator("#feed").evaluate("e => getComputedStyle(e).backgroundColor")

    assert surface != feed
