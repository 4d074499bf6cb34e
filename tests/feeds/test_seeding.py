"""A seeded crowd is as if people had made it: every row of an action is there, and they agree."""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Max, Model

from accounts.models import User
from feeds.models import (
    Conversation,
    Follow,
    Group,
    Membership,
    Mention,
    Notification,
    Participant,
    Post,
    PostTag,
    PostVersion,
    Reaction,
    ReadMarker,
    Tag,
    TagFollow,
)
from feeds.search.query import SearchQuery, search_posts
from feeds.timelines import open_feed
from ledger import canonical
from ledger.models import Entry
from ledger.recording import label
from microblog.lib import clock
from microblog.lib.markup import parse
from microblog.lib.pagination import Window

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 8, 12, tzinfo=UTC)
SIZES = {"users": 30, "posts": 700, "follows": 8, "groups": 10, "seed": 3}


def seed(**changes: int) -> str:
    said = StringIO()
    with clock.stopped_at(NOON):
        call_command("seed", stdout=said, **SIZES | changes)
    return said.getvalue()


def test_there_are_as_many_of_each_as_was_asked() -> None:
    said = seed()

    assert User.objects.count() == 30
    assert Post.objects.count() == 700
    assert Group.objects.count() == 10
    assert 30 * 5 <= Follow.objects.count() <= 30 * 9
    assert "people are here already" not in said
    assert "sign in as anybody:" in said.splitlines()[-1]


def test_counts_and_names_agree_with_the_rows_that_they_count() -> None:
    seed()

    replies = Counter(Post.objects.exclude(root=None).values_list("root", flat=True))
    reposts = Counter(Post.objects.exclude(repost_of=None).values_list("repost_of", flat=True))
    reactions = {
        (post, kind): number
        for post, kind, number in Reaction.objects.values_list("post", "kind").annotate(
            n=Count("pk")
        )
    }
    handles = set(User.objects.values_list("handle", flat=True))
    for post in Post.objects.all():
        assert post.reply_count == replies[post.pk]
        assert post.repost_count == reposts[post.pk]
        assert all(
            number == reactions[post.pk, kind] for kind, number in post.reaction_counts.items()
        )
        named = parse(post.text)
        mentioned = set(Mention.objects.filter(post=post).values_list("handle", flat=True))
        assert mentioned == set(post.mentioned) == set(named.mentions) & handles
        tags = set(PostTag.objects.filter(post=post).values_list("tag__key", flat=True))
        shows_tags = not post.is_direct and not post.is_retracted
        assert tags == ({key for key, _spelling in named.tags} if shows_tags else set())
        assert post.version == 1 + PostVersion.objects.filter(post=post).count()
        assert len(post.text) <= 500
    assert sum(reactions.values()) == sum(
        sum(counts.values()) for counts in Post.objects.values_list("reaction_counts", flat=True)
    )


def test_people_speak_where_they_may_and_replies_stay_in_their_place() -> None:
    seed()

    members = set(Membership.objects.values_list("group", "user"))
    people = set(Participant.objects.values_list("conversation", "user"))
    for post in Post.objects.select_related("root", "group"):
        assert post.group_id is None or (post.group_id, post.author_id) in members
        assert post.conversation_id is None or (post.conversation_id, post.author_id) in people
        if post.root is not None:
            assert post.root.pk < post.pk
            assert (post.root.audience, post.root.group_id) == (post.audience, post.group_id)
    for talk in Conversation.objects.all():
        newest = Post.objects.filter(conversation=talk).aggregate(newest=Max("pk"))["newest"]
        assert talk.last_post_id == newest


def test_what_people_are_told_they_may_read() -> None:
    seed()

    assert Notification.objects.exists()
    for person in User.objects.all():
        mine = Notification.objects.filter(recipient=person)
        hidden = mine.exclude(pk__in=Notification.objects.visible_to(person).values("pk"))
        assert not mine.filter(actor=person).exists()
        assert all(row.post is not None and row.post.is_retracted for row in hidden)
    old = Notification.objects.filter(post__created_at__lt=datetime(2026, 8, 1, tzinfo=UTC))
    assert not old.filter(done_at=None, kind="mention").exists()


