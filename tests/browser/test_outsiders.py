"""Somebody outside a private group finds no trace of what is said there, wherever they look."""

import io
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.acting import BOX, key_of, with_text
from tests.browser.addresses import OF_PEOPLE
from tests.browser.conftest import Door
from tests.browser.people import NOEMIE, THOMAS
from tests.browser.watching import until

OUTSIDER = "cecile"


def test_an_outsider_finds_no_trace_of_a_post_in_a_private_group(enter: Door) -> None:
    outsider = enter(OUTSIDER, "/company")
    enter.watch_of(outsider).wait_for_socket()
    member = enter(NOEMIE, "/g/projet-oceane")
    enter.watch_of(member).wait_for_socket()
    writer = enter(THOMAS, "/g/projet-oceane")
    word, tag = f"zircon{uuid4().hex[:8]}", f"quasar{uuid4().hex[:8]}"

    key, file = _post_with_photo(writer, f"{word} pour @{OUTSIDER} #{tag}")
    pill = member.locator("new-posts-pill .pill")
    expect(pill).to_be_visible()
    pill.click()
    expect(with_text(member, word)).to_be_visible()
    assert member.request.get(file).ok

    traces = (word, tag, key, file)
    for path in OF_PEOPLE:
        _finds_nothing(outsider, path, traces)
    for path in (
        "/g/projet-oceane",
        "/g/projet-oceane/members",
        "/@thomas",
        f"/t/{tag}",
        f"/search?q={word}",
        f"/search?q={tag}",
        f"/search?tag={tag}",
        f"/suggest?q=%23{tag[:8]}",
        f"/cards?ids={key}",
        f"/p/{key}",
        f"/p/{key}/history",
        f"/p/{key}/reactions",
        f"/p/{key}/menu",
    ):
        _finds_nothing(outsider, path, traces)
    assert outsider.request.get(f"/p/{key}").status == 404
    assert outsider.request.get(file).status == 404
    frames = enter.watch_of(outsider).frames
    assert not [frame for frame in frames if any(trace in frame for trace in traces)]
    assert [frame for frame in enter.watch_of(member).frames if key in frame], "it was recorded"


def _post_with_photo(page: Page, text: str) -> tuple[str, str]:
    """Its id, and the address of its picture."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#0B6170").save(picture, "PNG")
    page.locator("form.composer [name=files]").first.set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.locator(".upload__alt input")).to_be_visible()
    page.locator(BOX).first.fill(text)
    page.locator("form.composer .btn--main").first.click()
    made = with_text(page, text.split()[0])
    address = made.locator(".media img").get_attribute("src") or ""
    return key_of(made), address


def _finds_nothing(page: Page, path: str, traces: tuple[str, ...]) -> None:
    """What was asked for may be said back; nothing else."""
    text = page.request.get(path).text()
    found = [trace for trace in traces if trace in text and trace not in path]
    assert not found, (path, found)


def test_the_pages_of_somebody_removed_fall_silent(enter: Door) -> None:
    group = "projet-oceane"
    owner = enter("aicha", f"/g/{group}/members")
    member = enter("emma", f"/g/{group}")
    watch = enter.watch_of(member)
    watch.wait_for_socket()

    owner.locator("button[formaction$='/members/emma'][name=remove]").click()
    expect(owner.locator("[formaction$='/members/emma']")).to_have_count(0)
    owner.goto(f"/g/{group}")
    word = f"silence{uuid4().hex[:8]}"
    owner.locator(BOX).first.fill(word)
    owner.locator("form.composer .btn--main").first.click()
    key = key_of(with_text(owner, word))

    until(member, lambda: member.request.get(f"/p/{key}").status == 404)
    assert not [frame for frame in watch.frames if key in frame]
