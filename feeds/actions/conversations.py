"""Beginning direct messages."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds.models import Conversation, Participant, Post
from feeds.models.conversation import MOST_PEOPLE
from ledger.recording import label, record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected

STARTED = "conversation.started"


@transaction.atomic
def start_conversation(*, actor: User, people: Sequence[User]) -> Conversation:
    """The conversation of the actor with `people` (1 to 11 others): same people, same one."""
    everyone = {actor.pk: actor, **{user.pk: user for user in people}}
    if len(everyone) < 2:
        raise Rejected("people", _("Choose at least one person."), code="required")
    if len(everyone) > MOST_PEOPLE:
        most = MOST_PEOPLE
        raise Rejected("people", _("At most %(most)d people. Make a group.") % {"most": most})
    seen = User.objects.visible_to(actor).filter(pk__in=everyone).count()
    if seen != len(everyone):
        raise NotAllowed(_("You cannot write to this person."))
    conversation, created = Conversation.objects.get_or_create(
        people_key=Conversation.key_of(everyone), defaults={"created_at": clock.now()}
    )
    if created:
        Participant.objects.bulk_create(
            Participant(conversation=conversation, user=user) for user in everyone.values()
        )
        names = [label(user) for _pk, user in sorted(everyone.items())]
        record(
            actor=actor,
            action=STARTED,
            subject=conversation,
            scope=conversation,
            facts={"people": names},
        )
    return conversation


def mark_conversation_read(*, actor: User, conversation: Conversation, up_to: Post) -> None:
    """Remember how far one has read. A personal mark: not in the ledger."""
    Participant.objects.filter(
        user=actor, conversation=conversation, last_read_id__lt=up_to.pk
    ).update(last_read_id=up_to.pk)


def mark_conversation_unread(*, actor: User, conversation: Conversation, before: int) -> None:
    """Remember that the post `before`, and what came after it, is still to be read."""
    Participant.objects.filter(
        user=actor, conversation=conversation, last_read_id__gte=before
    ).update(last_read_id=before - 1)


def put_conversation_away(*, actor: User, conversation: Conversation) -> None:
    """Have it out of one's list, read, until somebody says more. A mark too: nothing is erased."""
    last = conversation.last_post_id
    mine = Participant.objects.filter(user=actor, conversation=conversation)
    mine.filter(hidden_up_to__lt=last).update(hidden_up_to=last)
    mine.filter(last_read_id__lt=last).update(last_read_id=last)
