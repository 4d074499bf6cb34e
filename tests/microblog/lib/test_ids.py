"""Ids sort by time, on every database and in every address, and nothing else is one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microblog.lib import clock, ids

NUMBERS = st.integers(min_value=0, max_value=ids.MAX_ID)


@given(NUMBERS)
def test_an_id_survives_being_written(number: int) -> None:
    text = ids.encode(number)

    assert len(text) == ids.TEXT_LENGTH
    assert ids.decode(text) == number


@given(NUMBERS, NUMBERS)
def test_text_sorts_like_the_number(one: int, other: int) -> None:
    assert (ids.encode(one) < ids.encode(other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    ["", "0", "0" * 12, "0" * 14, "I" * 13, "0" * 12 + "u", "z" * 13, "8" + "0" * 12, "é" * 13],
)
def test_anything_else_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        ids.decode(text)


def test_ids_grow_however_fast_they_are_made() -> None:
    made = [ids.new_id() for _ in range(5000)]

    assert made == sorted(set(made))


def test_an_id_is_above_what_another_machine_gave() -> None:
    ahead = ids.new_id() + (1000 << ids.SPREAD_BITS)

    assert ids.new_id(above=ahead) > ahead


def test_an_id_tells_its_moment() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=2)  # noqa: TID251  the real clock is meant

    assert before <= ids.moment_of(ids.new_id()) <= before + timedelta(seconds=5)


def test_an_import_gets_ids_of_its_own_time() -> None:
    then = datetime(2019, 3, 1, 12, tzinfo=UTC)

    with clock.stopped_at(then):
        number = ids.new_id()

    assert ids.moment_of(number) == then
    assert ids.floor_id(then) <= number < ids.floor_id(then + timedelta(milliseconds=1))


def test_before_2000_there_is_one_id() -> None:
    assert ids.floor_id(datetime(1970, 1, 1, tzinfo=UTC)) == 0
