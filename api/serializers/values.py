"""How single values are written: ids as decimal strings, moments with three decimals."""

from datetime import UTC, datetime

from django.conf import settings


def text_id(number: int) -> str:
    """An id. All of ours have 18 or 19 digits, so that longer then later is larger."""
    return str(number)


def moment(value: datetime) -> str:
    """A moment in UTC with exactly three decimals: other spellings break apps."""
    value = value.astimezone(UTC)
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


def moment_or_none(value: datetime | None) -> str | None:
    return None if value is None else moment(value)


def midnight(value: datetime) -> str:
    """The day of a moment as a moment: when somebody joined is told to the day."""
    return f"{value.astimezone(UTC):%Y-%m-%d}T00:00:00.000Z"


def url(path: str) -> str:
    """An address of ours, in full."""
    return f"{settings.ORIGIN}{path}"
