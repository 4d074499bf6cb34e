"""What one says of oneself: profile, photo, preferences."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts import photos
from accounts.actions.users import edit_profile, set_photo, set_preferences
from accounts.models import User
from api.http import UserCall, endpoint
from api.parameters import Parameters
from api.rendering import people
from api.serializers.account import preferences as preferences_of
from api.serializers.account import profile as profile_of
from microblog.lib.errors import Rejected

# What apps call the fields of ours.
NAMES = {"about": "note", "photo": "avatar"}
# Asked of others, or nothing that differs here: read, so that nonsense is refused, and not kept.
NOT_KEPT = ("locked", "bot", "discoverable", "hide_collections", "indexable")


@endpoint("write:accounts")
def update_credentials(call: UserCall) -> HttpResponse:
    """PATCH display_name, note, avatar, fields_attributes, source{language}.

    There are no header pictures and nobody's account is locked: that is not kept.
    """
    _change(call)
    return call.answer(people.own_account(call.user))


@endpoint("profile", "read:accounts")
def show(call: UserCall) -> HttpResponse:
    """What one may change, as it was written."""
    return call.answer(profile_of(call.user))


@endpoint("write:accounts")
def update(call: UserCall) -> HttpResponse:
    """The same as update_credentials."""
    _change(call)
    return call.answer(profile_of(call.user))


@endpoint("write:accounts")
def delete_avatar(call: UserCall) -> HttpResponse:
    """Initials instead of a photo."""
    former = call.user.avatar
    if former:
        set_photo(actor=call.user, avatar="")
        photos.drop(former)
    return call.answer(people.own_account(call.user))


@endpoint("write:accounts")
def delete_header(call: UserCall) -> HttpResponse:
    """There is none."""
    return call.answer(people.own_account(call.user))


@endpoint("read:accounts")
def preferences(call: UserCall) -> HttpResponse:
    """What apps should do unless told otherwise."""
    return call.answer(preferences_of(call.user))


def _change(call: UserCall) -> None:
    """All of what is asked for, or nothing."""
    said, user = call.parameters, call.user
    for name in NOT_KEPT:
        said.flag(name)
    fields = _fields(said)
    language = _source(said.inner("source"), user)
    former, photo = user.avatar, ""
    try:
        photo = _photo(said)
        with transaction.atomic():
            if fields:
                edit_profile(actor=user, user=user, **fields)
            if language:
                set_preferences(actor=user, language=language)
            if photo:
                set_photo(actor=user, avatar=photo)
    except Rejected as error:
        photos.drop(photo)
        name = NAMES.get(error.field, error.field)
        raise Rejected(name, error.message, code=error.code) from error
    if photo:
        photos.drop(former)


def _fields(said: Parameters) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "display_name" in said:
        fields["display_name"] = said.text("display_name")
    if "note" in said:
        fields["about"] = said.text("note")
    if "fields_attributes" in said:
        rows = said["fields_attributes"]
        # By number, as forms write lists: {"0": {"name": …}}.
        rows = list(rows.values()) if isinstance(rows, Mapping) else rows
        told = Parameters({"fields": rows}).inners("fields")
        fields["details"] = [(row.text("name"), row.text("value")) for row in told]
    return fields


def _source(source: Parameters, user: User) -> str:
    """The language to write in, if it changes."""
    if source.text("privacy") not in {"", "public"}:
        raise Rejected("source", _("Posts are for the whole company unless each says otherwise."))
    source.flag("sensitive")
    language = source.text("language")
    return language if language != user.language else ""


def _photo(said: Parameters) -> str:
    file = said.get("avatar")
    if not file:
        return ""
    if not isinstance(file, UploadedFile):
        raise Rejected("avatar", _("Send the picture as a file."))
    return photos.take(file, file.size or 0)
