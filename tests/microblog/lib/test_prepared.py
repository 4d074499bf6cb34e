from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from accounts.models import Availability, User
from feeds.models import Notification, Post
from microblog.lib.prepared import CountOf, prepared
from tests.builders import a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _seen(reader: User, ids: list[int]) -> QuerySet[Post, Any]:
    seen = Post.objects.visible_to(reader).filter(pk__in=ids)
    return seen.order_by("id").values_list("id", "created_at", "reaction_counts", "author__handle")


def test_a_prepared_query_finds_what_its_queryset_finds_for_everybody(cast: Cast) -> None:
    ask = prepared(_seen)
    places = (None, cast.square, cast.board, cast.vault)
    posts = [a_post(by=cast.ben, group=group) for group in places]
    posts.append(a_message(by=cast.ada, to=(cast.ben,)))
    ids = [post.pk for post in posts]

    for reader in cast.everyone:
        for asked in (ids, ids[:1], ids[2:4]):
            assert ask(reader=reader, ids=asked) == list(_seen(reader, asked))


def test_no_value_of_one_call_is_left_for_the_next(cast: Cast) -> None:
    ask = prepared(_seen)
    hidden, shown = a_post(by=cast.ben, group=cast.vault), a_post(by=cast.ben)

    assert [row[0] for row in ask(reader=cast.ben, ids=[hidden.pk])] == [hidden.pk]
    assert ask(reader=cast.cleo, ids=[hidden.pk]) == []
    assert [row[0] for row in ask(reader=cast.cleo, ids=[hidden.pk, shown.pk])] == [shown.pk]


def test_no_ids_are_no_query_and_no_rows(cast: Cast) -> None:
    ask = prepared(_seen)
    with CaptureQueriesContext(connection) as queries:
        rows = ask(reader=cast.ben, ids=[])

    assert rows == []
    assert len(queries) == 0


def test_moments_and_words_are_values_and_truths_are_shapes(cast: Cast) -> None:
    def until(now: datetime, text: str, reverse: bool) -> QuerySet[Availability, Any]:
        rows = Availability.objects.filter(until__gt=now, text=text)
        return rows.order_by("-user" if reverse else "user").values_list("user", "until")

    ask = prepared(until)
    noon = datetime(2031, 5, 6, 12, tzinfo=UTC)
    for user in (cast.ada, cast.ben):
        Availability.objects.create(user=user, kind="focus", text="it's 100 %s", until=noon)
    first, second = sorted((cast.ada.pk, cast.ben.pk))
    earlier = noon - timedelta(microseconds=1)

    found = ask(now=earlier, text="it's 100 %s", reverse=False)

    assert found == [(first, noon), (second, noon)]
    assert ask(now=earlier, text="it's 100 %s", reverse=True) == found[::-1]
    assert ask(now=noon, text="it's 100 %s", reverse=False) == []
    assert ask(now=earlier, text="else", reverse=False) == []


def test_many_ids_share_few_shapes(cast: Cast) -> None:
    ask = prepared(_seen)
    posts = [a_post(by=cast.ben, text=str(number)).pk for number in range(30)]

    for length in range(1, 31):
        assert [row[0] for row in ask(reader=cast.ben, ids=posts[:length])] == posts[:length]

    assert len(ask._made) == 4


def test_a_rule_that_looks_at_anything_else_of_a_user_fails_loudly(cast: Cast) -> None:
    ask = prepared(lambda reader: User.objects.filter(site=reader.site).values_list("id"))

    with pytest.raises(User.DoesNotExist):
        ask(reader=cast.ben)


def test_what_is_no_value_is_refused(cast: Cast) -> None:
    ask = prepared(lambda number: User.objects.annotate(n=Value(number)).values_list("n"))

    with pytest.raises(TypeError, match="takes no float"):
        ask(number=1.5)


def test_several_counts_are_one_query(cast: Cast) -> None:
    a_post(by=cast.ada, text="@ben")
    a_post(by=cast.ada, text="@ben again")

    def counts(reader: User) -> QuerySet[User, Any]:
        told = Notification.objects.filter(recipient=reader)
        return User.objects.filter(pk=reader.pk).values_list(CountOf(told), CountOf(told[:1]))

    with CaptureQueriesContext(connection) as queries:
        rows = prepared(counts)(reader=cast.ben)

    assert len(queries) == 1
    assert rows == [(Notification.objects.filter(recipient=cast.ben).count(), 1)]
