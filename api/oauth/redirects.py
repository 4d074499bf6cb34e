"""Where a person's agreement may be carried: to an address that the app registered, exactly."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def is_registered(uri: str, registered: Iterable[str]) -> bool:
    """Whether an app may come back to `uri`. On the loopback any port will do (RFC 8252, 7.3)."""
    return any(uri == known or _same_but_port(uri, known) for known in registered)


def with_parameters(uri: str, parameters: dict[str, str]) -> str:
    """An address with parameters added to those it has; schemes of apps keep their spelling."""
    parts = urlsplit(uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()])
    bare = uri.partition("?")[0]
    return f"{bare}?{query}"


def source_of(uri: str) -> str:
    """What a page's policy must allow so that its form may lead to `uri`: an origin or a scheme."""
    parts = urlsplit(uri)
    if parts.scheme in {"http", "https"}:
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"


def _same_but_port(uri: str, known: str) -> bool:
    try:
        one, other = urlsplit(uri), urlsplit(known)
        _port = one.port
    except ValueError:
        return False
    if one.scheme != "http" or one.hostname not in LOOPBACK or one.username is not None:
        return False
    bare = other._replace(netloc=_host(other.hostname))
    return urlunsplit(one._replace(netloc=_host(one.hostname))) == urlunsplit(bare)


def _host(name: str | None) -> str:
    return f"[{name}]" if name and ":" in name else name or ""