def test_the_index_holds_every_post_that_can_be_found() -> None:
    seed()
    column = "post_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM feeds_postindex")
        indexed = {row[0] for row in cursor.fetchall()}
    somebody = User.objects.order_by("id")[0]
    post = Post.objects.filter(audience="company", retracted_at=None, repost_of=None).latest("id")

    found = search_posts(somebody, SearchQuery(words=post.text.split("#")[0]), Window(size=200))

    said = Post.objects.filter(retracted_at=None, repost_of=None)
    assert indexed == set(said.values_list("pk", flat=True))
    assert post.pk in found.ids


def test_the_ledger_tells_all_of_it_and_holds_no_text() -> None:
    seed()

    subjects = Counter(Entry.objects.values_list("action", "subject"))
    for post in Post.objects.all():
        action = "post.reposted" if post.repost_of_id else "post.published"
        assert subjects[action, label(post)] == 1
        assert subjects["post.edited", label(post)] == post.version - 1
        assert subjects["post.retracted", label(post)] == int(post.is_retracted)
    assert Entry.objects.filter(action="user.followed").count() == Follow.objects.count()
    assert Entry.objects.filter(action="tag.followed").count() == TagFollow.objects.count()
    assert Entry.objects.filter(action="reaction.added").count() == Reaction.objects.count()
    for post in Post.objects.filter(repost_of=None, version=1)[:50]:
        body = bytes(Entry.objects.get(action="post.published", subject=label(post)).body)
        commitment = canonical.commitment(bytes(post.salt), {"text": post.text})
        assert commitment.encode() in body
        assert post.text.encode() not in body


def test_everybody_has_read_up_to_somewhere_and_has_a_feed() -> None:
    seed()

    marks = ReadMarker.objects.values_list("user").annotate(n=Count("pk"))
    groups = dict(Membership.objects.values_list("user").annotate(n=Count("pk")))
    assert {user: number - 2 for user, number in marks} == groups
    assert not ReadMarker.objects.filter(at__gt=NOON).exists()
    for person in User.objects.all():
        home = open_feed(person, "home")
        assert home is not None
        assert home.page(Window()).ids


def test_the_same_seed_makes_the_same_crowd_and_another_one_another() -> None:
    assert _digest(seed=3) == _digest(seed=3)
    assert _digest(seed=3) != _digest(seed=4)


def test_a_second_crowd_comes_beside_the_first_and_it_is_said() -> None:
    seed()

    said = seed()

    assert "30 people are here already: adding a crowd that does not know them" in said
    assert User.objects.count() == 60
    assert Post.objects.count() == 1400
    assert Tag.objects.count() == len(set(Tag.objects.values_list("key", flat=True)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"users": 1}, "--users must be at least 2"),
        ({"users": -5}, "--users must be at least 2"),
        ({"posts": -1}, "--posts must not be negative"),
        ({"follows": -1}, "--follows must not be negative"),
        ({"groups": -1}, "--groups must not be negative"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_before_anything_is_made(
    changes: dict[str, int], reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        seed(**changes)

    assert not User.objects.exists()


@pytest.mark.parametrize("changes", [{"users": 2, "posts": 0}, {"groups": 0}, {"follows": 0}])
def test_the_smallest_numbers_are_possible(changes: dict[str, int]) -> None:
    seed(**{"posts": 60, "users": 5, **changes})

    assert Post.objects.count() == ({"posts": 60} | changes)["posts"]


def _digest(**changes: int) -> str:
    """Everything that a crowd is, but for password hashes, in a database where nothing stays."""
    models: list[type[Model]] = [
        User, Follow, Group, Membership, Tag, TagFollow, Conversation, Post, PostVersion, Mention,
        PostTag, Reaction, Notification, ReadMarker,
    ]  # fmt: skip
    digest = hashlib.sha256()
    with transaction.atomic():
        seed(**changes)
        for model in models:
            counted = {"password"} | ({"id"} if model._meta.auto_field else set())
            names = [f.attname for f in model._meta.concrete_fields if f.attname not in counted]
            rows = sorted(repr(row) for row in model._default_manager.values_list(*names))
            digest.update(repr(rows).encode())
        bodies = Entry.objects.order_by("id").values_list("body", flat=True)
        digest.update(b"".join(bytes(body) for body in bodies))
        transaction.set_rollback(True)
    return digest.hexdigest()
