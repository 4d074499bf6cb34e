"""Files: bringing them, and serving them through the permission check, never around it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from feeds import storage
from feeds.actions.attachments import discard_file, upload_file
from feeds.models import Attachment
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.filenames import content_disposition
from microblog.lib.ranges import Unsatisfiable, content_range, parse_range, read_range

STATUS_OF = {"too_big": 413, "type": 415, "no_room": 507}
CHUNK = 64 * 1024


@signed_in
def create(request: UserRequest) -> HttpResponse:
    """POST file (multipart): take one file in before its post. JSON for the page's script."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    try:
        alt = request.POST.get("alt", "")
        attachment = upload_file(actor=request.user, file=file, name=file.name or "", alt=alt)
    except Rejected as error:
        return JsonResponse({"error": error.message}, status=STATUS_OF.get(error.code, 422))
    answer = {
        "id": attachment.key,
        "kind": attachment.kind,
        "name": attachment.name,
        "size": attachment.size,
        "preview_url": attachment.preview_url,
    }
    return JsonResponse(answer, status=201)


@signed_in
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """POST: throw away a file that no post uses."""
    discard_file(actor=request.user, attachment=_attachment(request, pk))
    return HttpResponse(status=204)


@signed_in
def show(request: UserRequest, pk: int, use: str) -> HttpResponseBase:
    """The bytes, whole or one range of them (RFC 9110, so that a video can be wound)."""
    return serve(request, _attachment(request, pk), use)


def serve(request: HttpRequest, attachment: Attachment, use: str) -> HttpResponseBase:
    """The bytes of a file for somebody who may see it: whoever calls this has asked."""
    found = storage.variant_path(attachment, use)
    if found is None:
        raise NotFound
    path, variant = found
    response = _bytes(request, path)
    inline = attachment.kind != "file"
    response.headers["Content-Type"] = variant["mime"] if inline else "application/octet-stream"
    response.headers["Content-Disposition"] = content_disposition(attachment.name, inline)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # What one may see today one may not see tomorrow: nothing on the way keeps a copy.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _attachment(request: UserRequest, pk: int) -> Attachment:
    attachment = Attachment.objects.visible_to(request.user).filter(pk=pk).first()
    if attachment is None:
        raise NotFound
    return attachment


def _bytes(request: HttpRequest, path: Path) -> HttpResponseBase:
    size = path.stat().st_size
    try:
        part = parse_range(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    headers: dict[str, Any] = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if part:
        headers["Content-Range"] = content_range(first, last, size)
    if request.method == "HEAD":
        return HttpResponse(status=206 if part else 200, headers=headers)
    return StreamingHttpResponse(
        _read(path, first, last), status=206 if part else 200, headers=headers
    )


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from read_range(file, first, last)
