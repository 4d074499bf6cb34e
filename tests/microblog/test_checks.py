"""What must not meet the outside is refused, by `serve` and by `check --deploy`, saying why."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from microblog.checks import is_safe_for_the_outside, unsafe_for_the_outside

ROOT = Path(__file__).resolve().parents[2]
KEY = "k9_" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2


@pytest.fixture
def safe(settings: Any) -> Any:
    """An installation behind a proxy that speaks TLS."""
    settings.DEBUG = False
    settings.SECRET_KEY = KEY
    settings.ALLOWED_HOSTS = ["sillage.example.com"]
    settings.ORIGIN_IS_SET = settings.SECURE = True
    settings.ALLOW_HTTP = False
    return settings


def test_a_safe_installation_is_let_out(safe: Any) -> None:
    assert list(unsafe_for_the_outside()) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", True, "SILLAGE_DEBUG"),
        ("SECRET_KEY", "short", "SILLAGE_SECRET_KEY"),
        ("SECRET_KEY", "a" * 80, "SILLAGE_SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "SILLAGE_HOSTS"),
        ("ORIGIN_IS_SET", False, "SILLAGE_ORIGIN"),
        ("SECURE", False, "SILLAGE_ALLOW_HTTP"),
    ],
)
def test_each_danger_is_named(safe: Any, name: str, value: object, says: str) -> None:
    setattr(safe, name, value)

    (reason,) = unsafe_for_the_outside()
    (error,) = is_safe_for_the_outside(None)

    assert says in reason
    assert error.msg == reason


def test_a_closed_network_may_do_without_tls(safe: Any) -> None:
    safe.SECURE, safe.ALLOW_HTTP = False, True

    assert list(unsafe_for_the_outside()) == []


def _serve(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SILLAGE_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("REDIS_URL", None)
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=ROOT,
        env=kept
        | {"SILLAGE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "microblog.settings"}
        | variables,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "says"),
    [
        (["--host", "0.0.0.0"], {}, "SILLAGE_ORIGIN must say the address"),
        (
            ["--host", "0.0.0.0"],
            {"SILLAGE_ORIGIN": "http://sillage.example.com"},
            "SILLAGE_ORIGIN is not https",
        ),
        (
            ["--host", "::"],
            {"SILLAGE_ORIGIN": "https://sillage.example.com", "SILLAGE_SECRET_KEY": "secret"},
            "SILLAGE_SECRET_KEY is too short",
        ),
        (["--port", "70000"], {}, "PORT must be between"),
        ([], {"SILLAGE_PORT": "eight"}, "SILLAGE_PORT: expected a whole number"),
        (["--port", "0"], {}, "run manage.py migrate first"),
    ],
)
def test_serve_refuses_in_one_line_and_says_why(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], says: str
) -> None:
    ended = _serve(tmp_path, *arguments, **variables)

    assert ended.returncode in {1, 2}
    assert says in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stdout == ""
