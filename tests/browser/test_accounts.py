"""How people get in: by their domain, by a link, and again when the password is forgotten."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.acting import BOX, with_text
from tests.browser.conftest import Door
from tests.browser.people import (
    CLAIRE,
    NEW_PASSWORD,
    fill_sign_in,
    link_in_mail,
    press,
    sign_up,
)
from tests.serving import Installation


def go_through_the_guide(page: Page, words: str) -> None:
    page.wait_for_url("**/welcome/you")
    press(page)
    page.wait_for_url("**/welcome/team")
    page.locator("label.option").first.click()
    press(page)
    page.wait_for_url("**/welcome/post")
    page.locator(BOX).last.fill(words)
    page.locator("form.composer .btn--main").last.click()
    page.wait_for_url(re.compile(r"/$|/p/"))
    expect(with_text(page, words)).to_be_visible()


def test_a_colleague_signs_up_confirms_and_posts(enter: Door, place: Installation) -> None:
    page = enter("", "/signup")
    address = f"lise.{uuid4().hex[:6]}@atelier-nord.example"

    sign_up(page, place, "Lise Marchand", address)

    go_through_the_guide(page, f"Bonjour à tout le monde {uuid4().hex[:6]}")


def test_a_stranger_of_another_domain_needs_an_invitation(enter: Door, place: Installation) -> None:
    page = enter("", "/signup")
    page.fill("[name=name]", "Nadia")
    page.fill("[name=email]", "nadia@ailleurs.example")
    page.fill("[name=password1]", NEW_PASSWORD)
    press(page)
    expect(page.locator(".field__error, .errors").first).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("nadia@ailleurs.example")

    admin = enter(CLAIRE, "/invitations")
    press(admin)
    link = urlsplit(admin.locator("#link").input_value()).path
    page.goto(link)
    press(page)
    address = f"nadia.{uuid4().hex[:6]}@ailleurs.example"
    sign_up(page, place, "Nadia Roche", address)
    page.wait_for_url("**/welcome/**")

    other = enter("", link)
    expect(other.locator("form[action^='/join/']")).to_have_count(0)


def test_a_forgotten_password_is_set_anew_by_mail(enter: Door, place: Installation) -> None:
    address = "violette@atelier-nord.example"
    page = enter("", "/login")
    page.locator("main a[href*='/password/reset']").first.click()
    page.fill("[name=email]", address)
    press(page)

    page.goto(link_in_mail(page, place, address))
    page.fill("[name=password1]", NEW_PASSWORD)
    if page.locator("[name=password2]").count():
        page.fill("[name=password2]", NEW_PASSWORD)
    press(page)
    fill_sign_in(page, address, NEW_PASSWORD)

    expect(page.locator("#feed, .welcome").first).to_be_visible()


def test_a_wrong_password_is_refused_in_words(enter: Door) -> None:
    page = enter("", "/login")
    page.fill("[name=login]", "noemie")
    page.fill("[name=password]", "wrong")
    press(page)
    expect(page.locator(".errors, .field__error").first).to_be_visible()
    assert "/login" in page.url
