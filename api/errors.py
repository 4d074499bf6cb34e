"""Refusals as apps read them: always JSON, always with `error`, in the protocol's own words."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions

from microblog.lib.errors import NotAllowed, NotFound, Refusal, Rejected

INVALID_TOKEN = "The access token is invalid"  # noqa: S105  words of the protocol
OUTSIDE_SCOPES = "This action is outside the authorized scopes"
NEEDS_USER = "This method requires an authenticated user"
NOT_ALLOWED = "This action is not allowed"
NO_RECORD = "Record not found"
DISABLED = "Your login is currently disabled"
UNCONFIRMED = "Your login is missing a confirmed e-mail address"
TOO_MANY = "Too many requests"


class ApiError(Exception):
    """An answer other than success, with the words that apps expect."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.more = more


def error(status: int, message: str, **more: Any) -> JsonResponse:
    """A refusal."""
    response = JsonResponse({"error": message, **more}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def unauthorized(message: str = INVALID_TOKEN) -> JsonResponse:
    """401, naming the scheme."""
    response = error(401, message)
    response.headers["WWW-Authenticate"] = 'Bearer realm="api", error="invalid_token"'
    return response


def invalid(refusal: Rejected) -> JsonResponse:
    """422 with the field and a stable code: what forms of apps read."""
    if not refusal.field:
        return error(422, refusal.message)
    code = {"required": "BLANK", "long": "TOO_LONG", "many": "TOO_MANY"}.get(
        refusal.code, refusal.code.upper()
    )
    details = {refusal.field: [{"error": f"ERR_{code}", "description": refusal.message}]}
    return error(422, f"Validation failed: {refusal.message}", details=details)


def answer_to(problem: Exception) -> HttpResponse | None:
    """The refusal that an exception is, None where it is a failure of ours."""
    match problem:
        case ApiError(status=401):
            return unauthorized(problem.message)
        case ApiError():
            return error(problem.status, problem.message, **problem.more)
        case NotFound() | Http404():
            return error(404, NO_RECORD)
        case NotAllowed():
            return error(403, problem.message or NOT_ALLOWED)
        case Rejected():
            return invalid(problem)
        case Refusal():
            return error(400, problem.message)
        case RequestDataTooBig():
            return error(413, "The request is too large")
        case exceptions.APIException():
            detail = problem.detail if isinstance(problem.detail, str) else "Bad request"
            return error(problem.status_code, str(detail))
    return None
