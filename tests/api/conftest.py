"""Apps, tokens, and somebody who asks with one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from api.actions.apps import register_app
from api.actions.tokens import grant_token
from api.models import App
from tests.api.schemas import conform

ALL = ("read", "write", "follow", "push", "admin:read", "admin:write")


class Api:
    """An app with a token. Answers are checked against the entity they should be."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.client = Client()

    def ask(self, verb: str, address: str, body: Any = None, **headers: str) -> Any:
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        options: dict[str, Any] = {"headers": headers}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, verb)(address, **options)

    def get(self, address: str, entity: str = "", **headers: str) -> Any:
        """What is answered with success, as the entity ("Status", "[Status]") it must be."""
        return self._good(self.ask("get", address, **headers), entity)

    def post(self, address: str, entity: str = "", body: Any = None, **headers: str) -> Any:
        return self._good(self.ask("post", address, body or {}, **headers), entity)

    def put(self, address: str, entity: str = "", body: Any = None) -> Any:
        return self._good(self.ask("put", address, body or {}), entity)

    def delete(self, address: str, entity: str = "") -> Any:
        return self._good(self.ask("delete", address), entity)

    def _good(self, answer: Any, entity: str) -> Any:
        assert answer.status_code == 200, (answer.status_code, answer.content)
        data = answer.json()
        if entity:
            conform(data, entity)
        return data


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    """Limits and codes of other tests are forgotten."""
    cache.clear()


@pytest.fixture
def an_app(db: None) -> App:
    return register_app(name="Notes", redirect_uris=["https://notes.example/back"], granted=ALL)[0]


@pytest.fixture
def api_of(an_app: App) -> Callable[..., Api]:
    """The API as somebody (or, for None, the app itself) may use it."""

    given = set()

    def let_in(user: User | None, *granted: str) -> Api:
        value = f"token-of-{user}-{granted}"
        if value in given:
            return Api(value)
        given.add(value)
        grant_token(actor=user, app=an_app, granted=granted or ALL, value=value)
        return Api(value)

    return let_in
