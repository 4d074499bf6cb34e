"""Every page, in both languages, light and dark, on a phone and on a desk."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize

from tests.browser.addresses import OF_A_MEMBER, OF_ADMINS, OF_ANYONE, OF_PEOPLE, OF_STRANGERS
from tests.browser.people import CLAIRE, NOEMIE, sign_in, speak
from tests.browser.watching import Watch
from tests.serving import Server

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHAPE = """() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  titles: document.title.trim(),
  headings: [...document.querySelectorAll("h1")].filter((one) => one.checkVisibility()).length,
  mains: document.querySelectorAll("main").length,
  lang: document.documentElement.lang,
  shifted: window.shifted,
})"""
MOST_SHIFT = 0.02
MOST_JS, MOST_CSS = 32 * 1024, 16 * 1024

PAGES = [
    *((NOEMIE, path) for path in (*OF_PEOPLE, *OF_A_MEMBER)),
    *((CLAIRE, path) for path in OF_ADMINS),
    *(("", path) for path in (*OF_STRANGERS, *OF_ANYONE)),
]


@pytest.fixture(scope="module", params=["fr", "en"])
def visitors(
    request: pytest.FixtureRequest, browser: Browser, servers: list[Server]
) -> Iterator[dict[str, Any]]:
    """One browser for each kind of visitor, in one language."""
    url = servers[0].url
    made: dict[str, BrowserContext] = {}
    for handle in (NOEMIE, CLAIRE, ""):
        state = sign_in(browser, url, handle) if handle else None
        made[handle] = browser.new_context(
            base_url=url, storage_state=state, reduced_motion="reduce"
        )
        made[handle].set_default_timeout(10_000)
        speak(made[handle], url, request.param)
    yield made | {"language": request.param, "url": url}
    for handle in (NOEMIE, CLAIRE, ""):
        speak(made[handle], url, "fr")
        made[handle].close()


@pytest.mark.parametrize(("handle", "path"), PAGES)
def test_a_page_is_accessible_steady_and_fits(
    visitors: dict[str, Any], handle: str, path: str
) -> None:
    language = visitors["language"]
    # Both sizes and schemes are seen; every size and scheme in every language would cost minutes.
    size = DESK if language == "fr" else PHONE
    first, second = SCHEMES if language == "fr" else reversed(SCHEMES)
    page: Page = visitors[handle].new_page()
    watch = Watch(page, visitors["url"])
    page.add_init_script(SHIFTS)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=first)
    try:
        page.goto(path)
        page.wait_for_timeout(100)
        shape = page.evaluate(SHAPE)
        assert shape["shifted"] <= MOST_SHIFT, f"moves by {shape['shifted']:.4f}"
        assert shape["titles"]
        assert shape["headings"] == 1, "one visible h1"
        assert shape["mains"] == 1
        assert shape["lang"] == language or path in OF_ANYONE
        assert not _violations(page, TAGS)
        page.emulate_media(color_scheme=second)
        assert not _violations(page, ["color-contrast"], "rule")
        for width in (320, 390, 700, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            overflow = page.evaluate(SHAPE)["overflow"]
            assert overflow <= 0, f"{overflow} px too wide at {width}"
        assert not watch.faults
        assert not page.locator(".toast").count(), "nobody did anything"
    finally:
        page.close()


@pytest.mark.parametrize("state", ["availability", "keys", "menu", "reactions", "names", "error"])
def test_what_opens_over_a_page_is_accessible(visitors: dict[str, Any], state: str) -> None:
    page: Page = visitors[NOEMIE].new_page()
    page.goto("/company")
    match state:
        case "availability":
            page.keyboard.press("a")
            page.locator("dialog[open]").wait_for()
        case "keys":
            page.keyboard.press("?")
            page.locator("dialog[open]").wait_for()
        case "menu":
            page.locator("[data-act=menu]").first.click()
            page.locator("[popover]:popover-open").wait_for()
        case "reactions":
            page.locator("[data-act=react]").first.click()
            page.locator("[popover]:popover-open").wait_for()
        case "names":
            page.locator("textarea[name=text]").first.press_sequentially("@th")
            page.locator("[role=option]").first.wait_for()
        case "error":
            page.locator("textarea[name=text]").first.fill("mot " * 200)
            page.locator("form.composer .btn--main").first.click()
            page.locator("form.composer [role=alert]").wait_for()

    found = _violations(page, TAGS)
    page.locator("textarea[name=text]").first.fill("")
    page.close()

    assert not found


def test_home_is_light(browser: Browser, servers: list[Server]) -> None:
    state = sign_in(browser, servers[0].url, NOEMIE)
    context = browser.new_context(base_url=servers[0].url, storage_state=state)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/", wait_until="networkidle")
    weights: dict[str, int] = {}
    for answer in answers:
        kind = answer.request.resource_type
        if kind in {"script", "stylesheet", "font", "document"}:
            weights[kind] = weights.get(kind, 0) + len(gzip.compress(answer.body(), 9))
    page_nodes = page.evaluate("document.querySelectorAll('*').length")
    context.close()

    assert weights["script"] <= MOST_JS, weights
    assert weights["stylesheet"] <= MOST_CSS, weights
    assert weights["document"] <= 25 * 1024, weights
    assert page_nodes <= 2300


def _violations(page: Page, names: list[str], kind: str = "tag") -> list[tuple[str, Any]]:
    """What axe finds: the rule, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"type": kind, "values": names}
    found = page.evaluate("only => axe.run(document, { runOnly: only })", only)
    return [
        (one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]][:3])
        for one in found["violations"]
    ]
