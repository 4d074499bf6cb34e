import pytest
from django.db.models import Model

from accounts.models import User
from feeds.actions.follows import follow_tag
from feeds.actions.groups import change_group, invite_to_group, remove_member
from feeds.actions.posts import repost, retract_post
from feeds.models import Attachment, Conversation, Group, Notification, Post, Tag
from microblog.lib.visibility import audience, can_see
from tests.builders import a_conversation, a_message, a_post
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(cast: Cast) -> list[Model]:
    """Something of every kind, in every place."""
    for group in (cast.square, cast.board, cast.vault):
        root = a_post(by=cast.ben, group=group, text=f"In #{group.slug} with @ada and @cleo")
        a_post(by=cast.ada, reply_to=root, text="Yes @ben")
    company = a_post(by=cast.ben, text="For all #everyone @gus @cleo")
    repost(actor=cast.ada, post=company)
    retract_post(actor=cast.ben, post=a_post(by=cast.ben, text="Gone #gone"))
    a_message(by=cast.ada, to=(cast.cleo,), text="Just us #hushed")
    a_conversation(cast.ben, cast.ada, cast.cleo)
    a_post(by=cast.gus, group=cast.board, text="A guest speaks #guestly")
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    models = [User, Group, Post, Conversation, Tag, Notification, Attachment]
    return [thing for model in models for thing in model._default_manager.all()]


def test_who_sees_and_what_is_seen_agree(cast: Cast, things: list[Model]) -> None:
    for thing in things:
        watchers = set(audience(thing))
        for person in cast.everyone:
            assert can_see(person, thing) == (person in watchers), (person, type(thing), thing)


def test_nobody_sees_nothing(things: list[Model]) -> None:
    assert not Post.objects.visible_to(None).exists()


def test_a_suspended_person_sees_nothing(cast: Cast, things: list[Model]) -> None:
    for model in (User, Group, Post, Conversation, Tag, Notification):
        assert not model.objects.visible_to(cast.eve).exists()


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("ada", {"square", "board", "vault"}),
        ("ben", {"square", "board", "vault"}),
        ("cleo", {"square", "board"}),
        ("gus", {"board"}),
        ("eve", set()),
        ("admin", {"square", "board"}),
    ],
)
def test_which_groups_exist_for_whom(cast: Cast, reader: str, seen: set[str]) -> None:
    found = Group.objects.visible_to(getattr(cast, reader))

    assert set(found) == {getattr(cast, name) for name in seen}


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("ada", {"company", "square", "board", "vault"}),
        ("cleo", {"company", "square"}),
        ("gus", {"board"}),
        ("admin", {"company", "square"}),
    ],
)
def test_which_posts_exist_for_whom(cast: Cast, reader: str, seen: set[str]) -> None:
    a_post(by=cast.ben, text="company")
    for name in ("square", "board", "vault"):
        a_post(by=cast.ben, text=name, group=getattr(cast, name))

    found = Post.objects.visible_to(getattr(cast, reader))

    assert set(found.values_list("text", flat=True)) == seen


def test_a_message_exists_for_its_people_only(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.cleo,))

    assert {person for person in cast.everyone if can_see(person, message)} == {cast.ada, cast.cleo}


def test_a_removed_member_sees_nothing_of_the_group_from_that_moment(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.vault, text="#plan for @ben")

    remove_member(actor=cast.ada, group=cast.vault, user=cast.ben)

    assert not can_see(cast.ben, post)
    assert not can_see(cast.ben, cast.vault)
    assert not Tag.objects.visible_to(cast.ben).filter(key="plan").exists()
    assert not Notification.objects.visible_to(cast.ben).filter(post=post).exists()


def test_a_group_turned_secret_is_gone_for_others(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.square, text="#square")
    assert can_see(cast.cleo, post)

    change_group(actor=cast.ada, group=cast.square, visibility="secret")

    assert not can_see(cast.cleo, post)
    assert not can_see(cast.cleo, cast.square)
    assert can_see(cast.ben, post)


def test_an_invitation_shows_the_group_but_not_its_posts(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.vault)

    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)

    assert can_see(cast.cleo, cast.vault)
    assert not can_see(cast.cleo, post)


def test_following_a_tag_does_not_make_it_exist(cast: Cast) -> None:
    a_post(by=cast.ben, group=cast.vault, text="#aurora")
    tag = Tag.objects.get(key="aurora")

    follow_tag(actor=cast.cleo, tag=tag)

    assert not can_see(cast.cleo, tag)


def test_guests_know_the_people_of_their_groups(cast: Cast) -> None:
    assert set(User.objects.visible_to(cast.gus)) == {cast.ada, cast.ben, cast.gus}
