"""People of the demo company, and how they sign in."""

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

# The demo prints it at every start.
PASSWORD = "sillage-demo-2026"
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
