"""Reading and taking part in a browser without JavaScript: every act is a form or a link."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.acting import BOX, key_of, with_text
from tests.browser.conftest import Door
from tests.browser.people import THOMAS, fill_sign_in


def send(page: Page, words: str) -> None:
    page.locator(BOX).last.fill(words)
    page.locator("form.composer .btn--main").last.click()


def test_one_signs_in_posts_replies_reacts_joins_searches_and_writes(enter: Door) -> None:
    page = enter("", "", java_script_enabled=False)
    fill_sign_in(page, THOMAS)
    expect(page.locator("#feed .post").first).to_be_visible()
    word = f"sansscript{uuid4().hex[:8]}"

    send(page, f"Écrit {word} #essai")
    made = with_text(page, word)
    key = key_of(made)
    page.goto(f"/p/{key}")
    send(page, f"Réponse {word}")
    expect(page.locator(".thread__replies .post", has_text="Réponse")).to_be_visible()

    page.locator(f"#p-{key} [data-act=react]").click()
    page.locator("button[formaction$='/reactions/bravo'], button[value=bravo]").first.click()
    page.goto(f"/p/{key}")
    expect(page.locator(f"#p-{key} .react.r-bravo")).to_have_attribute("aria-pressed", "true")
    page.locator(f"#p-{key} .act--mark").click()
    page.goto("/bookmarks")
    expect(with_text(page, word)).to_be_visible()

    page.goto("/g/a-velo")
    joins = page.locator("[formaction='/g/a-velo/join']")
    if joins.first.get_attribute("value") == "0":
        joins.first.click()
        page.goto("/g/a-velo")
    joins.first.click()
    page.goto("/g/a-velo")
    expect(page.locator(BOX).first).to_be_visible()

    page.goto("/search")
    page.locator("main [name=q]").fill(word)
    page.locator("main form button").first.click()
    expect(page.locator("main article", has_text=word).first).to_be_visible()

    page.goto("/messages/new?to=noemie")
    send(page, f"Entre nous {word}")
    expect(page.locator(".private .post", has_text=word)).to_be_visible()

    page.goto("/me/availability")
    page.locator("button[name=kind][value=focus]").last.click()
    page.goto("/@thomas")
    expect(page.locator(".head .dot").first).to_have_class("dot is-focus")

    page.goto(f"/p/{key}/menu")
    page.locator(f"button[formaction='/p/{key}/retract']").click()
    page.goto("/company")
    expect(page.get_by_text(f"Écrit {word}")).to_have_count(0)
