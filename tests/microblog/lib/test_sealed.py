import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from microblog.lib.ids import encode
from microblog.lib.sealed import NUMBER_BITS, seal, unseal


@given(st.integers(0, 2**NUMBER_BITS - 1))
def test_what_was_sealed_is_read_again(number: int) -> None:
    assert unseal(seal(number)) == number


def test_neighbours_tell_nothing_of_each_other() -> None:
    words = [seal(number) for number in range(1000, 1200)]

    assert len(set(words)) == len(words)
    assert words != sorted(words) and words != sorted(words, reverse=True)
    assert len({word[:3] for word in words}) > 150


@pytest.mark.parametrize("word", ["", "nonsense", encode(0), encode(12345), encode(2**63 - 1)])
def test_what_was_not_sealed_here_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="sealed|id"):
        unseal(word)


def test_another_installation_seals_in_another_way() -> None:
    word = seal(7)

    with override_settings(SECRET_KEY="x" * 50 + "another"), pytest.raises(ValueError):
        unseal(word)


@pytest.mark.parametrize("number", [-1, 2**NUMBER_BITS])
def test_numbers_that_do_not_fit_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        seal(number)
