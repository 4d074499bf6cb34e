from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from feeds import timelines
from feeds.actions.follows import (
    change_follow,
    endorse_person,
    follow_tag,
    follow_user,
    remove_follower,
    unfollow_user,
)
from feeds.actions.posts import repost
from feeds.actions.regard import (
    block_person,
    mute_person,
    note_person,
    unblock_person,
    unmute_person,
)
from feeds.models import Follow, Notification, PersonMute, PersonNote, Post, Tag
from feeds.realtime import readers
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.pagination import Window
from tests.builders import a_message, a_post, a_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def texts(reader: User, name: str) -> list[str]:
    feed = timelines.open_feed(reader, name)
    assert feed is not None
    ids = feed.page(Window()).ids
    posts = Post.objects.in_bulk(ids)
    return [(posts[pk].repost_of or posts[pk]).text for pk in ids]


def told(person: User) -> list[str]:
    return [row.kind for row in Notification.objects.filter(recipient=person, done_at=None)]


def test_who_is_muted_is_out_of_home_company_and_tags_and_stays_where_they_speak(
    cast: Cast,
) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    a_post(by=cast.ben, text="loud #wave")
    follow_tag(actor=cast.cleo, tag=Tag.objects.get(key="wave"))
    a_post(by=cast.ben, text="in a group", group=cast.square)
    a_post(by=cast.cleo, text="mine")

    mute_person(actor=cast.cleo, user=cast.ben)

    assert texts(cast.cleo, "home") == ["mine"]
    assert texts(cast.cleo, "company") == ["mine"]
    assert texts(cast.cleo, "tag:wave") == []
    assert texts(cast.cleo, "group:town-square") == ["in a group"]
    assert texts(cast.cleo, "profile:ben") == ["in a group", "loud #wave"]
    assert "loud #wave" in texts(cast.ada, "company"), "others read on"
    unmute_person(actor=cast.cleo, user=cast.ben)
    assert texts(cast.cleo, "home") == ["mine", "in a group", "loud #wave"]


def test_what_others_pass_on_of_the_muted_is_out_too(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ada)
    repost(actor=cast.ada, post=a_post(by=cast.ben, text="passed on"))
    assert texts(cast.cleo, "home") == ["passed on"]

    mute_person(actor=cast.cleo, user=cast.ben)

    assert texts(cast.cleo, "home") == []


def test_pages_are_not_told_that_something_waits_which_they_do_not_list(cast: Cast) -> None:
    for person in (cast.cleo, cast.ada):
        follow_user(actor=person, user=cast.ben)
    change_follow(actor=cast.ada, user=cast.ben, reposts=False)
    mute_person(actor=cast.cleo, user=cast.ben)
    post = a_post(by=cast.ben, text="loud #wave")
    passed = repost(actor=cast.ben, post=a_post(by=cast.admin, text="passed on"))

    def at(told_of: Post, person: User) -> readers.Reader:
        subject = readers.subject(told_of.pk, fresh=True)
        assert subject is not None
        return readers.of_post(subject, [person.pk])[person.pk]

    assert at(post, cast.cleo) == readers.Reader(False, False, False, True)
    assert at(post, cast.ada) == readers.Reader(True, True, True, True)
    assert at(passed, cast.ada) == readers.Reader(False, True, True, True)


