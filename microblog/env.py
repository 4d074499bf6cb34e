"""Typed readers of the environment; each fails loudly, naming the variable."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ

from microblog.lib import net

# The two that the searches and the feeds are written for.
ENGINES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}

_env = environ.Env()


class BadSetting(SystemExit):
    """A variable that cannot be read; the process ends with this one line."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


def text(name: str, default: str = "") -> str:
    """A variable as it is; one that is empty counts as not given."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """1, true, yes, on or 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(name, f"expected yes or no, found {value!r}")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise BadSetting(name, f"expected a whole number, found {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    """Values between commas or spaces."""
    return text(name, default).replace(",", " ").split()


def networks(name: str) -> list[net.Network]:
    """Addresses and CIDR ranges, such as 127.0.0.1 or 10.0.0.0/8."""
    try:
        return net.networks(words(name))
    except ValueError as error:
        raise BadSetting(name, str(error)) from None


def database(name: str, default: str) -> dict[str, Any]:
    """A database address such as postgres://user:password@host/name."""
    try:
        config = dict(_env.db_url_config(text(name) or default))
    except Exception:
        config = {}
    if config.get("ENGINE") not in ENGINES:
        raise BadSetting(name, "expected an address like postgres://user:password@host/name")
    return config


def mail(name: str, default: str) -> dict[str, Any]:
    """A mail server's address such as smtp+tls://user:password@host:587."""
    try:
        return dict(_env.email_url_config(text(name) or default))
    except Exception:
        raise BadSetting(
            name, "expected an address like smtp+tls://user:password@host:587"
        ) from None


def secret(name: str, file: Path) -> str:
    """A secret from NAME, from the file NAME_FILE, or from `file`, which is made the first time."""
    value = text(name)
    if value:
        return value
    given = text(f"{name}_FILE")
    if given:
        try:
            return Path(given).read_text().strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", str(error)) from None
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as made:
            made.write(secrets.token_urlsafe(64))
    return file.read_text().strip()
