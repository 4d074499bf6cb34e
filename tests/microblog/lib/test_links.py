"""A link in a page leads where it says, in one spelling that browsers cannot read in two ways."""

import pytest

from microblog.lib.links import ascii_host, hides_host, looks_foreign, real_host, safe_link


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://Example.ORG", "https://example.org"),
        ("http://a.b:8080/é?q=ü#ç", "http://a.b:8080/%C3%A9?q=%C3%BC#%C3%A7"),
        ("https://café.fr/", "https://xn--caf-dma.fr/"),
        ("https://ｅｘａｍｐｌｅ.org/", "https://example.org/"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]:443/x"),
        ("https://user:pw@a.b/", "https://user:pw@a.b/"),
        ("https://a.b/%20%zz", "https://a.b/%20%zz"),
        ('https://a.b/"<>', "https://a.b/%22%3C%3E"),
        ("mailto:a.b+c@d.example", "mailto:a.b+c@d.example"),
    ],
)
def test_what_is_safe_is_written_in_ascii(written: str, kept: str) -> None:
    assert safe_link(written) == kept
    assert safe_link(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " https://a.b",
        "data:text/html,x",
        "ftp://a.b",
        "/relative",
        "//host/x",
        "https://",
        "https://a b/",
        "https://a..b/",
        "https://-a/",
        "https://%61.b/",
        "https://evil.test\\@good.example/",
        "https://a\u3002b/",
        "https://a℀b/",
        "https://" + "é" * 64 + ".fr",
        "https://a.b/" + "x" * 2048,
        "https://a.b/\u202f\x00",
        "mailto:a@b.c?bcc=d@e.f",
        "mailto:a b@c.d",
        "mailto:a@b@c.d",
        "https://a.b:999999/",
    ],
)
def test_what_is_not_is_refused(written: str) -> None:
    assert safe_link(written) == ""


def test_the_host_is_read_behind_the_user() -> None:
    assert real_host("https://good.example@evil.test/x") == "evil.test"
    assert real_host("http://a.b:80?x=@c.d") == "a.b:80"


@pytest.mark.parametrize(
    "label", ["a.example", "WWW.A.example/x", "https://a.example:80/y", "ici", ""]
)
def test_words_that_tell_the_host_or_none_hide_nothing(label: str) -> None:
    assert not hides_host(label, "https://a.example/x")


@pytest.mark.parametrize("label", ["b.example", "voir https://b.example/x", "b.example@a.example"])
def test_words_that_tell_another_host_hide_it(label: str) -> None:
    assert hides_host(label, "https://a.example/x")


def test_an_address_with_a_user_or_a_foreign_host_may_be_misread() -> None:
    assert looks_foreign("https://a.b@c.d/")
    assert looks_foreign("https://xn--caf-dma.fr/")
    assert not looks_foreign("https://a.b/@x/xn--y")


def test_a_trailing_dot_is_no_part_of_a_host() -> None:
    assert ascii_host("Example.org.") == "example.org"
