"""People of the demo company, and how they sign in."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser.watching import until
from tests.serving import Installation

# The demo prints it at every start.
PASSWORD = "sillage-demo-2026"
NEW_PASSWORD = "une phrase qui suffit 42"
NOEMIE, THOMAS, CLAIRE = "noemie", "thomas", "claire"


def sign_in(browser: Browser, url: str, handle: str, password: str = PASSWORD) -> StorageState:
    """Sign in as a person would; the cookies that came of it."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    fill_sign_in(page, handle, password)
    state = context.storage_state()
    context.close()
    return state


def fill_sign_in(page: Page, handle: str, password: str = PASSWORD) -> None:
    """Go through the sign-in page in this very page."""
    page.goto("/login")
    page.fill("[name=login]", handle)
    page.fill("[name=password]", password)
    page.click("main button[type=submit], main button.btn--main")
    page.wait_for_url(lambda where: "/login" not in where)


def prefer(context: BrowserContext, page_path: str, **values: str) -> None:
    """Save one of the signed-in person's own settings."""
    page = context.new_page()
    page.goto(page_path)
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            page.locator(f"main [name={name}][value={value}]").check()
    page.locator("main form .btn--main").click()
    page.wait_for_load_state()
    page.close()


def speak(context: BrowserContext, url: str, language: str) -> None:
    """Pages in this language: by the cookie before sign-in, by the person's setting after."""
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    if any(cookie["name"].endswith("session") for cookie in context.cookies()):
        prefer(context, "/settings/language", language=language)


def sign_up(page: Page, place: Installation, name: str, address: str) -> None:
    """From a sign-up form to a confirmed account, signed in."""
    page.fill("[name=name]", name)
    page.fill("[name=email]", address)
    page.fill("[name=password1]", NEW_PASSWORD)
    press(page)
    page.goto(link_in_mail(page, place, address))
    press(page)
    if "/login" in page.url:
        fill_sign_in(page, address, NEW_PASSWORD)


def press(page: Page) -> None:
    """The main button of a page, and what comes of it."""
    page.locator("main .btn--main").last.click()
    page.wait_for_load_state()


def link_in_mail(page: Page, place: Installation, address: str) -> str:
    """The path of the link in the last letter to this address."""

    def look() -> str:
        letters = sorted(place.mail.glob("*"), key=lambda file: file.stat().st_mtime_ns)
        for file in reversed(letters):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            if address in str(letter["To"]) and body is not None:
                found = re.search(r"https?://\S+", str(body.get_content()))
                return urlsplit(found[0]).path if found else ""
        return ""

    return str(until(page, look, within=10))
