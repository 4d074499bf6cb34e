"""Every address of the product, read from the URLconf: nobody has to think of a new page."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


# What apps ask, and browsers never show.
_FOR_APPS = (
    "api_",
    "oauth_token",
    "oauth_revoke",
    "oauth_metadata",
    "nodeinfo",
    "host_meta",
    "health",
)


def every_pattern() -> Iterator[tuple[str, URLPattern]]:
    """Each address, its parameters written as {pk}, {slug}, …, and what answers there."""
    return _walk(get_resolver(), "")


def every_address() -> dict[str, str]:
    """The addresses of pages by name."""
    return {name: path for name, path in _named() if not name.startswith(_FOR_APPS)}


def addresses_for_apps() -> dict[str, str]:
    """The others: those of the API and of what goes with it."""
    return {name: path for name, path in _named() if name.startswith(_FOR_APPS)}


def parameters_of(address: str) -> list[str]:
    """The names of the parameters of an address."""
    return re.findall(r"{(\w+)}", address)


def _named() -> Iterator[tuple[str, str]]:
    return ((str(pattern.name), path) for path, pattern in every_pattern())


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            written = _PARAMETER.sub(lambda found: f"{{{found[1] or found[2]}}}", route)
            yield "/" + written.replace("^", "").removesuffix("$"), pattern
