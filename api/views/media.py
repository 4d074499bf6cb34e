"""Files before their post: brought, described, watched until they are ready, thrown away."""

import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.http import UserCall, endpoint
from api.parameters import Parameters
from api.serializers.media import media_attachment
from feeds import storage
from feeds.actions.attachments import (
    describe_file,
    discard_file,
    illustrate_file,
    receive_file,
    upload_file,
)
from feeds.models import Attachment
from feeds.tasks import take_in_file
from microblog.lib.errors import NotFound, Rejected

_FOCUS = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)\s*")


@endpoint("write:media")
def create(call: UserCall) -> HttpResponse:
    """Version 2: what takes long is taken in beside the requests, and 202 says so."""
    file = _file(call.parameters, "file")
    slow = storage.is_slow(file, name=file.name or "")
    attachment = _bring(call, file, receive_file if slow else upload_file)
    if slow:
        take_in_file.enqueue(attachment.pk)
    return call.answer(media_attachment(attachment), status=202 if slow else 200)


@endpoint("write:media")
def create_now(call: UserCall) -> HttpResponse:
    """Version 1: whoever brings the file waits until it is ready."""
    attachment = _bring(call, _file(call.parameters, "file"), upload_file)
    return call.answer(media_attachment(attachment))


@endpoint("write:media")
def show(call: UserCall, id: int) -> HttpResponse:
    """A file of one's own; 206 while it is not ready."""
    attachment = _mine(call, id)
    return call.answer(media_attachment(attachment), status=200 if attachment.is_ready else 206)


@endpoint("write:media")
def update(call: UserCall, id: int) -> HttpResponse:
    """Say what it shows, where to look, or which picture stands for it."""
    attachment = _changed(call, _mine(call, id), changes_of(call.parameters))
    return call.answer(media_attachment(attachment))


@endpoint("write:media")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Throw away a file that no post uses."""
    discard_file(actor=call.user, attachment=_mine(call, id))
    return call.answer({})


def changes_of(said: Parameters) -> dict[str, Any]:
    """What an app says of a file, as `describe_file` takes it."""
    changes: dict[str, Any] = {}
    if "description" in said:
        changes["alt"] = said.text("description")
    if said.get("focus"):
        changes["focus"] = _focus(said.text("focus"))
    return changes


def _bring(call: UserCall, file: Any, take: Callable[..., Attachment]) -> Attachment:
    changes = changes_of(call.parameters)
    alt = changes.pop("alt", "")
    attachment = take(actor=call.user, file=file, name=file.name or "", alt=alt)
    try:
        return _changed(call, attachment, changes)
    except Rejected:
        discard_file(actor=call.user, attachment=attachment)
        raise


def _changed(call: UserCall, attachment: Attachment, changes: dict[str, Any]) -> Attachment:
    if changes:
        attachment = describe_file(actor=call.user, attachment=attachment, **changes)
    if call.parameters.get("thumbnail"):
        picture = _file(call.parameters, "thumbnail")
        attachment = illustrate_file(actor=call.user, attachment=attachment, picture=picture)
    return attachment


def _mine(call: UserCall, pk: int) -> Attachment:
    mine = Attachment.objects.visible_to(call.user).filter(uploader=call.user)
    attachment = mine.filter(pk=pk).first()
    if attachment is None:
        raise NotFound
    return attachment


def _file(said: Parameters, name: str) -> Any:
    file = said.get(name)
    if not isinstance(file, UploadedFile):
        raise Rejected(name, _("Choose a file."), code="required")
    return file


def _focus(text: str) -> tuple[float, float]:
    """Two numbers from -1 to 1; what is beyond is the nearest."""
    found = _FOCUS.fullmatch(text)
    if found is None:
        raise Rejected("focus", _("%(name)s cannot be read.") % {"name": "focus"})
    x, y = (max(-1.0, min(1.0, float(number))) for number in found.groups())
    return x, y
