"""Two people at their pages: what one does, the other sees without a reload."""

import re
import time
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.acting import BOX, key_of, menu, post, with_text
from tests.browser.conftest import Door
from tests.browser.people import NOEMIE, THOMAS


def test_a_post_waits_behind_the_pill_within_a_second_and_opens_without_a_reload(
    enter: Door,
) -> None:
    reader = enter(NOEMIE, "/")
    writer = enter(THOMAS, "/g/projet-oceane")
    enter.watch_of(reader).wait_for_socket()
    reader.evaluate("window.same = true")
    words = f"Le périmètre est figé {uuid4().hex[:8]}"

    post(writer, f"{words} #océane")
    posted = time.monotonic()
    pill = reader.locator("new-posts-pill .pill")
    expect(pill).to_be_visible(timeout=2000)
    waited = time.monotonic() - posted

    assert waited < 1
    assert not reader.get_by_text(words).count(), "the page moved by itself"
    pill.click()
    shown = with_text(reader, words)
    expect(shown).to_be_visible()
    expect(shown.locator("a.tag")).to_have_text("#océane")
    expect(pill).to_be_hidden()
    assert reader.evaluate("window.same"), "the page was loaded anew"


def test_edit_reaction_availability_and_retraction_change_in_place(enter: Door) -> None:
    writer = enter(THOMAS, "/g/projet-oceane")
    reader = enter(NOEMIE, "/g/projet-oceane")
    words = f"Mesures du soir {uuid4().hex[:8]}"
    mine = post(writer, words)
    key = key_of(mine)
    reader.reload()
    enter.watch_of(reader).wait_for_socket()
    theirs = reader.locator(f"#p-{key}")

    writer.locator(f"#p-{key} [data-act=react]").click()
    writer.locator("#reaction-menu .r-bravo").click()
    expect(theirs.locator(".react.r-bravo .num")).to_have_text("1")

    menu(writer, mine).locator("[href$='/edit']").click()
    writer.locator("dialog[open] textarea").fill(f"{words} corrigées")
    writer.locator("dialog[open] .btn--main").click()
    expect(theirs.locator(".body")).to_contain_text("corrigées")
    expect(theirs.locator("[href$='/history']")).to_be_visible()

    writer.keyboard.press("Escape")
    writer.locator("#me").click()
    writer.locator("dialog[open] [name=kind][value=meeting]").last.click()
    expect(theirs.locator(".dot")).to_have_class(re.compile("is-meeting"))
    expect(theirs.locator(".status")).not_to_be_empty()

    menu(writer, writer.locator(f"#p-{key}")).locator(".danger").click()
    expect(reader.locator(f"#p-{key} .body")).to_have_count(0)
    expect(reader.get_by_text("corrigées")).to_have_count(0)


def test_what_was_posted_while_the_network_was_gone_arrives_once(enter: Door) -> None:
    reader = enter(NOEMIE, "/")
    enter.watch_of(reader).wait_for_socket()
    mark = uuid4().hex[:8]
    reader.context.set_offline(True)
    expect(reader.locator(".offbar")).to_be_visible()

    writer = enter(THOMAS, "/g/projet-oceane")
    for number in ("un", "deux", "trois"):
        post(writer, f"Pendant la coupure {number} {mark}")
    reader.context.set_offline(False)

    pill = reader.locator("new-posts-pill .pill")
    expect(pill).to_be_visible(timeout=15_000)
    expect(pill).to_contain_text("3")
    pill.click()
    expect(reader.locator(".post", has_text=mark)).to_have_count(3)
    assert [
        text.split()[3] for text in reader.locator(".post .body", has_text=mark).all_inner_texts()
    ] == ["trois", "deux", "un"]


def test_an_own_post_appears_at_once_and_can_be_undone(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    words = f"Une pensée {uuid4().hex[:8]}"

    post(page, words)
    expect(page.locator(BOX).first).to_have_value("")
    page.locator(".toast button").click()

    expect(page.locator(".post", has_text=words)).to_have_count(0)
    expect(page.locator(BOX).first).to_have_value(words)
