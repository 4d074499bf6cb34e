import pytest

from feeds import unread
from feeds.actions.conversations import mark_conversation_read, start_conversation
from feeds.actions.posts import retract_post
from feeds.models import Conversation, Participant
from ledger.recording import label
from microblog.lib.errors import NotAllowed, Rejected
from tests.builders import a_conversation, a_message, a_post, a_user
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def test_the_same_people_are_the_same_conversation(cast: Cast) -> None:
    one = a_conversation(cast.ada, cast.ben, cast.cleo)
    other = a_conversation(cast.cleo, cast.ada, cast.ben, cast.cleo)
    third = a_conversation(cast.ada, cast.ben)

    assert one == other != third
    people = one.participants.values_list("user__handle", flat=True)
    assert set(people) == {"ada", "ben", "cleo"}
    (entry,) = entries("conversation.started", one)
    assert set(entry["facts"]["people"]) == {label(u) for u in (cast.ada, cast.ben, cast.cleo)}


def test_one_does_not_talk_to_oneself_or_to_a_crowd(cast: Cast) -> None:
    crowd = [a_user(f"p{number}") for number in range(12)]

    for people in ([], [cast.ada], crowd):
        with pytest.raises(Rejected) as refused:
            start_conversation(actor=cast.ada, people=people)
        assert refused.value.field == "people"

    assert start_conversation(actor=cast.ada, people=crowd[:11]).participants.count() == 12


def test_one_writes_to_people_one_knows_of(cast: Cast) -> None:
    for actor, person in ((cast.ada, cast.eve), (cast.gus, cast.cleo), (cast.gus, cast.admin)):
        with pytest.raises(NotAllowed):
            start_conversation(actor=actor, people=[person])

    assert start_conversation(actor=cast.gus, people=[cast.ben])


def test_a_message_is_new_to_the_others_until_they_read_it(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))
    assert message.conversation is not None
    assert unread.counts(cast.ben).messages == 1
    assert unread.counts(cast.ada).messages == 0

    mark_conversation_read(actor=cast.ben, conversation=message.conversation, up_to=message)

    assert unread.counts(cast.ben).messages == 0
    later = a_post(by=cast.ada, conversation=message.conversation)
    mark_conversation_read(actor=cast.ben, conversation=message.conversation, up_to=message)
    # It never goes back.
    assert unread.counts(cast.ben).messages == 1
    mark_conversation_read(actor=cast.ben, conversation=message.conversation, up_to=later)
    assert unread.counts(cast.ben).messages == 0


def test_a_retracted_message_is_new_to_nobody(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))

    retract_post(actor=cast.ada, post=message)

    assert unread.counts(cast.ben).messages == 0


def test_who_is_not_in_it_cannot_mark_it(cast: Cast) -> None:
    message = a_message(by=cast.ada, to=(cast.ben,))
    assert message.conversation is not None

    mark_conversation_read(actor=cast.cleo, conversation=message.conversation, up_to=message)

    assert not Participant.objects.filter(user=cast.cleo).exists()
    assert Conversation.objects.count() == 1
