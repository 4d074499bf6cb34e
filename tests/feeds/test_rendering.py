"""Articles are rendered once for all their readers, and each reader sees their own."""

import pytest
from django.utils import translation

from accounts.actions.users import edit_profile
from feeds import rendering
from feeds.actions.bookmarks import add_bookmark
from feeds.actions.groups import change_group, remove_member
from feeds.actions.posts import edit_post, retract_post
from feeds.actions.reactions import react
from feeds.models import Post
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def article(reader: object, post: Post) -> str:
    return str(rendering.article(reader, post.pk))  # type: ignore[arg-type]


def test_what_one_reader_did_is_not_shown_to_another(cast: Cast) -> None:
    post = a_post(by=cast.ben, text="Shared")
    react(actor=cast.ada, post=post, kind="idea")
    add_bookmark(actor=cast.ada, post=post)
    rendering.forget()

    for _warm in range(2):
        mine, theirs = article(cast.ada, post), article(cast.cleo, post)
        assert mine.count('aria-pressed="true"') == 2
        assert theirs.count('aria-pressed="true"') == 0
        assert "post--mine" in article(cast.ben, post)
        assert "post--mine" not in theirs


def test_a_kept_article_is_not_shown_to_whom_it_is_hidden_from(cast: Cast) -> None:
    post = a_post(by=cast.ben, group=cast.vault, text="Only here")

    assert "Only here" in article(cast.ada, post)
    assert article(cast.cleo, post) == ""

    remove_member(actor=cast.ada, group=cast.vault, user=cast.ben)
    assert article(cast.ben, post) == ""


def test_whatever_changes_a_post_renders_it_anew(cast: Cast) -> None:
    post = a_post(by=cast.ben, group=cast.board, text="Before")
    reply = a_post(by=cast.ada, reply_to=post, text="An answer")
    answer = a_post(by=cast.ben, reply_to=reply, text="To the answer")
    assert "Before" in article(cast.ada, post)
    article(cast.ada, answer)

    edit_post(actor=cast.ben, post=post, text="After")
    assert "After" in article(cast.ada, post)
    change_group(actor=cast.ada, group=cast.board, name="Directors")
    assert "Directors" in article(cast.ben, post)
    edit_profile(actor=cast.ben, user=cast.ben, display_name="Benjamin")
    assert "Benjamin" in article(cast.ada, post)
    edit_profile(actor=cast.ada, user=cast.ada, display_name="Augusta")
    assert "Augusta" in article(cast.ben, answer)
    retract_post(actor=cast.ben, post=post)
    assert article(cast.ada, post) == ""


def test_each_language_has_its_own_article(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    with translation.override("fr"):
        french = article(cast.ada, post)
    with translation.override("en"):
        english = article(cast.ada, post)

    assert "Reply" in english
    assert "Reply" not in french
    with translation.override("fr"):
        assert article(cast.ada, post) == french


def test_the_articles_kept_are_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [a_post(by=cast.ben, text=f"number {number}") for number in range(5)]
    monkeypatch.setattr(rendering._fragments, "_most", 3)
    rendering.forget()

    shown = rendering.articles(cast.ada, [post.pk for post in posts])

    assert len(shown) == 5
    assert len(rendering._fragments) == 3
