"""Around what apps ask: from any origin, a slash at the end is nothing, refusals are JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.errors import error

Handler = Callable[[HttpRequest], HttpResponseBase]

# Where web apps of other origins may ask: they carry tokens, never a browser's cookies.
OPEN_TO_ORIGINS = (
    "/api/",
    "/oauth/token",
    "/oauth/revoke",
    "/.well-known/",
    "/nodeinfo/",
    "/health",
)
SLASH_IS_NOTHING = ("/api/", "/oauth/", "/.well-known/", "/nodeinfo/")
EXPOSED = "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Idempotency-Key"
WORDS = {
    400: "Bad request",
    403: "This action is not allowed",
    404: "The page you were looking for doesn't exist",
    405: "Method not allowed",
    413: "The request is too large",
    429: "Too many requests",
}


class ApiMiddleware:
    """Outermost of ours, so that it also sees what never reached a view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        where = request.path_info
        if where.startswith(SLASH_IS_NOTHING) and where.endswith("/"):
            request.path_info = where.rstrip("/")
            request.path = request.path.rstrip("/")
        if not where.startswith(OPEN_TO_ORIGINS):
            return self.get_response(request)
        # No cookie is read here: what a browser is signed in to is not what an app may do.
        request.COOKIES = {}
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
        else:
            response = _as_json(self.get_response(request))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
            response.headers["Access-Control-Allow-Headers"] = (
                "Authorization, Content-Type, Idempotency-Key"
            )
            response.headers["Access-Control-Max-Age"] = "86400"
        return response


def _as_json(response: HttpResponseBase) -> HttpResponseBase:
    """A page of refusal is nothing to an app."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < 400 or kind.startswith("application/") or response.streaming:
        return response
    status = response.status_code
    return error(status, WORDS.get(status, "An unexpected error happened"))
