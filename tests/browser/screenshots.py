"""`python -m tests.browser.screenshots [PATTERN…]`: make docs/screenshots from the demo company.

A pattern such as `home-*` chooses among the names; without one all are made. `--data FOLDER` takes
a folder in which the demo is loaded already.
"""

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import product
from pathlib import Path
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser.chromium import chromium
from tests.browser.people import NOEMIE, press, sign_in, sign_up, speak
from tests.serving import ROOT, Installation, installation, installed

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "en")


NOBODY, NEWCOMER = "nobody", "newcomer"
# Which of the eight pictures of a page are kept.
MOST = ("*-light-fr", "*-desktop-dark-en", "*-phone-dark-fr")
FEW = ("*-desktop-light-fr", "*-phone-dark-en")


@dataclass(frozen=True)
class Shot:
    """One picture: where it is taken, and what is done before."""

    name: str
    path: str
    prepare: Callable[[Page], None] = lambda page: None
    who: str = NOEMIE
    kept: tuple[str, ...] = MOST


def open_availability(page: Page) -> None:
    page.keyboard.press("a")
    page.locator("dialog[open]").wait_for()


def write_something(page: Page) -> None:
    words = {
        "fr": "Atelier chez **Valmont** terminé, compte rendu ce soir. Merci @tho",
        "en": "Workshop at **Valmont** done, minutes tonight. Thanks @tho",
    }
    box = page.locator("textarea[name=text]").last
    box.click()
    box.press_sequentially(words[page.locator("html").get_attribute("lang") or "en"])
    page.locator("[role=option]").first.wait_for()


def open_first(selector: str) -> Callable[[Page], None]:
    """Follow the first link that matches."""

    def follow(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return follow


SHOTS = (
    Shot("home", "/", kept=("*",)),
    Shot("company", "/company", kept=FEW),
    Shot("group", "/g/projet-oceane"),
    Shot("groups", "/groups", kept=FEW),
    Shot(
        "thread", "/g/projet-oceane", open_first(".post:has-text('Tests de charge') .byline__when")
    ),
    Shot("tag", "/t/oceane", kept=FEW),
    Shot("profile", "/@thomas"),
    Shot("directory", "/people"),
    Shot("messages", "/messages"),
    Shot("conversation", "/messages", open_first("a.convo")),
    Shot("notifications", "/notifications"),
    Shot("search", "/search?q=oceane"),
    Shot("availability", "/", open_availability),
    Shot("composer", "/compose", write_something),
    Shot("bookmarks", "/bookmarks", kept=FEW),
    Shot("settings", "/settings/profile", kept=FEW),
    Shot("welcome", "/welcome/team", who=NEWCOMER),
    Shot("signin", "/login", who=NOBODY),
    Shot("signup", "/signup", who=NOBODY, kept=FEW),
    Shot("missing", "/nowhere", kept=FEW),
)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("patterns", nargs="*", metavar="PATTERN", help="only these")
    reader.add_argument("--data", type=Path, help="a folder in which the demo is loaded")
    reader.add_argument("--to", type=Path, default=FOLDER, help="where the pictures go")
    wanted = reader.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        place = stack.enter_context(_place(wanted.data))
        server = stack.enter_context(place.serving())
        browser = stack.enter_context(chromium())
        take(browser, place, server.url, wanted.patterns, wanted.to)
    total = sum(file.stat().st_size for file in wanted.to.glob("*.png"))
    sys.stdout.write(f"{wanted.to}: {total / 1e6:.1f} MB\n")
    return 0


@contextmanager
def _place(data: Path | None) -> Iterator[Installation]:
    if data:
        yield installed(data)
    else:
        with installation(demo=True) as made:
            yield made


def take(
    browser: Browser, place: Installation, url: str, patterns: list[str], folder: Path
) -> None:
    """Every shot that is wanted, in its sizes, schemes and languages."""
    states = {NOEMIE: sign_in(browser, url, NOEMIE), NEWCOMER: _newcomer(browser, place, url)}
    for (language, scheme, size, who), shots in _by_context(patterns).items():
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            device_scale_factor=1 if size == "desktop" else 2,
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            is_mobile=size == "phone",
            has_touch=size == "phone",
            storage_state=states.get(who),
        )
        speak(context, url, language)
        for shot in shots:
            _take_one(context, shot, folder / f"{shot.name}-{size}-{scheme}-{language}.png")
        context.close()


def _newcomer(browser: Browser, place: Installation, url: str) -> StorageState:
    """Somebody at the second step of the guide."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/signup")
    sign_up(page, place, "Lise Marchand", f"lise.{uuid4().hex[:6]}@atelier-nord.example")
    page.fill("[name=department]", "Conseil")
    page.fill("[name=site]", "Lyon")
    press(page)
    page.wait_for_url("**/welcome/team")
    state = context.storage_state()
    context.close()
    return state


def _by_context(patterns: list[str]) -> dict[tuple[str, str, str, str], list[Shot]]:
    wanted: dict[tuple[str, str, str, str], list[Shot]] = {}
    for language, scheme, size in product(LANGUAGES, SCHEMES, SIZES):
        for shot in SHOTS:
            name = f"{shot.name}-{size}-{scheme}-{language}"
            if any(fnmatch(name, pattern) for pattern in (patterns or shot.kept)):
                wanted.setdefault((language, scheme, size, shot.who), []).append(shot)
    return wanted


def _take_one(context: BrowserContext, shot: Shot, file: Path) -> None:
    page = context.new_page()
    page.goto(shot.path)
    shot.prepare(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(150)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    _few_colours(picture.convert("RGB")).save(file, optimize=True)
    page.close()


def _few_colours(picture: Image.Image) -> Image.Image:
    """A palette of 256: what is seen most keeps its exact colour, the rest what comes near it."""
    data = bytearray()
    for _count, pixel in sorted(picture.getcolors(1 << 24) or [], reverse=True)[:160]:
        data.extend(pixel if isinstance(pixel, tuple) else ())
    data.extend(picture.quantize(96, Image.Quantize.FASTOCTREE).getpalette() or [])
    palette = Image.new("P", (1, 1))
    palette.putpalette(data[: 3 * 256])
    return picture.quantize(256, palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
