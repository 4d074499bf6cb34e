"""MediaAttachment: a file of a post, or one that waits for its post."""

from typing import Any

from api.serializers.values import text_id, url
from api.signing import unsigned
from feeds.models import Attachment

_TYPES = {"image": "image", "video": "video", "file": "unknown"}
_ENDINGS = {"image/jpeg": "jpg", "video/quicktime": "mov", "text/plain": "txt"}


def media_attachment(attachment: Attachment) -> dict[str, Any]:
    """A picture, a video, or a file that apps offer to open; without address until it is ready."""
    variants = attachment.variants
    full = variants.get("full", {})
    small = variants.get("feed") or variants.get("poster")
    use = next((name for name in ("feed", "poster") if name in variants), "")
    meta: dict[str, Any] = {}
    if full.get("width"):
        meta["original"] = _measures(full)
    if small and small.get("width"):
        meta["small"] = _measures(small)
    if "focus" in full:
        x, y = full["focus"]
        meta["focus"] = {"x": x, "y": y}
    return {
        "id": text_id(attachment.pk),
        "type": _TYPES[attachment.kind],
        "url": _address(attachment, "full") if attachment.is_ready else None,
        "preview_url": _address(attachment, use) if use else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": attachment.alt or None,
        "blurhash": None,
        "name": attachment.name,
    }


def _address(attachment: Attachment, use: str) -> str:
    mime = attachment.variants.get(use, {}).get("mime", attachment.mime)
    ending = _ENDINGS.get(mime) or mime.partition("/")[2].partition("+")[0].partition(";")[0]
    ending = ending if ending.isalnum() and len(ending) <= 5 else "bin"
    return url(unsigned("file", attachment.key, f"{use}.{ending}"))


def _measures(variant: dict[str, Any]) -> dict[str, Any]:
    width, height = variant["width"], variant["height"]
    return {
        "width": width,
        "height": height,
        "size": f"{width}x{height}",
        "aspect": round(width / height, 6) if height else 1.0,
    }
