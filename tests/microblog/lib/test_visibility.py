"""The door in front of guarded rows fails closed."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from feeds.models import Bookmark, Group, Post
from microblog.lib import visibility
from tests.builders import a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_nobody_and_the_suspended_know_of_nothing(cast: Cast) -> None:
    a_post(by=cast.ben)

    for person in (None, AnonymousUser(), cast.eve):
        for model in (User, Group, Post):
            assert not model.objects.visible_to(person).exists()


def test_the_suspended_lose_sight_at_once(cast: Cast) -> None:
    post = a_post(by=cast.ada)
    assert visibility.can_see(cast.ben, post)

    cast.ben.is_active = False

    assert not visibility.can_see(cast.ben, post)


def test_one_row_and_the_queryset_say_the_same(cast: Cast) -> None:
    hidden = a_post(by=cast.ada, group=cast.vault)

    for person in cast.everyone:
        seen = Post.objects.visible_to(person).filter(pk=hidden.pk).exists()
        assert visibility.can_see(person, hidden) == seen
        assert (person in visibility.audience(hidden)) == seen


def test_a_narrowed_queryset_stays_narrow(cast: Cast) -> None:
    a_post(by=cast.ada, group=cast.vault)
    mine = a_post(by=cast.cleo)

    assert list(Post.objects.filter(author=cast.cleo).visible_to(cast.cleo)) == [mine]
    assert not Post.objects.visible_to(cast.cleo).filter(group=cast.vault).exists()


def test_a_model_without_a_rule_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    rules: dict[Any, Any] = dict(visibility._seen_by)
    del rules[Post]
    monkeypatch.setattr(visibility, "_seen_by", rules)

    (error,) = visibility.every_guarded_model_has_both_rules(None)

    assert error.id == "microblog.E001"
    assert "Post" in error.msg


def test_a_model_without_a_rule_cannot_be_asked(cast: Cast) -> None:
    with pytest.raises(KeyError):
        visibility.condition(Bookmark, cast.ada)
