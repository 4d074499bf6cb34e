import pytest

from feeds import unread
from feeds.actions.follows import follow_tag, follow_user, unfollow_tag, unfollow_user
from feeds.models import Follow, Notification, Tag, TagFollow
from microblog.lib.errors import NotAllowed
from tests.builders import a_post
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def test_following_twice_is_once_and_told_once(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    follow_user(actor=cast.cleo, user=cast.ben)

    row = Notification.objects.get()
    assert (row.recipient, row.actor, row.kind) == (cast.ben, cast.cleo, "follow")
    assert unread.counts(cast.ben).notifications == 0
    assert len(entries("user.followed")) == Follow.objects.count() == 1


def test_following_again_after_a_while_is_one_row(cast: Cast) -> None:
    for act in (follow_user, unfollow_user, follow_user):
        act(actor=cast.cleo, user=cast.ben)

    assert Notification.objects.count() == 1
    assert len(entries("user.unfollowed")) == 1


def test_nobody_follows_themselves_or_from_a_closed_account(cast: Cast) -> None:
    for actor, user in ((cast.ben, cast.ben), (cast.eve, cast.ben)):
        with pytest.raises(NotAllowed):
            follow_user(actor=actor, user=user)

    assert not Follow.objects.exists()


def test_unfollowing_whom_one_does_not_follow_is_nothing(cast: Cast) -> None:
    unfollow_user(actor=cast.ben, user=cast.ada)

    assert not entries("user.unfollowed")


def test_a_tag_is_followed_once(cast: Cast) -> None:
    a_post(by=cast.ben, text="#tea")
    tag = Tag.objects.get()

    for act in (follow_tag, follow_tag, unfollow_tag, unfollow_tag, follow_tag):
        act(actor=cast.cleo, tag=tag)

    assert TagFollow.objects.count() == 1
    assert (len(entries("tag.followed")), len(entries("tag.unfollowed"))) == (2, 1)
    assert not Notification.objects.exists()


def test_a_guest_is_not_told_of_followers_they_do_not_know(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.gus)
    follow_user(actor=cast.ada, user=cast.gus)

    seen = Notification.objects.visible_to(cast.gus)
    assert [row.actor for row in seen] == [cast.ada]
