"""The search page: what it shows, what it refuses, what it never tells."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.builders import a_message, a_post
from tests.cast import Cast

SignIn = Callable[[User], Client]


def text_of(client: Client, address: str, **data: str) -> str:
    response = client.get(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    response = Client().get("/search?q=plan")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login")


def test_a_post_is_shown_with_its_place_and_what_answers_marked(
    cast: Cast, as_user: SignIn
) -> None:
    post = a_post(by=cast.ada, text="Les <b>réunions</b> du lundi", group=cast.board)

    page = text_of(as_user(cast.ben), "/search", q="reunion")

    assert f'href="/p/{post.key}"' in page
    assert "<mark>réunions</mark>" in page
    assert "<b>réunions</b>" not in page
    assert f'<a href="/g/{cast.board.slug}">Board</a>' in page


def test_people_groups_and_tags_of_that_name_stand_above(cast: Cast, as_user: SignIn) -> None:
    a_post(by=cast.ada, text="#vaultage")

    page = text_of(as_user(cast.ben), "/search", q="vault")

    assert 'href="/g/vault' in page
    assert 'href="/t/vaultage"' in page
    assert 'href="/@ben"' in text_of(as_user(cast.ada), "/search", q="ben")


def test_a_message_found_is_marked_private_and_leads_to_its_conversation(
    cast: Cast, as_user: SignIn
) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,), text="needle between us")

    page = text_of(as_user(cast.ben), "/search", q="needle")

    assert message.get_absolute_url() in page
    assert "#lock" in page
    assert "between us" not in text_of(as_user(cast.cleo), "/search", q="needle")


def test_pages_are_links_and_keep_what_was_asked(cast: Cast, as_user: SignIn) -> None:
    for number in range(25):
        a_post(by=cast.ada, text=f"needle n{number}n #x")
    client = as_user(cast.ben)

    first = text_of(client, "/search", q="needle", tag="x")
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = text_of(client, older[1].replace("&amp;", "&"))
    newer = re.search(r'rel="prev" href="([^"]+)"', second)

    assert "n24n" in first
    assert "n4n" not in first
    assert "n4n" in second
    assert "n5n" not in second
    assert "tag=x" in older[1]
    assert newer is not None
    assert "n24n" in text_of(client, newer[1].replace("&amp;", "&"))


def test_a_script_gets_the_results_alone(cast: Cast, as_user: SignIn) -> None:
    a_post(by=cast.ada, text="needle")

    response = as_user(cast.ben).get("/search?q=needle", headers={"X-Requested-With": "fetch"})

    assert response.content.decode().strip().startswith('<div id="results">')


def test_nothing_found_says_what_hides_it(cast: Cast, as_user: SignIn) -> None:
    a_post(by=cast.ada, text="needle one")
    a_post(by=cast.ada, text="needle two")

    page = text_of(as_user(cast.ben), "/search", q="needle", person="cleo", since="2001-01-01")

    without_person = re.search(
        r'href="/search\?q=needle&amp;since=2001-01-01">[^<]*</a>([^<]*)', page
    )
    without_day = re.search(r'href="/search\?q=needle&amp;person=cleo">[^<]*</a>([^<]*)', page)
    assert without_person is not None
    assert "2" in without_person[1]
    assert without_day is not None
    assert "0" in without_day[1]


def test_a_place_out_of_sight_looks_like_one_that_is_not_there(cast: Cast, as_user: SignIn) -> None:
    a_post(by=cast.ada, text="needle #hush", group=cast.vault)
    a_post(by=cast.ada, text="needle in public")
    client = as_user(cast.cleo)

    def page(name: str, value: str) -> str:
        text = text_of(client, "/search", q="needle", **{name: value})
        text = re.sub(
            r'name="(csrfmiddlewaretoken|client_key)" value="[^"]*"|data-cursor="[^"]*"', "", text
        )
        return text.replace(value, "…")

    assert page("group", cast.vault.slug) == page("group", "nowhere")
    assert page("tag", "hush") == page("tag", "husk")
    assert page("person", "eve") == page("person", "nobody")
    assert "Vault" not in page("group", cast.vault.slug)


def test_counts_tell_nothing_of_what_is_out_of_sight(cast: Cast, as_user: SignIn) -> None:
    for number in range(3):
        a_post(by=cast.ada, text=f"needle {number}", group=cast.vault)
    a_post(by=cast.ada, text="needle in public")

    assert (
        len(
            re.findall(r'<article class="post"', text_of(as_user(cast.cleo), "/search", q="needle"))
        )
        == 1
    )
    found = re.search(
        r'results__count"[^>]*>([^<]*)<', text_of(as_user(cast.cleo), "/search", q="needle")
    )
    assert found is not None
    assert found[1].split()[0] == "1"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("person=a%00b", 400),
        ("q=%ED%A0%80", 200),  # a surrogate is no UTF-8: read as replacement characters
        ("q=" + "x" * 201, 422),
        ("q=" + "%20x" * 5000, 422),
        ("person=" + "x" * 81, 422),
        ("group=" + "x" * 61, 422),
        ("tag=" + "x" * 61, 422),
        ("since=yesterday", 422),
        ("since=2026-02-30", 422),
        ("until=0000-00-00", 422),
        ("since=99999-01-01", 422),
        ("since=2026-05-02&until=2026-05-01", 422),
        ("since=0001-01-01&until=9999-12-31", 200),
        ("q=plan&before=garbage", 404),
        ("q=plan&after=garbage", 404),
        ("q=plan&before=zzzzzzzzzzzzz", 404),
        ("q=plan&before=0000000000000", 200),
        ("q=plan&after=7zzzzzzzzzzzz", 200),
        ("before=0000000000001", 200),
        ("q=a*+OR+NEAR(", 200),
        ('q=%22unclosed', 200),
        ("q=plan&q=other&group=%27--", 200),
        ("tag=%23%23&person=%40%40", 200),
        ("tag=%F0%9F%98%80", 200),
        ("q=%E2%80%AE%E2%80%AE", 200),
        ("unknown=1", 200),
    ],
)  # fmt: skip
def test_bad_input_is_answered_clearly(
    cast: Cast, as_user: SignIn, query: str, status: int
) -> None:
    a_post(by=cast.ada, text="the plan")

    response = as_user(cast.ben).get(f"/search?{query}")

    assert response.status_code == status
    if status == 422:
        assert 'role="alert"' in response.content.decode()


def test_what_is_refused_stays_in_its_field(cast: Cast, as_user: SignIn) -> None:
    page = as_user(cast.ben).get("/search?q=plan&since=tomorrow").content.decode()

    assert 'value="plan"' in page
    assert 'value="tomorrow"' in page


def test_a_search_costs_the_same_whatever_it_finds(
    cast: Cast, as_user: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(25):
        a_post(by=cast.ada if number % 2 else cast.ben, text=f"needle {number}")
    client = as_user(cast.ben)
    client.get("/search?q=warm")

    with django_assert_max_num_queries(17):  # type: ignore[attr-defined]
        client.get("/search?q=needle")
