"""Words find their texts in French and English, with or without accents, and cost little."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microblog.lib.stemming import document, highlight, phrases, query_terms, words


def answers(text: str, q: str) -> bool:
    terms = set(document(text).split())
    return all(terms & alternatives for alternatives in query_terms(q))


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("Les réunions éphémères", "reunion ephemere"),
        ("reunions ephemeres", "RÉUNION éphémère"),
        ("une livraison", "livraisons"),
        ("Prochaine livraison : mardi", "livraisons"),
        ("the weekly meeting", "meetings"),
        ("two meetings", "meeting"),
        ("À l’hôtel", "hotel"),
        ("qu'il vienne d’accord", "accord"),
        ("générosité", "GENEROSITE"),
        ("réunion lundi", "la réunion de lundi"),
        ("plan B", "b"),
        ("#Océane", "oceane"),
        ("foo_bar", "bar"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_a_query_finds(text: str, q: str) -> None:
    assert answers(text, q)


@pytest.mark.parametrize(
    ("text", "q"), [("réunion", "réunion lundi"), ("mardi", "mars"), ("un été", "les")]
)
def test_a_query_does_not_find(text: str, q: str) -> None:
    assert not answers(text, q)


def test_a_document_holds_its_words_in_order_then_each_other_stem_once() -> None:
    assert document("Les réunions, les réunions d’équipe") == (
        "les reunions les reunions equipe le reunion equip"
    )


def test_a_phrase_is_the_words_in_order() -> None:
    assert phrases('plan "Réunion d\'équipe" «les clients» “a b') == [
        ["reunion", "equipe"],
        ["les", "clients"],
    ]
    assert "reunion equipe" in document("La réunion d’équipe")


def test_words_are_cut_and_capped() -> None:
    assert words("x" * 500) == ["x" * 64]
    assert len(document("mot " * 9000).split()) == 5000
    assert len(query_terms(" ".join(f"mot{n}" for n in range(500)))) == 32


@pytest.mark.parametrize("q", ["", "*", "%", '"', "NEAR(", "(", "-", "l'", "\u0301", "\x00"])
def test_what_is_no_word_asks_for_nothing_a_search_engine_would_read(q: str) -> None:
    for alternatives in query_terms(q):
        assert all(term.isalnum() for term in alternatives)


def test_hits_are_marked_and_the_text_stays_whole() -> None:
    assert highlight("Les réunions d’équipe, réunion.", "la reunion") == [
        ("Les ", False),
        ("réunions", True),
        (" d’équipe, ", False),
        ("réunion", True),
        (".", False),
    ]
    assert highlight("rien", "") == [("rien", False)]


@settings(max_examples=150, deadline=None)
@given(st.text(), st.text())
def test_highlighting_loses_no_character(text: str, q: str) -> None:
    assert "".join(piece for piece, _ in highlight(text, q)) == text


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1))
def test_a_text_answers_its_own_words(text: str) -> None:
    assert answers(text, text[:200])


def test_hostile_text_takes_no_longer_than_plain_text() -> None:
    start = time.process_time()

    for hostile in ("l'" * 20_000, "'" * 20_000, '"a ' * 7_000, "«" * 20_000, "a" * 20_000):
        document(hostile)
        query_terms(hostile)
        phrases(hostile)
        highlight(hostile, hostile)

    assert time.process_time() - start < 2
