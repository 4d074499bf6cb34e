"""Accounts come, change, pause and come back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.models import Skill, User
from accounts.models.user import Role, Theme
from accounts.users import free_handle, is_handle
from ledger.recording import record
from microblog.lib import clock, ids
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.folding import fold
from microblog.lib.text import BadText, clean_line

REGISTERED = "user.registered"
JOINED = "user.joined"
PROFILE_CHANGED = "user.profile_changed"
PREFERENCES_CHANGED = "user.preferences_changed"
PHOTO_CHANGED = "user.photo_changed"
WELCOMED = "user.welcomed"
SUSPENDED = "user.suspended"
REINSTATED = "user.reinstated"

MOST_SKILLS = 12
# Of as many who sign up under one name in the same moment each still gets a handle.
MOST_NAMESAKES = 25
PROFILE_LINES = ("display_name", "job_title", "department", "site", "about")
MOST_DETAILS = 4
LONGEST_DETAIL = 255


@transaction.atomic
def register_user(
    *,
    actor: User | None = None,
    email: str,
    display_name: str,
    handle: str = "",
    password: str | None = None,
    role: str = Role.MEMBER,
    language: str = "",
    joined: bool = False,
    at: datetime | None = None,
) -> User:
    """Create an account. Nobody knows of it before `confirm_user`, unless `joined` says so.

    Without an actor the person registers themselves. Raises Rejected on a bad name or handle.
    """
    if handle and not is_handle(handle):
        raise Rejected("handle", _("Use letters, digits, dots and dashes only."))
    moment = at or clock.now()
    user = User(
        id=ids.id_at(at) if at else ids.new_id(),
        handle=handle or free_handle(email.split("@")[0]),
        email=email.strip().lower(),
        display_name=_line("display_name", display_name),
        role=role,
        language=language or settings.LANGUAGE_CODE,
        time_zone=settings.TIME_ZONE,
        joined_at=moment if joined else None,
        created_at=moment,
    )
    user.set_password(password)
    _insert(user, keep_handle=bool(handle))
    _record(actor or user, REGISTERED, user, at=at, facts={"role": role})
    if joined:
        _record(actor or user, JOINED, user, at=at)
    return user


@transaction.atomic
def confirm_user(*, actor: User) -> User:
    """The address is proved: from now on colleagues know of the person."""
    if actor.joined_at is None:
        actor.joined_at = clock.now()
        actor.save(update_fields=["joined_at"])
        _record(actor, JOINED, actor)
    return actor


@transaction.atomic
def edit_profile(
    *, actor: User, user: User, skills: Sequence[str] | None = None, **fields: Any
) -> User:
    """Change what a profile shows: the lines of PROFILE_LINES, time_zone, manager, working hours.

    `details` are lines in one's own words, a name and a value each.
    `skills` replaces them all. Raises Rejected naming the field, NotAllowed for somebody else's.
    """
    if not policies.can_edit_profile(actor, user):
        raise NotAllowed(_("This is somebody else’s profile."))
    for field, value in fields.items():
        setattr(user, field, _profile_value(user, field, value))
    if user.work_from >= user.work_until:
        raise Rejected("work_until", _("The working day ends after it begins."))
    user.revision = _next_revision(user)
    try:
        user.full_clean(exclude=["password", "manager"], validate_unique=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Rejected(field, messages[0]) from error
    # Only what was asked: the account may have been suspended since it was read.
    user.save(update_fields=[*fields, "sort_name", "revision"])
    if skills is not None:
        user.skills.set(_skills(skills))
    content = {name: getattr(user, name) for name in (*PROFILE_LINES, "details")}
    _record(actor, PROFILE_CHANGED, user, content=content, facts={"fields": sorted(fields)})
    return user


@transaction.atomic
def set_preferences(*, actor: User, **fields: Any) -> User:
    """Change one's own language, theme, density or shortcuts."""
    allowed = {"language", "theme", "compact", "shortcuts"}
    if set(fields) - allowed:
        raise Rejected("", _("This preference does not exist."))
    if fields.get("language", actor.language) not in dict(settings.LANGUAGES):
        raise Rejected("language", _("Choose French or English."))
    if fields.get("theme", actor.theme) not in Theme.values:
        raise Rejected("theme", _("Choose one of the themes."))
    for field, value in fields.items():
        setattr(actor, field, value)
    actor.save(update_fields=sorted(fields))
    _record(actor, PREFERENCES_CHANGED, actor, facts={"fields": sorted(fields)})
    return actor


