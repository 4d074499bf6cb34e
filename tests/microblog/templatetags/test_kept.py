from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from microblog.lib.bounded import Bounded
from microblog.templatetags import kept
from microblog.templatetags.kept import MOST_PIECES, pieces


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    pieces.clear()
    yield
    pieces.clear()


def render(source: str, **values: object) -> str:
    return Template("{% load kept i18n %}" + source).render(Context(values))


def test_a_piece_is_rendered_once_for_what_it_shows() -> None:
    template = Template("{% load kept %}{% kept name %}{{ name }} {{ times }}{% endkept %}")

    assert template.render(Context({"name": "ada", "times": 1})) == "ada 1"
    assert template.render(Context({"name": "ada", "times": 2})) == "ada 1"
    assert template.render(Context({"name": "ben", "times": 3})) == "ben 3"


def test_each_language_has_its_own() -> None:
    template = Template(
        "{% load kept i18n %}{% kept %}{% translate 'Notifications' %}{% endkept %}"
    )
    shown = set()
    for language in ("fr", "en"):
        with translation.override(language):
            shown.add((template.render(Context()), template.render(Context())))

    assert all(first == second for first, second in shown)
    assert len(pieces) == 2


def test_two_places_do_not_share_a_piece() -> None:
    assert render("{% kept x %}a{% endkept %}{% kept x %}b{% endkept %}", x=1) == "ab"


def test_text_never_comes_out_as_the_html_that_it_equals() -> None:
    template = Template("{% load kept %}{% kept x %}{{ x }}{% endkept %}")

    assert template.render(Context({"x": mark_safe("<b>")})) == "<b>"
    assert template.render(Context({"x": "<b>"})) == "&lt;b&gt;"


def test_a_number_is_not_the_truth_that_it_equals() -> None:
    template = Template("{% load kept %}{% kept x %}{{ x }}{% endkept %}")

    assert template.render(Context({"x": 1})) == "1"
    assert template.render(Context({"x": True})) == "True"


def test_what_can_change_cannot_be_a_key() -> None:
    with pytest.raises(TypeError):
        render("{% kept x %}{% endkept %}", x=[1])


def test_pieces_are_bounded_however_many_there_are() -> None:
    template = Template("{% load kept %}{% kept x %}{{ x }}{% endkept %}")
    for number in range(MOST_PIECES + 10):
        template.render(Context({"x": number}))

    assert len(pieces) == MOST_PIECES


def test_what_was_used_least_lately_is_forgotten_first() -> None:
    memory: Bounded[str, int] = Bounded(2)
    memory.put("a", 1)
    memory.put("b", 2)
    memory.get("a")
    memory.put("c", 3)

    assert [memory.get(key) for key in "abc"] == [1, None, 3]


def test_equals_says_whether() -> None:
    assert kept.equals("home", "home") is True
    assert kept.equals("", "home") is False
