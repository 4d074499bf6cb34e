"""Writing with files, and what happens to the words when something goes wrong."""

import io
from uuid import uuid4

from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.acting import BOX, with_text
from tests.browser.conftest import Door
from tests.browser.people import NOEMIE
from tests.browser.watching import until

# A file in the hands of somebody over the page: a paste or a drop, as the browser would tell of it.
HAND_OVER = """([kind, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], "vue.png", { type: "image/png" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
  (kind === "paste" ? document.querySelector("form.composer textarea") : document.body)
    .dispatchEvent(event);
}"""


def a_picture(size: tuple[int, int] = (900, 600)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 80).save(file, "PNG")
    return file.getvalue()


def a_photo(name: str = "chantier.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": a_picture()}


def choose(page: Page, file: FilePayload) -> None:
    page.locator("form.composer [name=files]").first.set_input_files(file)


def send(page: Page) -> None:
    page.locator("form.composer .btn--main").first.click()


def test_a_photo_is_sent_at_once_with_progress_and_described(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    slowly = page.context.new_cdp_session(page)
    slowly.send("Network.enable")
    slowly.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000},
    )
    words = f"Vue du chantier {uuid4().hex[:8]}"

    choose(page, a_photo())
    expect(page.locator(".upload progress")).to_be_visible()
    until(page, lambda: page.evaluate("document.querySelector('.upload progress')?.value > 0"))
    page.locator(".upload__alt input").fill("Une grue devant la mer")
    page.locator(BOX).first.fill(words)
    send(page)

    shown = with_text(page, words).locator(".media img")
    expect(shown).to_have_attribute("alt", "Une grue devant la mer")
    assert shown.get_attribute("width"), "its place is kept before it comes"
    until(page, lambda: shown.evaluate("img => img.naturalWidth > 0"))
    expect(page.locator(".upload")).to_have_count(0)


def test_a_picture_may_be_pasted_and_dropped(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    picture = list(a_picture((30, 20)))

    page.evaluate(HAND_OVER, ["paste", picture])
    expect(page.locator(".upload__alt input")).to_have_count(1)
    page.evaluate(HAND_OVER, ["dragover", picture])
    expect(page.locator(".drophint")).to_be_visible()
    page.evaluate(HAND_OVER, ["drop", picture])

    expect(page.locator(".upload__alt input")).to_have_count(2)
    expect(page.locator(".drophint")).to_have_count(0)


def test_a_file_that_is_refused_says_why_and_the_words_stay(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    page.locator(BOX).first.fill("Voici le plan")

    choose(page, {"name": "plan.png", "mimeType": "image/png", "buffer": b"<svg onload=x>"})

    expect(page.locator(".upload__error")).not_to_be_empty()
    expect(page.locator(BOX).first).to_have_value("Voici le plan")


def test_a_post_that_fails_keeps_its_words_and_may_be_sent_again(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    words = f"À ne pas perdre {uuid4().hex[:8]}"

    def fail(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route("**/posts", fail)
    page.locator(BOX).first.fill(words)
    send(page)
    again = page.locator(".toast button")
    expect(again).to_be_visible()
    expect(page.locator(BOX).first).to_have_value(words)
    page.reload()
    expect(page.locator(BOX).first).to_have_value(words)

    page.unroute("**/posts")
    send(page)
    expect(with_text(page, words)).to_be_visible()
    expect(page.locator(BOX).first).to_have_value("")


def test_what_is_too_long_is_refused_with_the_words_still_there(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    page.locator(BOX).first.fill("mot " * 200)
    expect(page.locator("form.composer .counter")).to_have_class("counter js-only counter--over")

    send(page)

    expect(page.locator("form.composer [role=alert]")).to_be_visible()
    expect(page.locator(BOX).first).to_have_value("mot " * 200)


def test_a_name_and_a_tag_are_offered_while_typing(enter: Door) -> None:
    page = enter(NOEMIE, "/")
    box = page.locator(BOX).first

    box.press_sequentially("Vu avec @thom")
    expect(page.locator("[role=option]").first).to_contain_text("Thomas Leroux")
    box.press("Enter")
    box.press_sequentially("pour #oce")
    expect(page.locator("[role=option]").first).to_contain_text("océane")
    box.press("Enter")

    assert box.input_value().strip() == "Vu avec @thomas pour #océane"
