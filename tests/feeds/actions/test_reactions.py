import pytest

from feeds import unread
from feeds.actions.bookmarks import add_bookmark, remove_bookmark
from feeds.actions.posts import repost, retract_post
from feeds.actions.reactions import react, unreact
from feeds.models import Bookmark, Notification, Post, Reaction
from microblog.lib.errors import NotAllowed, Rejected
from tests.builders import a_post
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def counts(post: Post) -> dict[str, int]:
    return dict(Post.objects.get(pk=post.pk).reaction_counts)


def test_a_reaction_counts_once_however_often_it_is_given(cast: Cast) -> None:
    post = a_post(by=cast.ben)

    react(actor=cast.ada, post=post, kind="idea")
    react(actor=cast.ada, post=post, kind="idea")
    react(actor=cast.ada, post=post, kind="bravo")
    react(actor=cast.cleo, post=post, kind="idea")

    assert counts(post) == {"idea": 2, "bravo": 1}
    assert [entry["facts"]["kind"] for entry in entries("reaction.added", post)] == [
        "idea", "bravo", "idea",
    ]  # fmt: skip


def test_a_reaction_taken_back_is_gone(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    react(actor=cast.ada, post=post, kind="idea")

    unreact(actor=cast.ada, post=post, kind="idea")
    unreact(actor=cast.ada, post=post, kind="idea")

    assert counts(post) == {}
    assert len(entries("reaction.removed", post)) == 1


@pytest.mark.parametrize("kind", ["", "like", "IDEA", "idea "])
def test_there_are_six_kinds(cast: Cast, kind: str) -> None:
    post = a_post(by=cast.ben)

    for act in (react, unreact):
        with pytest.raises(Rejected):
            act(actor=cast.ada, post=post, kind=kind)


def test_nobody_reacts_to_what_is_gone_nor_from_a_closed_account(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    with pytest.raises(NotAllowed):
        react(actor=cast.eve, post=post, kind="idea")
    gone = retract_post(actor=cast.ben, post=post)

    with pytest.raises(NotAllowed):
        react(actor=cast.ada, post=gone, kind="idea")

    assert not Reaction.objects.exists()


def test_the_author_is_told_silently_in_one_row(cast: Cast) -> None:
    post = a_post(by=cast.ben)

    for actor in (cast.ada, cast.cleo, cast.admin):
        react(actor=actor, post=post, kind="idea")

    row = Notification.objects.get(recipient=cast.ben)
    # The newest moves the row up; no number anywhere says so.
    assert (row.kind, row.actor) == ("reaction", cast.admin)
    assert unread.counts(cast.ben).notifications == 0


def test_one_s_own_reaction_tells_nobody(cast: Cast) -> None:
    post = a_post(by=cast.ben)

    react(actor=cast.ben, post=post, kind="idea")

    assert not Notification.objects.exists()


def test_when_the_last_reaction_goes_so_does_the_row(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    for actor in (cast.ada, cast.cleo, cast.ben):
        react(actor=actor, post=post, kind="idea")

    unreact(actor=cast.cleo, post=post, kind="idea")
    assert Notification.objects.filter(recipient=cast.ben).exists()
    unreact(actor=cast.ada, post=post, kind="idea")

    assert not Notification.objects.filter(recipient=cast.ben).exists()


def test_a_bookmark_is_kept_once_and_of_the_post_itself(cast: Cast) -> None:
    post = a_post(by=cast.ben)
    passed_on = repost(actor=cast.ada, post=post)

    for target in (post, passed_on, post):
        add_bookmark(actor=cast.cleo, post=target)

    assert list(Bookmark.objects.values_list("user", "post")) == [(cast.cleo.pk, post.pk)]
    remove_bookmark(actor=cast.cleo, post=passed_on)
    remove_bookmark(actor=cast.cleo, post=post)
    assert not Bookmark.objects.exists()
    assert len(entries("bookmark.added")) == len(entries("bookmark.removed")) == 1
    # Nobody is told what others keep.
    assert not Notification.objects.filter(actor=cast.cleo).exists()
