"""A word without end, wherever people may write one, makes no page wider than its window."""

import pytest
from playwright.sync_api import Browser

from tests.browser.people import THOMAS, sign_in
from tests.serving import Server

WORD = "W"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_a_word_without_end_is_broken(browser: Browser, servers: list[Server], width: int) -> None:
    url = servers[0].url
    context = browser.new_context(base_url=url, storage_state=sign_in(browser, url, THOMAS))
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/groups/new")
    page.fill("[name=name]", WORD * 60)
    page.fill("[name=purpose]", WORD * 120)
    page.check("[name=visibility][value=secret]")
    page.locator("main form .btn--main").click()
    page.wait_for_url("**/g/**")
    group = page.url

    for path in (group, f"{group}/members", "/groups", f"/search?q={WORD * 60}", "/company"):
        page.goto(path)
        assert page.evaluate(WIDER) <= 0, f"{path} at {width}"
    context.close()
