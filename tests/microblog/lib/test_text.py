"""Text is valid, visible and counted as readers count, or refused with a reason."""

import time
from collections.abc import Callable

import pytest

from microblog.lib.text import BadText, clean, clean_line, is_visible, length


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_one(newline: str) -> None:
    assert clean(f"one{newline}two") == "one\ntwo"


def test_blank_ends_are_dropped_and_the_rest_is_stored_as_typed() -> None:
    assert clean(" \n  one  \n\n\ttwo\u00a0! \n ") == "one  \n\n\ttwo\u00a0!"


@pytest.mark.parametrize("blank", ["", " \n\t", "\u200b", "\u3164", "\u2800 \u202e", "\u0301"])
def test_text_that_shows_nothing_is_empty(blank: str) -> None:
    assert clean(blank) == ""
    assert not is_visible(blank)


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x08", "\x1b", "\x7f", "\x9b", "\ufffe"])
def test_control_characters_are_refused(bad: str) -> None:
    with pytest.raises(BadText) as refusal:
        clean(f"a{bad}b")

    assert refusal.value.code == "control"


@pytest.mark.parametrize("bad", ["\ud800", "\udfff", "\ude00\ud83d"])
@pytest.mark.parametrize("read", [clean, clean_line])
def test_lone_surrogates_are_refused(read: Callable[[str], str], bad: str) -> None:
    with pytest.raises(BadText) as refusal:
        read(f"a{bad}b")

    assert refusal.value.code == "surrogate"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anne\u00a0 \t Le  Goff ", "Anne Le Goff"),
        ("Ane\u0301e", "Anée"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("a\u2066b\u2069c", "abc"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("blank\u3164filler\u2800", "blankfiller"),
        ("join\u200der", "joiner"),
        ("\u0301\u0301Zoé", "Zoé"),
        ("👩🏽\u200d💻 dev", "👩🏽\u200d💻 dev"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_line_holds_nothing_that_hides_or_turns_around(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_piles_of_marks_cost_no_time() -> None:
    start = time.process_time()

    assert len(clean_line("e" + "\u0301\u0316" * 500_000)) <= 4
    assert time.process_time() - start < 1


def test_a_letter_keeps_three_marks() -> None:
    assert clean_line("z" + "\u0335" * 200) == "z" + "\u0335" * 3


@pytest.mark.parametrize("name", ["", "   ", "\u3164", "\u202e\u200b", "\u200d", "\u0301"])
def test_a_line_is_never_empty(name: str) -> None:
    with pytest.raises(BadText) as refusal:
        clean_line(name)

    assert refusal.value.code == "empty"


def test_a_line_break_inside_a_line_is_refused() -> None:
    with pytest.raises(BadText) as refusal:
        clean_line("Ada\r\nBcc: everyone@example.org")

    assert refusal.value.code == "newline"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", 0),
        ("abc\nd", 5),
        ("e\u0301te\u0301", 3),
        ("👨\u200d👩\u200d👧\u200d👦🇫🇷", 2),
        ("https://example.org/" + "a" * 300, 24),
        ("HTTP://a.b", 24),
        ("see https://a.b, then http://c.d/e.", 4 + 24 + 7 + 24 + 1),
        ("[x](https://a.b/c)", 4 + 24 + 1),
        ("xhttps://a.b", 12),
        ("https://", 8),
    ],
)
def test_letters_are_counted_as_readers_see_them_and_links_as_24(text: str, letters: int) -> None:
    assert length(text) == letters


def test_what_cannot_fit_is_refused_before_it_is_counted() -> None:
    with pytest.raises(BadText) as refusal:
        length("e" + "\u0301" * 4000, limit=500)

    assert refusal.value.code == "long"


def test_ten_megabytes_are_answered_in_a_blink() -> None:
    huge = "é" * 10_000_000
    start = time.process_time()

    with pytest.raises(BadText):
        length(clean(huge), limit=2000)

    assert time.process_time() - start < 1
