"""Moments in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from microblog.lib.sizes import size_in_words
from microblog.templatetags.moments import ending, in_full, last_read, relative, weekly
from microblog.templatetags.ui import names, number

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=3), "08:44"),
        (timedelta(hours=12), "yesterday, 23:44"),
        (timedelta(days=3), "Saturday, 11:44"),
        (timedelta(days=40), "15 Oct"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_how_long_ago(ago: timedelta, words: str) -> None:
    with translation.override("en"):
        assert relative(NOW - ago, NOW, PARIS) == words


def test_the_exact_moment_names_its_zone() -> None:
    with translation.override("en"):
        assert in_full(NOW, PARIS) == "Tuesday 24 November 2026 at 11:44 (Paris time)"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=1), "until 12:44"),
        (timedelta(days=1), "until tomorrow, 11:44"),
        (timedelta(days=3), "until Friday"),
        (timedelta(days=20), "until 14 Dec"),
    ],
)
def test_when_it_ends(length: timedelta, words: str) -> None:
    with translation.override("en"):
        assert ending(NOW + length, NOW, PARIS) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0b0011111, "Mon–Fri, 09:00–17:30"),
        (0b0010011, "Mon, Tue, Fri, 09:00–17:30"),
        (0b1000000, "Sun, 09:00–17:30"),
        (0b1110111, "Mon–Wed, Fri–Sun, 09:00–17:30"),
        (0, ""),
    ],
)
def test_the_hours_of_a_week(days: int, words: str) -> None:
    with translation.override("en"):
        assert weekly(days, 9 * 60, 17 * 60 + 30) == words


def test_the_hours_of_a_week_in_french() -> None:
    with translation.override("fr"):
        assert weekly(0b0011111, 9 * 60, 18 * 60) == "lun–ven, 9\xa0h\xa000–18\xa0h\xa000"


# « ~ » stands for the space that does not break.
@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1~min"),
        (timedelta(minutes=12), "il y a 12~min"),
        (timedelta(hours=2, minutes=39), "9~h~05"),
        (timedelta(hours=18, minutes=3), "hier, 17~h~41"),
        (timedelta(days=1, hours=11), "hier, 0~h~44"),
        (timedelta(days=3), "samedi, 11~h~44"),
        (timedelta(days=23), "1er~nov."),
        (timedelta(days=40), "15~oct."),
        (timedelta(days=110), "6~août"),
        (timedelta(days=400), "20~oct. 2025"),
        (timedelta(days=388), "1er~nov. 2025"),
    ],
)
def test_how_long_ago_in_french(ago: timedelta, words: str) -> None:
    with translation.override("fr"):
        assert relative(NOW - ago, NOW, PARIS) == words.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (24, "mardi 24~novembre 2026 à 11~h~44 (heure de Paris)"),
        (1, "dimanche 1er~novembre 2026 à 11~h~44 (heure de Paris)"),
    ],
)
def test_the_exact_moment_in_french(day: int, words: str) -> None:
    with translation.override("fr"):
        assert in_full(NOW.replace(day=day), PARIS) == words.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Athens", "12~h~44 (heure d’Athens)"),
        ("Indian/Reunion", "14~h~44 (heure de Reunion)"),
        ("UTC", "10~h~44 (heure UTC)"),
    ],
)
def test_a_zone_has_its_article_in_french(zone: str, words: str) -> None:
    with translation.override("fr"):
        assert in_full(NOW, ZoneInfo(zone)).endswith(words.replace("~", "\u00a0"))


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=1), "jusqu’à 12~h~44"),
        (timedelta(days=1), "jusqu’à demain, 11~h~44"),
        (timedelta(days=3), "jusqu’à vendredi"),
        (timedelta(days=7), "jusqu’au 1er~déc."),
        (timedelta(days=20), "jusqu’au 14~déc."),
    ],
)
def test_when_it_ends_in_french(length: timedelta, words: str) -> None:
    with translation.override("fr"):
        assert ending(NOW + length, NOW, PARIS) == words.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("language", "ago", "words"),
    [
        ("fr", timedelta(minutes=44), "aujourd’hui à 11~h~00"),
        ("fr", timedelta(hours=17, minutes=32), "hier à 18~h~12"),
        ("fr", timedelta(days=40), "le 15~oct. à 12~h~44"),
        ("en", timedelta(hours=17, minutes=32), "yesterday at 18:12"),
        ("en", timedelta(days=40), "on 15 Oct at 12:44"),
    ],
)
def test_the_last_reading(language: str, ago: timedelta, words: str) -> None:
    with (
        translation.override(language),
        timezone.override(PARIS),
        time_machine.travel(NOW, tick=False),
    ):
        assert last_read(NOW - ago) == words.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("language", "thousands", "small", "large", "even"),
    [
        ("fr", "1\u202f284", "19,5~ko", "3,3~Mo", "2~Mo"),
        ("en", "1,284", "19.5 kB", "3.3 MB", "2 MB"),
    ],
)
def test_numbers_and_sizes(
    language: str, thousands: str, small: str, large: str, even: str
) -> None:
    with translation.override(language):
        assert number(1284) == thousands
        sizes = [size_in_words(size) for size in (19_512, 3_300_000, 2_000_000)]
    assert sizes == [size.replace("~", "\u00a0") for size in (small, large, even)]


@pytest.mark.parametrize(
    ("language", "few", "more"),
    [
        ("fr", "Aïcha et Thomas", "Aïcha, Thomas et 2 autres"),
        ("en", "Aïcha and Thomas", "Aïcha, Thomas and 2 others"),
    ],
)
def test_lists_of_people(language: str, few: str, more: str) -> None:
    with translation.override(language):
        assert names(["Aïcha", "Thomas"]) == few
        assert names(["Aïcha", "Thomas", "Noémie", "Samir"]) == more
