"""Accounts by apps: only where an installation is there to be tested."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.users import RESERVED, is_handle
from api.actions.people import register_person
from api.actions.tokens import grant_token, new_value
from api.errors import ApiError
from api.http import Call, endpoint
from api.models import App
from api.serializers.token import token
from microblog.lib.errors import NotAllowed, Rejected

Details = dict[str, list[dict[str, str]]]


@endpoint("write:accounts", app=True)
def create(call: Call) -> HttpResponse:
    """POST username, email, password, agreement, locale, by the app for itself: a token."""
    if not settings.TEST_PROFILE or call.grant is None or call.person is not None:
        raise NotAllowed("")
    said = call.parameters
    handle, email = said.text("username").strip().lower(), said.text("email").strip().lower()
    password, locale = said.text("password"), said.text("locale")[:2].lower()
    details: Details = {}
    _check_handle(details, handle)
    _check_email(details, email)
    _check_password(details, password)
    if not said.flag("agreement"):
        _add(details, "agreement", "ACCEPTED", _("Must be accepted."))
    _refuse(details)
    app = App.objects.select_related("client").get(pk=call.grant.app_id)
    try:
        user = register_person(
            actor=app,
            handle=handle,
            email=email,
            password=password,
            language=locale if locale in dict(settings.LANGUAGES) else "",
        )
    except Rejected as error:
        # Taken in the same moment.
        _add(details, "email" if error.field == "email" else "username", "TAKEN", error.message)
        _refuse(details)
        raise
    value = new_value()
    grant = grant_token(actor=user, app=app, granted=call.grant.scopes, value=value)
    return call.answer(token(grant, value))


def _check_handle(details: Details, handle: str) -> None:
    if not handle:
        _add(details, "username", "BLANK", _("This is missing."))
    elif handle in RESERVED:
        _add(details, "username", "RESERVED", _("This handle is taken."))
    elif not is_handle(handle):
        message = _("Use letters, digits, dots and dashes only.")
        _add(details, "username", "INVALID", message)
    elif _exists(handle=handle):
        _add(details, "username", "TAKEN", _("This handle is taken."))


def _check_email(details: Details, email: str) -> None:
    if not email:
        _add(details, "email", "BLANK", _("This is missing."))
        return
    try:
        validate_email(email)
    except ValidationError as error:
        _add(details, "email", "INVALID", error.messages[0])
        return
    if _exists(email=email):
        _add(details, "email", "TAKEN", _("This address has an account already."))


def _check_password(details: Details, password: str) -> None:
    if not password:
        _add(details, "password", "BLANK", _("This is missing."))
        return
    try:
        validate_password(password)
    except ValidationError as error:
        for problem in error.error_list:
            code = "TOO_SHORT" if problem.code == "password_too_short" else "INVALID"
            _add(details, "password", code, problem.messages[0])


def _exists(**by: str) -> bool:
    """Whether somebody has this already; only under the test profile can an app learn it."""
    return User.objects.filter(**by).exists()


def _add(details: Details, name: str, code: str, message: str) -> None:
    details.setdefault(name, []).append({"error": f"ERR_{code}", "description": message})


def _refuse(details: Details) -> None:
    if details:
        words = ", ".join(
            f"{name.capitalize()} {one['description']}"
            for name, problems in details.items()
            for one in problems
        )
        raise ApiError(422, f"Validation failed: {words}", details=details)
