"""The keyboard map: what `?` lists is what works."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.acting import BOX, with_text
from tests.browser.conftest import Door
from tests.browser.people import NOEMIE

FOCUS = """() => {
  const at = document.activeElement, shown = at.closest("label:has(.vh)") ?? at;
  const box = shown.getBoundingClientRect();
  const y = box.y + Math.min(box.height / 2, 12);
  const top = document.elementFromPoint(box.x + box.width / 2, y);
  return { name: at.tagName, text: at.textContent.trim().slice(0, 60), post: at.dataset.post ?? "",
           outline: getComputedStyle(at).outlineStyle,
           seen: !!top && (shown.contains(top) || top.contains(shown)) };
}"""


def focused_post(page: Page) -> str:
    """The post that has the focus, which must be visible and ringed."""
    at = page.evaluate(FOCUS)
    assert at["name"] == "ARTICLE", at
    assert at["outline"] != "none", at
    assert at["seen"], at
    return str(at["post"])


def test_posts_are_walked_answered_and_kept_by_keys(enter: Door) -> None:
    page = enter(NOEMIE, "/company")
    first, second = page.locator(".post").all()[:2]

    page.keyboard.press("j")
    assert focused_post(page) == first.get_attribute("data-post")
    page.keyboard.press("j")
    key = focused_post(page)
    assert key == second.get_attribute("data-post")
    page.keyboard.press("k")
    assert focused_post(page) == first.get_attribute("data-post")

    page.keyboard.press("j")
    mark = page.locator(f"#p-{key} .act--mark")
    before = mark.get_attribute("aria-pressed")
    page.keyboard.press("b")
    expect(mark).not_to_have_attribute("aria-pressed", before or "")
    page.keyboard.press("r")
    page.wait_for_url(f"**/p/{key}#reply")
    expect(page.locator("#reply")).to_be_focused()


def test_keys_write_search_help_and_go(enter: Door) -> None:
    page = enter(NOEMIE, "/")

    page.keyboard.press("n")
    expect(page.locator(BOX).first).to_be_focused()
    words = f"Au clavier {uuid4().hex[:8]}"
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(with_text(page, words)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator(".post", has_text=words)).to_have_count(0)

    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    for key, address in (("n", "/notifications"), ("m", "/messages"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(re.compile(re.escape(address) + "$"))


def test_availability_is_one_key_away(enter: Door) -> None:
    page = enter("sami", "/company")

    page.keyboard.press("a")
    expect(page.locator("dialog[open] #availability")).to_be_visible()
    page.locator("dialog[open] [name=text]").fill("Revue du soir")
    page.locator("dialog[open] [name=kind][value=meeting]").last.click()

    expect(page.locator("#me .dot")).to_have_class(re.compile("is-meeting"))
    expect(page.locator("#me")).to_contain_text("Revue du soir")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_keys_do_nothing_while_one_writes_or_once_they_are_switched_off(enter: Door) -> None:
    page = enter("sami", "/company")
    page.locator(BOX).first.fill("j'arrive ? ")
    page.keyboard.type("ajn")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(BOX).first).to_have_value("j'arrive ? ajn")

    page.goto("/settings/display")
    page.locator("main [name=shortcuts]").uncheck()
    page.locator("main form .btn--main").click()
    page.goto("/company")
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.goto("/settings/display")
    page.locator("main [name=shortcuts]").check()
    page.locator("main form .btn--main").click()
    page.wait_for_load_state()


def test_every_stop_of_the_tab_key_can_be_seen(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        names.append(at["name"])
        if at["name"] == "BODY":
            break
        assert at["seen"], at
    assert "ARTICLE" in names
