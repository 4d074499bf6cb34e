"""Files are brought, described, tied to a post, or thrown away."""

from collections.abc import Sequence
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
    if attachment.post_id is not None:
        raise Rejected("file", _("This file belongs to a post: edit or retract the post."))
    record(actor=actor, action=DISCARDED, subject=attachment)
    folder = attachment.folder
    attachment.delete()
    transaction.on_commit(lambda: storage.drop(folder))


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


def _alt(text: str) -> str:
    try:
        text = clean(text)
    except BadText as error:
        raise Rejected("alt", str(error)) from error
    if len(text) > ALT_LIMIT:
        raise Rejected("alt", _("Use at most %(count)d characters.") % {"count": ALT_LIMIT})
    return text
