"""Unsafe deployments are errors, not documentation."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks

SHORTEST_KEY = 50


def unsafe_for_the_outside() -> Iterator[str]:
    """Why this installation must not answer anybody but this machine."""
    if settings.DEBUG:
        yield "SILLAGE_DEBUG shows secrets on error pages; unset it"
    if settings.TEST_PROFILE:
        yield "SILLAGE_PROFILE=test lets everybody register and act without limits; unset it"
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10:
        yield "SILLAGE_SECRET_KEY is too short or too simple; unset it to have one made"
    if "*" in settings.ALLOWED_HOSTS:
        yield "SILLAGE_HOSTS must name the hosts, not *"
    if not settings.ORIGIN_IS_SET:
        yield "SILLAGE_ORIGIN must say the address people type, such as https://sillage.example.com"
    elif not settings.SECURE and not settings.ALLOW_HTTP:
        yield (
            "SILLAGE_ORIGIN is not https: passwords would cross the network unprotected; put a TLS"
            " proxy in front, or set SILLAGE_ALLOW_HTTP=1 for a closed network"
        )


@checks.register(checks.Tags.security, deploy=True)
def is_safe_for_the_outside(app_configs: Any, **kwargs: Any) -> Iterable[checks.Error]:
    """`check --deploy` says what `serve` would refuse for."""
    for number, reason in enumerate(unsafe_for_the_outside(), start=2):
        yield checks.Error(reason, id=f"microblog.E{number:03}")
