"""What every test may ask for: the cast, and somebody signed in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """The company every test knows."""
    return assemble()


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Files of a test are gone with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