def test_a_mute_ends_by_itself(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    a_post(by=cast.ben, text="loud")
    mute_person(actor=cast.cleo, user=cast.ben, until=clock.now() + timedelta(hours=1))

    assert texts(cast.cleo, "home") == []
    PersonMute.objects.update(until=clock.now() - timedelta(seconds=1))
    assert texts(cast.cleo, "home") == ["loud"]
    a_post(by=cast.ben, text="@cleo?")
    assert told(cast.cleo) == ["mention"]


def test_the_muted_are_not_told_of_unless_one_wants_to(cast: Cast) -> None:
    a_post(by=cast.ben, text="@ada and @cleo?")
    mute_person(actor=cast.cleo, user=cast.ben)
    mute_person(actor=cast.ada, user=cast.ben, notifications=False)

    a_post(by=cast.ben, text="@ada and @cleo, again?")
    a_message(by=cast.ben, to=(cast.cleo,))
    follow_user(actor=cast.ben, user=cast.cleo)

    assert told(cast.cleo) == []
    assert told(cast.ada) == ["mention", "mention"]


def test_who_waits_at_a_door_of_the_muter_waits_on(cast: Cast) -> None:
    a_request(cast.board, by=cast.cleo)

    mute_person(actor=cast.ada, user=cast.cleo)

    assert told(cast.ada) == ["join_request"]


def test_a_mute_has_an_end_ahead_or_none_and_is_never_of_oneself(cast: Cast) -> None:
    with pytest.raises(Rejected):
        mute_person(actor=cast.ben, user=cast.ada, until=clock.now())
    for act in (mute_person, block_person):
        with pytest.raises(NotAllowed):
            act(actor=cast.ben, user=cast.ben)


def test_a_block_unties_both_and_lasts_until_taken_back(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    follow_user(actor=cast.ben, user=cast.cleo)
    a_post(by=cast.ben, text="loud")

    block_person(actor=cast.cleo, user=cast.ben)
    mute_person(actor=cast.cleo, user=cast.ben)
    unmute_person(actor=cast.cleo, user=cast.ben)

    assert not Follow.objects.exists()
    assert texts(cast.cleo, "company") == []
    follow_user(actor=cast.ben, user=cast.cleo)
    assert told(cast.cleo) == [], "the blocked notice nothing, the blocker neither"
    unblock_person(actor=cast.cleo, user=cast.ben)
    assert texts(cast.cleo, "company") == ["loud"]


def test_one_may_follow_somebody_without_their_reposts(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    repost(actor=cast.ben, post=a_post(by=cast.ada, text="passed on"))
    a_post(by=cast.ben, text="own")

    change_follow(actor=cast.cleo, user=cast.ben, reposts=False)

    assert texts(cast.cleo, "home") == ["own"]
    assert texts(cast.cleo, "company") == ["own", "passed on", "passed on"]


def test_followers_can_be_sent_away_and_friends_recommended(cast: Cast) -> None:
    follow_user(actor=cast.cleo, user=cast.ben)
    with pytest.raises(Rejected):
        endorse_person(actor=cast.ben, user=cast.cleo)

    endorse_person(actor=cast.cleo, user=cast.ben)
    assert Follow.objects.get().endorsed
    remove_follower(actor=cast.ben, user=cast.cleo)
    assert not Follow.objects.exists()

    follow_user(actor=cast.cleo, user=cast.ben)
    assert not Follow.objects.get().endorsed
    unfollow_user(actor=cast.cleo, user=cast.ben)


def test_a_note_is_replaced_and_an_empty_one_is_none(cast: Cast) -> None:
    note_person(actor=cast.ben, user=cast.ada, text="Linux")
    note_person(actor=cast.ben, user=cast.ada, text="Linux and bread")

    assert PersonNote.objects.get().text == "Linux and bread"
    note_person(actor=cast.ben, user=cast.ada, text=" ")
    assert not PersonNote.objects.exists()
    with pytest.raises(Rejected):
        note_person(actor=cast.ben, user=cast.ada, text="x" * 2001)


def test_everything_somebody_said_pages_over_first_posts_and_replies(cast: Cast) -> None:
    root = a_post(by=cast.ada, text="root")
    mine = a_post(by=cast.ben, text="one #wave")
    answer = a_post(by=cast.ben, text="answer", reply_to=root)
    goes_on = a_post(by=cast.ben, text="goes on", reply_to=mine)
    passed = repost(actor=cast.ben, post=root)
    a_post(by=cast.ben, text="hidden", group=cast.vault)
    a_message(by=cast.ben, to=(cast.cleo,))

    def said(window: Window | None = None, **options: Any) -> list[int]:
        return timelines.said_by(cast.cleo, cast.ben, window or Window(), **options)

    every = [passed.pk, goes_on.pk, answer.pk, mine.pk]
    assert said() == every
    assert said(Window(size=1)) == every[:2]
    assert said(Window(before=goes_on.pk)) == every[2:]
    assert said(Window(after=mine.pk, size=1)) == [goes_on.pk, answer.pk]
    assert said(replies=False) == [passed.pk, goes_on.pk, mine.pk]
    assert said(reposts=False) == every[1:]
    assert said(tagged="Wave") == [mine.pk]
    assert said(files_only=True) == []
