"""Wanting less of a colleague, and noting things about them: nobody else learns of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import policies
from feeds.models import Follow, Notification, PersonMute, PersonNote
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected

MUTED = "user.muted"
UNMUTED = "user.unmuted"
BLOCKED = "user.blocked"
UNBLOCKED = "user.unblocked"
NOTED = "user.noted"

LONGEST_NOTE = 2000
LONGEST_MUTE = timedelta(days=3660)


@transaction.atomic
def mute_person(
    *, actor: User, user: User, notifications: bool = True, until: datetime | None = None
) -> None:
    """Keep somebody's posts out of one's feeds, and (unless told otherwise) be told nothing of
    them; until a moment or for good. Again changes how. Raises Rejected("duration").
    """
    if not policies.can_mute(actor, user):
        raise NotAllowed(_("You cannot do this to yourself."))
    now = clock.now()
    if until is not None and not now < until <= now + LONGEST_MUTE:
        raise Rejected("duration", _("The end must be in the future."))
    PersonMute.objects.update_or_create(
        muter=actor,
        muted=user,
        is_block=False,
        defaults={"notifications": notifications, "until": until},
    )
    if notifications:
        _tick_off(actor, user)
    record(actor=actor, action=MUTED, subject=user)


@transaction.atomic
def unmute_person(*, actor: User, user: User) -> None:
    """Have somebody's posts back in one's feeds."""
    if _drop(actor, user, is_block=False):
        record(actor=actor, action=UNMUTED, subject=user)


@transaction.atomic
def block_person(*, actor: User, user: User) -> None:
    """Want nothing of somebody at all: neither follows the other any more."""
    if not policies.can_mute(actor, user):
        raise NotAllowed(_("You cannot do this to yourself."))
    _row, created = PersonMute.objects.get_or_create(muter=actor, muted=user, is_block=True)
    if created:
        between = Q(follower=actor, followed=user) | Q(follower=user, followed=actor)
        Follow.objects.filter(between).delete()
        _tick_off(actor, user)
        record(actor=actor, action=BLOCKED, subject=user)


@transaction.atomic
def unblock_person(*, actor: User, user: User) -> None:
    """Let somebody back into one's feeds; who followed whom is not restored."""
    if _drop(actor, user, is_block=True):
        record(actor=actor, action=UNBLOCKED, subject=user)


@transaction.atomic
def note_person(*, actor: User, user: User, text: str) -> None:
    """Keep a line about a colleague for oneself; "" removes it. The ledger learns only that."""
    if len(text) > LONGEST_NOTE:
        message = _("Use at most %(count)d characters.") % {"count": LONGEST_NOTE}
        raise Rejected("comment", message, code="long")
    if text.strip():
        PersonNote.objects.update_or_create(writer=actor, about=user, defaults={"text": text})
    else:
        PersonNote.objects.filter(writer=actor, about=user).delete()
    record(actor=actor, action=NOTED, subject=user)


def _drop(actor: User, user: User, *, is_block: bool) -> bool:
    rows = PersonMute.objects.filter(muter=actor, muted=user, is_block=is_block)
    return bool(rows.delete()[0])


def _tick_off(actor: User, user: User) -> None:
    """What waits to be told of somebody waits no longer; people at a group's door still do."""
    waiting = Notification.objects.filter(recipient=actor, actor=user, group=None, done_at=None)
    waiting.update(done_at=clock.now())
