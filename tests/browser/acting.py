"""What people do in a page, by what they see."""

from playwright.sync_api import Locator, Page, expect

BOX = "form.composer textarea[name=text]"


def post(page: Page, text: str) -> Locator:
    """Write in the first box of the page; the new post, shown without a reload."""
    page.locator(BOX).first.fill(text)
    page.locator("form.composer .btn--main").first.click()
    made = with_text(page, text.split("#")[0].strip())
    expect(made).to_be_visible()
    return made


def with_text(page: Page, text: str) -> Locator:
    return page.locator(".post", has_text=text).first


def key_of(made: Locator) -> str:
    """The id of a post on the page."""
    return made.get_attribute("data-post") or ""


def menu(page: Page, made: Locator) -> Locator:
    """Open the menu of a post."""
    made.locator("[data-act=menu]").click()
    opened = page.locator("[popover]:popover-open")
    expect(opened).to_be_visible()
    return opened
