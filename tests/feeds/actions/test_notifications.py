import pytest

from feeds import unread
from feeds.actions.follows import follow_user
from feeds.actions.groups import invite_to_group, remove_member
from feeds.actions.notifications import (
    mark_all_done,
    mark_done,
    mark_undone,
    mute_thread,
    unmute_thread,
)
from feeds.actions.posts import retract_post
from feeds.actions.reactions import react
from feeds.models import Notification, ThreadMute
from tests.builders import a_message, a_post
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def test_what_may_interrupt_is_counted_and_the_rest_waits(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    a_post(by=cast.ada, text="@ben")
    a_post(by=cast.ada, reply_to=root)
    a_message(by=cast.ada, to=(cast.ben,))
    react(actor=cast.ada, post=root, kind="idea")
    follow_user(actor=cast.ada, user=cast.ben)

    rows = Notification.objects.visible_to(cast.ben).order_by("id")

    assert list(rows.values_list("kind", flat=True)) == [
        "mention", "reply", "direct", "reaction", "follow",
    ]  # fmt: skip
    assert unread.counts(cast.ben) == unread.Counts(notifications=3, messages=1)


def test_a_row_is_ticked_off_and_put_back_by_its_person_only(cast: Cast) -> None:
    a_post(by=cast.ada, text="@ben")
    row = Notification.objects.get()

    assert mark_done(actor=cast.cleo, notifications=[row]) == 0
    assert mark_done(actor=cast.ben, notifications=[row]) == 1
    assert mark_done(actor=cast.ben, notifications=[row]) == 0
    assert unread.counts(cast.ben).notifications == 0
    mark_undone(actor=cast.cleo, notification=row)
    assert unread.counts(cast.ben).notifications == 0
    mark_undone(actor=cast.ben, notification=row)
    assert unread.counts(cast.ben).notifications == 1


def test_everything_is_ticked_off_for_oneself(cast: Cast) -> None:
    a_post(by=cast.ada, text="@ben @cleo")

    assert mark_all_done(actor=cast.ben) == 1

    assert unread.counts(cast.ben).notifications == 0
    assert unread.counts(cast.cleo).notifications == 1


def test_a_muted_thread_is_silent_and_what_it_said_is_done(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    reply = a_post(by=cast.ada, reply_to=root, text="@ben")

    mute_thread(actor=cast.ben, post=reply)
    mute_thread(actor=cast.ben, post=root)
    a_post(by=cast.ada, reply_to=root, text="@ben again")
    react(actor=cast.ada, post=root, kind="idea")

    assert unread.counts(cast.ben).notifications == 0
    assert Notification.objects.filter(recipient=cast.ben, done_at=None).count() == 0
    assert ThreadMute.objects.count() == len(entries("thread.muted")) == 1


def test_another_thread_and_another_person_hear_on(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    mute_thread(actor=cast.ben, post=root)

    a_post(by=cast.ada, reply_to=root, text="@cleo")
    a_post(by=cast.ada, text="@ben elsewhere")

    assert unread.counts(cast.cleo).notifications == 1
    assert unread.counts(cast.ben).notifications == 1


def test_an_unmuted_thread_speaks_again(cast: Cast) -> None:
    root = a_post(by=cast.ben)
    mute_thread(actor=cast.ben, post=root)

    for _ in range(2):
        unmute_thread(actor=cast.ben, post=root)
    a_post(by=cast.ada, reply_to=root)

    assert unread.counts(cast.ben).notifications == 1
    assert len(entries("thread.unmuted")) == 1


def test_a_row_goes_with_what_it_speaks_of(cast: Cast) -> None:
    post = a_post(by=cast.ada, group=cast.board, text="@ben @gus")
    retracted = a_post(by=cast.ada, group=cast.board, text="@gus")
    retract_post(actor=cast.ada, post=retracted)
    assert [row.post for row in Notification.objects.visible_to(cast.gus)] == [post]

    remove_member(actor=cast.ada, group=cast.board, user=cast.gus)

    assert not Notification.objects.visible_to(cast.gus).exists()
    assert unread.counts(cast.gus).notifications == 0


def test_an_invitation_taken_away_with_its_group_tells_nothing(cast: Cast) -> None:
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    cast.vault.invitations.all().delete()

    assert not Notification.objects.visible_to(cast.cleo).exists()
