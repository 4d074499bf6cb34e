from datetime import timedelta

import pytest

from accounts import availability
from accounts.actions.availability import set_availability
from accounts.models import Availability
from ledger.models import Entry
from microblog.lib import clock
from microblog.lib.errors import Rejected
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_it_is_said_with_an_end_and_ends_by_itself(cast: Cast) -> None:
    now = clock.now()

    set_availability(actor=cast.ben, kind="focus", text="Budget", until=now + HOUR)

    said = availability.of_one(cast.ben)
    assert (said.kind, said.text, said.until) == ("focus", "Budget", now + HOUR)
    later = availability.of([cast.ben.pk], now=now + HOUR)
    assert later == {}


def test_the_last_word_counts_and_none_is_kept(cast: Cast) -> None:
    set_availability(actor=cast.ben, kind="meeting", until=clock.now() + HOUR)
    set_availability(actor=cast.ben, kind="remote", text="Home", until=clock.now() + HOUR)

    row = Availability.objects.get()
    assert (row.kind, row.text) == ("remote", "Home")

    set_availability(actor=cast.ben, kind="available")

    assert not Availability.objects.exists()


@pytest.mark.parametrize("kind", ["", "sleeping", "AWAY", "away ", "1"])
def test_only_the_seven_kinds_exist(cast: Cast, kind: str) -> None:
    with pytest.raises(Rejected) as refused:
        set_availability(actor=cast.ben, kind=kind, until=clock.now() + HOUR)

    assert refused.value.field == "kind"


@pytest.mark.parametrize("text", ["x" * 81, "two\nlines", "\x00", "\u202e" * 3, "👩‍👩‍👧‍👧" * 12])
def test_the_text_is_a_line_of_80(cast: Cast, text: str) -> None:
    with pytest.raises(Rejected) as refused:
        set_availability(actor=cast.ben, kind="away", text=text, until=clock.now() + HOUR)

    assert refused.value.field == "text"
    assert not Availability.objects.exists()


@pytest.mark.parametrize("ahead", [None, timedelta(0), -HOUR, timedelta(days=401)])
def test_there_is_always_an_end_within_the_year(cast: Cast, ahead: timedelta | None) -> None:
    until = None if ahead is None else clock.now() + ahead

    with pytest.raises(Rejected) as refused:
        set_availability(actor=cast.ben, kind="away", until=until)

    assert refused.value.field == "until"


def test_the_ledger_learns_that_it_changed_never_what_it_says(cast: Cast) -> None:
    set_availability(actor=cast.ben, kind="away", text="At the doctor’s", until=clock.now() + HOUR)

    entry = Entry.objects.get(action="availability.changed")
    assert "doctor" not in bytes(entry.body).decode()
    assert "away" not in bytes(entry.body).decode()
