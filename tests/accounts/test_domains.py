import pytest

from accounts.domains import domain_of, in_ascii


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("x@acme.example", "acme.example"),
        ("x@ACME.example", "acme.example"),
        ("first.last+tag@acme.example", "acme.example"),
        ("x@société.example", "xn--socit-esab.example"),
        ("x@eu.acme.example", "eu.acme.example"),
    ],
)
def test_the_domain_of_an_address(email: str, domain: str) -> None:
    assert domain_of(email) == domain


@pytest.mark.parametrize(
    "email",
    [
        "x@evil.test@acme.example",
        '"x@acme.example"@evil.test',
        '"x"@acme.example',
        "x%evil.test@acme.example",
        "x@acme.example\x00.evil.test",
        "x@acme.example\n",
        "x@acme.example\r\nBcc: all@acme.example",
        "x @acme.example",
        "x@acme.example.",
        "=?utf-8?q?x=40evil.test=3e?=@acme.example",
        "x@ａｃｍｅ.example",  # full-width letters
        "x@acme。example",  # an ideographic full stop
        "x@acm\u200be.example",
        "x@ac\u00adme.example",
        ".x@acme.example",
        "@acme.example",
        "acme.example",
        "",
        "x@" + "a" * 70 + ".example",
    ],
)
def test_what_has_no_plain_form_has_no_domain(email: str) -> None:
    assert domain_of(email) == ""


def test_a_look_alike_is_another_domain() -> None:
    assert domain_of("x@аcme.example") != "acme.example"  # noqa: RUF001  Cyrillic a
    assert domain_of("x@acme.example.evil.test") == "acme.example.evil.test"
    assert domain_of("evil.test!x@acme.example") == "acme.example"


def test_an_address_has_one_spelling() -> None:
    assert in_ascii(" X@Société.example ") == "x@xn--socit-esab.example"
    assert in_ascii("No Address") == "no address"
