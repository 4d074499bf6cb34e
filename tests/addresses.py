"""Every address of the product, read from the URLconf: nobody has to think of a new page."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def every_address() -> dict[str, str]:
    """The addresses by name, their parameters written as {pk}, {slug}, …"""
    return dict(_walk(get_resolver(), ""))


def parameters_of(address: str) -> list[str]:
    """The names of the parameters of an address."""
    return re.findall(r"{(\w+)}", address)


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            written = _PARAMETER.sub(lambda found: f"{{{found[1] or found[2]}}}", route)
            yield str(pattern.name), "/" + written.replace("^", "").removesuffix("$")
