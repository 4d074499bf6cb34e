"""Files are brought, described, tied to a post, or thrown away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from feeds import storage
from feeds.models import Attachment, Post
from feeds.models.attachment import AttachmentKind
from ledger.canonical import commitment
from ledger.recording import record
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.filenames import safe_name
from microblog.lib.text import BadText, clean

RECEIVED = "file.received"
UPLOADED = "file.uploaded"
ILLUSTRATED = "file.illustrated"
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
    _check_waiting(actor)
    stored = storage.take(file, name=name)
    with _dropped_on_failure(stored.folder), transaction.atomic():
        attachment = Attachment.objects.create(
            uploader=actor, alt=_alt(alt), created_at=clock.now(), **stored.as_fields()
        )
        _record_uploaded(actor, attachment)
    return attachment


def receive_file(*, actor: User, file: IO[bytes], name: str, alt: str = "") -> Attachment:
    """Keep a file aside that takes long to take in; `finish_file` does that, beside the requests.

    It has its id already, and can be described; a post can only have it once it is taken in.
    """
    _check_waiting(actor)
    aside = storage.put_aside(file, name=name)
    with _dropped_on_failure(aside.folder), transaction.atomic():
        attachment = Attachment.objects.create(
            uploader=actor,
            name=safe_name(name),
            alt=_alt(alt),
            created_at=clock.now(),
            **aside.as_fields(),
        )
        record(actor=actor, action=RECEIVED, subject=attachment, facts={"kind": attachment.kind})
    return attachment


def finish_file(*, actor: User, attachment: Attachment) -> Attachment:
    """Take in what was kept aside for the actor; twice is once.

    Raises Rejected("file") when it cannot be taken: then it is thrown away, unless there is only no
    room now (code "no_room"). Raises NotFound where its owner threw it away meanwhile.
    """
    if attachment.uploader_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    if attachment.is_ready:
        return attachment
    try:
        stored = storage.take_aside(attachment)
    except Rejected as refusal:
        if refusal.code != "no_room":
            _discard_waiting(actor, attachment.pk)
        raise
    with _dropped_on_failure(stored.folder), transaction.atomic():
        waiting = Attachment.objects.select_for_update().filter(pk=attachment.pk, sha256="").first()
        if waiting is None:
            raise NotFound
        folder, fields = waiting.folder, stored.as_fields()
        fields["variants"] |= storage.move_poster(waiting, stored.folder)
        if "full" in waiting.variants:
            fields["variants"]["full"] |= waiting.variants["full"]
        for field, value in fields.items():
            setattr(waiting, field, value)
        waiting.save(update_fields=list(fields))
        _record_uploaded(actor, waiting)
        transaction.on_commit(lambda: storage.drop(folder))
    return waiting


def take_again(*, actor: User, attachment: Attachment) -> Attachment:
    """A copy of a file of a post that its author retracted, to write the post anew."""
    post = attachment.post
    if attachment.uploader_id != actor.pk or post is None or post.retracted_by_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    _check_waiting(actor)
    folder = storage.copy(attachment)
    kept = ("kind", "name", "mime", "size", "sha256", "width", "height", "alt", "variants")
    with _dropped_on_failure(folder), transaction.atomic():
        again = Attachment.objects.create(
            uploader=actor,
            folder=folder,
            created_at=clock.now(),
            **{field: getattr(attachment, field) for field in kept},
        )
        _record_uploaded(actor, again)
    return again


@transaction.atomic
def illustrate_file(*, actor: User, attachment: Attachment, picture: IO[bytes]) -> Attachment:
    """Choose the picture that stands for a video, in place of its first one."""
    if attachment.uploader_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    if attachment.kind != AttachmentKind.VIDEO:
        raise Rejected("thumbnail", _("Only a video has another picture that stands for it."))
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    attachment.variants["poster"] = storage.put_poster(attachment.folder, picture)
    attachment.save(update_fields=["variants"])
    _show_anew(attachment)
    record(actor=actor, action=ILLUSTRATED, subject=attachment)
    return attachment


@transaction.atomic
def describe_file(
    *,
    actor: User,
    attachment: Attachment,
    alt: str | None = None,
    focus: tuple[float, float] | None = None,
) -> Attachment:
    """Say what a picture shows, for people who do not see it, and what is not to be cropped."""
    if attachment.uploader_id != actor.pk:
        raise NotAllowed(_("This is somebody else’s file."))
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if alt is not None:
        attachment.alt = _alt(alt)
    if focus is not None:
        attachment.variants.setdefault("full", {})["focus"] = list(focus)
    attachment.save(update_fields=["alt", "variants"])
    _show_anew(attachment)
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
        ready = Attachment.objects.filter(uploader=actor, post=None).exclude(sha256="")
        taken = ready.filter(pk=attachment.pk).update(post=post, position=position)
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


def _check_waiting(actor: User) -> None:
    waiting = Attachment.objects.filter(uploader=actor, post=None).count()
    if waiting >= MOST_WAITING:
        raise Rejected("file", _("Too many files are waiting for a post."), code="many")


@contextmanager
def _dropped_on_failure(folder: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        storage.drop(folder)
        raise


def _record_uploaded(actor: User, attachment: Attachment) -> None:
    record(
        actor=actor,
        action=UPLOADED,
        subject=attachment,
        files=[commitment_of(attachment)],
        facts={"kind": attachment.kind},
    )


def _show_anew(attachment: Attachment) -> None:
    """A post that has the file looks different now."""
    Post.objects.filter(pk=attachment.post_id).update(revision=F("revision") + 1)


def _alt(text: str) -> str:
    try:
        text = clean(text)
    except BadText as error:
        raise Rejected("alt", str(error)) from error
    if len(text) > ALT_LIMIT:
        raise Rejected("alt", _("Use at most %(count)d characters.") % {"count": ALT_LIMIT})
    return text
