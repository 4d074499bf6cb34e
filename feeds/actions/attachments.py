"""Files are brought, described, tied to a post, or thrown away."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import storage
from feeds.models import Attachment, Post
from ledger.canonical import commitment
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.text import BadText, clean

UPLOADED = "file.uploaded"
DESCRIBED = "file.described"
DISCARDED = "file.discarded"

MOST_FILES = 10
MOST_WAITING = 40
ALT_LIMIT = 1000
MOST_AT_ONCE = 1000


def upload_file(*, actor: User, file: IO[bytes], name: str, alt: str = "") -> Attachment:
    """Take a file in, before or with its post. Raises Rejected("file") naming what is wrong.

    The slow work on the bytes happens before the transaction, and is undone if it fails.
    """
    waiting = Attachment.objects.filter(uploader=actor, post=None).count()
    if waiting >= MOST_WAITING:
        raise Rejected("file", _("Too many files are waiting for a post."), code="many")
    stored = storage.take(file, name=name)
    try:
        with transaction.atomic():
            attachment = Attachment.objects.create(
                uploader=actor, alt=_alt(alt), created_at=clock.now(), **stored.as_fields()
            )
            record(
                actor=actor,
                action=UPLOADED,
                subject=attachment,
                files=[commitment_of(attachment)],
                facts={"kind": attachment.kind},
            )
    except BaseException:
        storage.drop(stored.folder)
        raise
    return attachment


@transaction.atomic
def describe_file(*, actor: User, attachment: Attachment, alt: str) -> Attachment:
    """Say what a picture shows, for people who do not see it."""
    if attachment.uploader_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    attachment.alt = _alt(alt)
    attachment.save(update_fields=["alt"])
    record(
        actor=actor,
        action=DESCRIBED,
        subject=attachment,
        content={"alt": attachment.alt},
        salt=bytes(attachment.salt),
    )
    return attachment


@transaction.atomic
def discard_file(*, actor: User, attachment: Attachment) -> None:
    """Throw away a file that no post uses yet."""
    if attachment.uploader_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    if not _discard_waiting(actor, attachment.pk):
        raise Rejected("file", _("This file belongs to a post: edit or retract the post."))


def discard_abandoned_files(*, actor: User, before: datetime) -> int:
    """Throw away the files brought before a moment that no post came for; how many. The system's.

    Each in a transaction of its own: where one fails, those before it are done.
    """
    if not actor.is_system:
        raise NotAllowed(_("This is somebody else’s file."))
    keys = Attachment.objects.filter(post=None, created_at__lt=before).values_list("pk", flat=True)
    return sum(_discard_waiting(actor, pk) for pk in list(keys[:MOST_AT_ONCE]))


def attach_files(*, actor: User, post: Post, attachments: Sequence[Attachment]) -> None:
    """Tie waiting files of the author to the post being published, in its transaction."""
    if len(attachments) > MOST_FILES:
        raise Rejected("attachments", _("Attach at most %(most)d files.") % {"most": MOST_FILES})
    for position, attachment in enumerate(attachments):
        taken = Attachment.objects.filter(pk=attachment.pk, uploader=actor, post=None).update(
            post=post, position=position
        )
        if not taken:
            raise Rejected("attachments", _("A file is not there any more: attach it again."))


def commitment_of(attachment: Attachment) -> dict[str, Any]:
    """What the ledger keeps of a file: its size, and a salted commitment to its digest."""
    digest = commitment(bytes(attachment.salt), {"sha256": attachment.sha256})
    return {"sha256c": digest, "size": attachment.size}


@transaction.atomic
def _discard_waiting(actor: User, pk: int) -> bool:
    # Its post may come in this very moment: then it is not ours to take.
    waiting = Attachment.objects.select_for_update().filter(pk=pk, post=None).first()
    if waiting is None:
        return False
    record(actor=actor, action=DISCARDED, subject=waiting)
    folder = waiting.folder
    waiting.delete()
    transaction.on_commit(lambda: storage.drop(folder))
    return True


def _alt(text: str) -> str:
    try:
        text = clean(text)
    except BadText as error:
        raise Rejected("alt", str(error)) from error
    if len(text) > ALT_LIMIT:
        raise Rejected("alt", _("Use at most %(count)d characters.") % {"count": ALT_LIMIT})
    return text
