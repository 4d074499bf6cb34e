"""What a search finds, on whichever database the suite runs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actions.users import reinstate_user
from feeds.actions.groups import remove_member
from feeds.actions.posts import edit_post, repost, retract_post
from feeds.models import Post
from feeds.search import index
from feeds.search.query import SearchQuery, count_posts, search_posts
from feeds.search.words import wanted
from microblog.lib.pagination import Window, window_of
from tests.builders import a_message, a_post, a_user
from tests.cast import Cast

ALL = Window(size=100)


def found(reader: object, words: str = "", **filters: object) -> list[str]:
    query = SearchQuery(words=words, **filters)  # type: ignore[arg-type]
    page = search_posts(reader, query, ALL)  # type: ignore[arg-type]
    posts = Post.objects.in_bulk(page.ids)
    assert count_posts(reader, query, 1000) == len(page.ids)  # type: ignore[arg-type]
    return [posts[pk].text for pk in page.ids]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Réunion de lancement à Nantes", "reunions"),
        ("Réunion de lancement à Nantes", "REUNION nantes"),
        ("Les clients sont contents", "client"),
        ("Nous avons relancé l’hôtel", "hotel"),
        ("Nous avons relancé l’hôtel", "l'hôtel"),
        ("The meetings were moved", "meeting"),
        ("The meetings were moved", "move"),
        ("Chef-d’œuvre livré", "oeuvre"),
        ("Livré : #Océane, lot 2", "#oceane"),
        ("Merci @ben", "@ben"),
        ("**Décision** prise", "decision"),
        ("Straße gesperrt", "strasse"),
        ("Запуск завтра", "запуск"),
        ("v2.1 est en ligne", "v2.1"),
    ],
)
def test_words_are_found_in_all_their_forms(cast: Cast, text: str, words: str) -> None:
    a_post(by=cast.ada, text=text)
    a_post(by=cast.ada, text="Something else altogether")

    assert found(cast.ben, words) == [text]


def test_all_words_are_wanted(cast: Cast) -> None:
    a_post(by=cast.ada, text="the budget of Valmont")
    a_post(by=cast.ada, text="the budget of Océane")

    assert found(cast.ben, "budget valmont") == ["the budget of Valmont"]


@pytest.mark.parametrize("quotes", ['"%s"', "«%s»", "« %s »", "“%s”"])
def test_a_phrase_is_its_words_in_order(cast: Cast, quotes: str) -> None:
    a_post(by=cast.ada, text="le plan de lancement est prêt")
    a_post(by=cast.ada, text="le lancement du plan est prêt")

    assert found(cast.ben, quotes % "plan de lancement") == ["le plan de lancement est prêt"]


def test_a_dash_leaves_words_and_phrases_out(cast: Cast) -> None:
    a_post(by=cast.ada, text="plan ready")
    a_post(by=cast.ada, text="plan, a draft")
    a_post(by=cast.ada, text="plan of the old office")
    a_post(by=cast.ada, text="plan by e-mail")

    assert found(cast.ben, "plan -drafts") == [
        "plan by e-mail",
        "plan of the old office",
        "plan ready",
    ]
    assert found(cast.ben, 'plan -"old office" -draft') == ["plan by e-mail", "plan ready"]
    assert found(cast.ben, "plan -e-mail -draft") == ["plan of the old office", "plan ready"]
    assert "plan ready" in found(cast.ben, "-draft")


def test_a_dash_inside_a_word_or_a_phrase_leaves_nothing_out() -> None:
    asked = wanted('e-mail "well -known" - --x')

    assert asked.words_out == []
    assert asked.phrases_out == []
    assert asked.phrases == [["well", "known"]]


@pytest.mark.parametrize(
    "words",
    [
        "a* OR NEAR(b, 2)", "terms:plan", "^plan", "plan*", '"', '""', '"plan', "(", ")",
        "NOT", "AND", "plan AND", "-", "--", "- -", "-plan", '-"', "'", "''", "%", "_",
        "plan'; DROP TABLE x; --",
        "\\", "&", "|", "!", "<->", "plan & !draft", "plan:*", "{a b}: c", "+", "😀", "\u0301",
        "\u202eplan", "क्षत्रिय", "会议", "\x07", "\u2028", "1e5", "1.5e-7", "-1", "www.x.y/z?a=b&c",
        "a" * 300, "plan " * 60, '"plan" ' * 40, "-x " * 90,
    ],
)  # fmt: skip
def test_no_syntax_of_a_search_engine_reaches_it(cast: Cast, words: str) -> None:
    a_post(by=cast.ada, text="the plan")

    assert set(found(cast.ben, words)) <= {"the plan"}


def test_the_filters_narrow_together(cast: Cast) -> None:
    a_post(by=cast.ada, text="budget #océane", group=cast.square)
    a_post(by=cast.ben, text="budget #oceane")
    a_post(by=cast.ada, text="lunch")

    assert found(cast.ben, "budget", person="@ada") == ["budget #océane"]
    assert found(cast.ben, person="ADA") == ["lunch", "budget #océane"]
    assert found(cast.ben, group=cast.square.slug) == ["budget #océane"]
    assert found(cast.ben, tag="#Océane") == ["budget #oceane", "budget #océane"]
    assert found(cast.ben, tag="oceane", person="ben") == ["budget #oceane"]
    assert found(cast.ben, tag="ocean") == []


def test_a_person_is_found_by_name_where_no_handle_is_given(cast: Cast) -> None:
    claire = a_user("c.martin", display_name="Claire Martín")
    a_post(by=claire, text="hello from Claire")

    assert found(cast.ben, person="claire martin") == ["hello from Claire"]
    assert found(cast.ben, person="Ben Martin") == []


def test_days_are_the_readers_own_and_both_count(cast: Cast) -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)  # 0:30 of the 11th in Paris
    a_post(by=cast.ada, text="late", at=late)
    a_post(by=cast.ada, text="later", at=late + timedelta(days=1))

    eleventh = date(2026, 3, 11)
    assert found(cast.ben, since=eleventh, until=eleventh) == ["late"]
    cast.ben.time_zone = "America/New_York"
    assert found(cast.ben, since=eleventh, until=eleventh) == ["later"]
    assert found(cast.ben, until=date(2026, 3, 10)) == ["late"]


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2100, 1, 1), date.max])
def test_days_at_the_ends_of_the_calendar_are_days(cast: Cast, day: date) -> None:
    a_post(by=cast.ada, text="now")

    everything = ["now"] if day.year < 2000 else []
    assert found(cast.ben, since=day) == everything
    assert found(cast.ben, until=day) == (["now"] if day.year > 2000 else [])


def test_only_what_the_reader_may_read_is_found(cast: Cast) -> None:
    a_post(by=cast.ada, text="needle company")
    a_post(by=cast.ada, text="needle open", group=cast.square)
    a_post(by=cast.ada, text="needle private", group=cast.board)
    a_post(by=cast.ada, text="needle secret", group=cast.vault)
    a_message(by=cast.ada, to=(cast.ben,), text="needle message")

    everything = [
        f"needle {place}" for place in ("message", "secret", "private", "open", "company")
    ]
    assert found(cast.ben, "needle") == everything
    assert found(cast.cleo, "needle") == ["needle open", "needle company"]
    assert found(cast.gus, "needle") == ["needle private"]
    assert found(cast.eve, "needle") == []
    assert found(cast.admin, "needle") == ["needle open", "needle company"]


def test_a_place_out_of_sight_finds_what_one_that_is_not_there_finds(cast: Cast) -> None:
    a_post(by=cast.ada, text="needle #secretword", group=cast.vault)
    a_post(by=cast.ada, text="needle", group=cast.board)

    for filters in (
        {"group": cast.vault.slug}, {"group": cast.board.slug}, {"group": "nowhere"},
        {"tag": "secretword"}, {"tag": "nothing"}, {"person": "eve"}, {"person": "nobody"},
    ):  # fmt: skip
        assert found(cast.cleo, **filters) == []
    assert found(cast.gus, person="cleo") == []
    assert found(cast.ben, group=cast.vault.slug) == ["needle #secretword"]


def test_who_left_a_group_finds_nothing_of_it(cast: Cast) -> None:
    a_post(by=cast.ada, text="needle", group=cast.vault)
    remove_member(actor=cast.ada, group=cast.vault, user=cast.ben)

    assert found(cast.ben, "needle") == []


def test_an_edited_post_is_found_by_what_it_says_now(cast: Cast) -> None:
    post = a_post(by=cast.ada, text="the former words")
    edit_post(actor=cast.ada, post=post, text="the present words")

    assert found(cast.ben, "former") == []
    assert found(cast.ben, "present") == ["the present words"]


def test_a_retracted_post_is_not_found(cast: Cast) -> None:
    post = a_post(by=cast.ada, text="needle")
    a_post(by=cast.ben, text="needle in a reply", reply_to=post)
    retract_post(actor=cast.ada, post=post)

    assert found(cast.ben, "needle") == ["needle in a reply"]
    assert found(cast.ben, person="ada") == []


def test_a_suspended_author_is_not_found_until_reinstated(cast: Cast) -> None:
    reinstate_user(actor=cast.admin, user=cast.eve, reason="Back")
    a_post(by=cast.eve, text="needle")
    assert found(cast.ben, "needle") == ["needle"]
    cast.eve.is_active = False
    cast.eve.save()

    assert found(cast.ben, "needle") == []


def test_a_repost_is_found_once(cast: Cast) -> None:
    post = a_post(by=cast.ada, text="needle")
    repost(actor=cast.ben, post=post)

    assert found(cast.cleo, "needle") == ["needle"]
    assert found(cast.cleo, person="ben") == []


def test_pages_go_both_ways_and_show_each_post_once(cast: Cast) -> None:
    written = [a_post(by=cast.ada, text=f"needle {n}").pk for n in range(7)][::-1]
    query = SearchQuery(words="needle")

    first = search_posts(cast.ben, query, window_of(size=3))
    a_post(by=cast.ada, text="needle that came meanwhile")
    second = search_posts(cast.ben, query, window_of(before=first.older, size=3))
    third = search_posts(cast.ben, query, window_of(before=second.older, size=3))
    back = search_posts(cast.ben, query, window_of(after=third.newer, size=3))

    assert first.ids + second.ids + third.ids == written
    assert not first.newer
    assert not third.older
    assert back.ids == second.ids
    assert back.older
    assert back.newer


def test_the_index_can_be_made_anew(cast: Cast) -> None:
    a_post(by=cast.ada, text="needle kept")
    retract_post(actor=cast.ada, post=a_post(by=cast.ada, text="needle gone"))
    Post.objects.filter(text="needle kept").update(text="needle changed")

    assert index.rebuild() == Post.objects.filter(retracted_at=None).count()

    assert found(cast.ben, "changed") == ["needle changed"]
    assert found(cast.ben, "kept") == []
    assert found(cast.ben, "gone") == []


def test_nothing_asked_finds_nothing(cast: Cast) -> None:
    a_post(by=cast.ada, text="something")

    assert found(cast.ben, "  ") == []
