"""Moments in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from microblog.templatetags.moments import ending, in_full, relative, weekly

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
