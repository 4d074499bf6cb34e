"""A file's name is for people: it shows what it is and leads nowhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.lib.filenames import content_disposition, safe_name, suffix_of


@pytest.mark.parametrize(
    ("brought", "shown"),
    [
        ("Été à Nîmes.jpg", "Été à Nîmes.jpg"),
        ("../../etc/cron.d/x", "x"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("..", "file"),
        ("", "file"),
        ("\u202e\u200b", "file"),
        (".htaccess", "htaccess"),
        ("con.png", "_con.png"),
        ("LPT1", "_LPT1"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ('x"; filename=y.exe', "x_; filename=y.exe"),
        ("lone\ud800.txt", "lone.txt"),
        ("a.txt. . ", "a.txt"),
        ("👩\u200d💻.png", "👩\u200d💻.png"),
        ("x/", "x"),
    ],
)
def test_names_are_cleaned(brought: str, shown: str) -> None:
    assert safe_name(brought) == shown


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("é" * 300 + ".jpeg")

    assert len(name) == 120
    assert name.endswith("é.jpeg")


def test_the_suffix_is_the_last_one_whatever_the_tricks() -> None:
    assert suffix_of("photo.png.HTML ") == "html"
    assert suffix_of("photo.png\u202e.exe.") == "exe"
    assert suffix_of("none") == ""


def test_a_download_keeps_its_name() -> None:
    assert content_disposition("plan.pdf", False) == 'attachment; filename="plan.pdf"'
    assert content_disposition("photo.png", True) == 'inline; filename="photo.png"'
    assert content_disposition("Été.pdf", False) == (
        "attachment; filename*=utf-8''%C3%89t%C3%A9.pdf"
    )


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_no_name_breaks_the_header_or_leaves_its_folder(name: str) -> None:
    shown = safe_name(name)

    assert 0 < len(shown) <= 120
    assert not set(shown) & set('/\\"<>|?*:\r\n\x00')
    assert shown not in (".", "..")
    assert safe_name(shown) == shown
    assert content_disposition(name, False).isascii()
