"""What is shown of a post that was found."""

import pytest

from feeds.search.excerpts import SIZE, excerpt

LONG = "lorem ipsum dolor " * 40


def joined(pieces: list[tuple[str, bool]]) -> str:
    return "".join(text for text, _answers in pieces)


def test_a_short_post_is_shown_whole_and_what_answers_is_marked() -> None:
    pieces = excerpt("Les **réunions** du lundi\n#océane", "reunion Océane")

    assert pieces == [
        ("Les ", False),
        ("réunions", True),
        (" du lundi #", False),
        ("océane", True),
    ]


def test_of_a_long_post_the_part_around_the_first_answer_is_shown() -> None:
    pieces = excerpt(f"{LONG} needle {LONG}", "needles")

    assert ("needle", True) in pieces
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len(joined(pieces)) <= SIZE + 4


@pytest.mark.parametrize("text", ["", "x" * 2000, f"needle {LONG}", f"{LONG} needle", "é" * 700])
def test_an_excerpt_is_never_long(text: str) -> None:
    assert len(joined(excerpt(text, "needle"))) <= SIZE + 4


def test_without_words_it_is_the_beginning() -> None:
    assert joined(excerpt("Bonjour à tous", "")) == "Bonjour à tous"