@transaction.atomic
def set_photo(*, actor: User, avatar: str) -> User:
    """Use another photo (`avatar` is its folder in the media store) or, with "", initials."""
    actor.avatar = avatar
    actor.revision = _next_revision(actor)
    actor.save(update_fields=["avatar", "revision"])
    _record(actor, PHOTO_CHANGED, actor, facts={"photo": bool(avatar)})
    return actor


@transaction.atomic
def finish_welcome(*, actor: User) -> User:
    """The first-run guide is done, or was skipped: it does not come back."""
    if actor.welcomed_at is None:
        actor.welcomed_at = clock.now()
        actor.save(update_fields=["welcomed_at"])
        _record(actor, WELCOMED, actor)
    return actor


@transaction.atomic
def suspend_user(*, actor: User, user: User, reason: str) -> User:
    """Close the account now: sessions, sockets and posts are out of reach until reinstated."""
    # The rows of all administrators are locked together: of two who suspend each other one remains.
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True)
    acting = actor.pk in {admin.pk for admin in admins.order_by("pk")}
    if not acting or not policies.can_suspend(actor, user):
        raise NotAllowed(_("Only an administrator can suspend somebody else."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    # Signed out for good: reinstated, one signs in again.
    for session in UserSession.objects.filter(user=user):
        session.end()
    _record(actor, SUSPENDED, user, reason=reason)
    return user


@transaction.atomic
def reinstate_user(*, actor: User, user: User, reason: str) -> User:
    """Open a suspended account again."""
    if not policies.can_suspend(actor, user):
        raise NotAllowed(_("Only an administrator can reinstate somebody else."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(actor, REINSTATED, user, reason=reason)
    return user


def _record(actor: User, action: str, user: User, **more: Any) -> None:
    record(actor=actor, action=action, subject=user, salt=bytes(user.salt), **more)


def _insert(user: User, *, keep_handle: bool) -> None:
    """Save a new account; somebody may take the address or the handle in the same moment."""
    for _attempt in range(MOST_NAMESAKES):
        try:
            with transaction.atomic():
                user.save(force_insert=True)
            return
        except IntegrityError as error:
            if User.objects.filter(email=user.email).exists():
                message = _("This address has an account already.")
                raise Rejected("email", message, code="taken") from error
            if keep_handle:
                raise Rejected("handle", _("This handle is taken."), code="taken") from error
            user.handle = free_handle(user.email.split("@")[0])
    raise Rejected("", _("Try again in a moment."), code="busy")


def _line(field: str, value: object, limit: int = 0) -> str:
    try:
        text = clean_line(str(value or ""))
    except BadText as error:
        raise Rejected(field, str(error)) from error
    # Composing may make a text longer than the form allowed.
    limit = limit or getattr(User._meta.get_field(field), "max_length", 0)
    if len(text) > limit:
        raise Rejected(field, _("Use at most %(count)d characters.") % {"count": limit})
    return text


def _next_revision(user: User) -> int:
    """Of two changes at once each has its own: what is rendered is kept by it."""
    return (
        int(User.objects.select_for_update().values_list("revision", flat=True).get(pk=user.pk)) + 1
    )


def _profile_value(user: User, field: str, value: Any) -> Any:
    match field:
        case "display_name":
            return _line(field, value)
        case "job_title" | "department" | "site" | "about":
            return _line(field, value) if str(value or "").strip() else ""
        case "details":
            return _details(value)
        case "time_zone":
            if value not in available_timezones():
                raise Rejected(field, _("Choose a time zone of the list."))
            return value
        case "manager":
            return _manager(user, value)
        case "work_from" | "work_until" | "work_days":
            return value
    raise Rejected("", _("This field does not exist."))


def _details(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Lines that say something; of a name without a value nothing is kept."""
    if len(pairs) > MOST_DETAILS:
        message = _("Give at most %(count)d lines.") % {"count": MOST_DETAILS}
        raise Rejected("fields", message, code="many")
    told = [(name, value) for name, value in pairs if name.strip() and value.strip()]
    return [[_line("fields", part, LONGEST_DETAIL) for part in pair] for pair in told]


def _manager(user: User, manager: User | None) -> User | None:
    seen, above = {user.pk}, manager
    while above is not None:
        if above.pk in seen:
            raise Rejected("manager", _("Nobody can be their own manager, not even in a circle."))
        seen.add(above.pk)
        above = above.manager
    return manager


def _skills(names: Sequence[str]) -> list[Skill]:
    if len(names) > MOST_SKILLS:
        raise Rejected("skills", _("Name at most %(count)d skills.") % {"count": MOST_SKILLS})
    skills = []
    for name in dict.fromkeys(_line("skills", name, 40) for name in names if name.strip()):
        key = fold(name)[:60]
        skill, _created = Skill.objects.get_or_create(key=key, defaults={"name": name})
        skills.append(skill)
    return skills
