"""Whatever an app sends to whichever address: JSON, a clear answer, never an error of ours."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.addresses import addresses_for_apps
from tests.api.conftest import Api
from tests.cast import Cast

pytestmark = pytest.mark.django_db

NASTY = {
    "nul": "a\x00b",
    "control": "\x01\x1b\u202e",
    "digits": "9" * 40,
    "huge": str(2**63),
    "zero": "0",
    "negative": "-1",
    "long": "x" * 3000,
    "markup": "<script>alert(1)</script>",
    "path": "../../etc/passwd",
    "nonsense": "ë&=%",
}
NAMES = """max_id min_id since_id limit id id[] status media_ids[] in_reply_to_id visibility
    group_id client_name redirect_uris scopes scope grant_type client_id client_secret code token
    acct poll poll[options][] a[b][c] language title context[] expires_in role name q offset
    keywords_attributes[][keyword] keywords_attributes[][id] timeline[] home[last_read_id] any[]
    account_ids[] display_name note group_visibility phrase status_id keyword only_media""".split()
SHAPES: list[Any] = [[], {}, [[]], {"a": {}}, None, True, 1.5, 10**30, ["x", None], "\x00"]


def must_be_clear(answer: Any, what: object) -> None:
    assert answer.status_code < 500, what
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 400:
        assert kind.startswith("application/json"), (what, answer.status_code, kind)
        assert json.loads(answer.content)["error"], what


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_in_a_query_a_form_or_a_path_breaks_it(
    cast: Cast, api_of: Callable[..., Api], settings: Any, nasty: str
) -> None:
    settings.TEST_PROFILE = True
    value = NASTY[nasty]
    headers = {"Authorization": f"Bearer {api_of(cast.ben).token}"}
    query = "&".join(f"{quote(name)}={quote(value)}" for name in NAMES)

    for name, path in addresses_for_apps().items():
        url = re.sub(r"{\w+}", quote(value, safe=""), path)
        plain = re.sub(r"{\w+}", "1", path)
        for address in (url, plain):
            must_be_clear(Client().get(f"{address}?{query}", headers=headers), (name, "get"))
            for verb in ("post", "put", "patch", "delete"):
                ask = getattr(Client(), verb)
                kind = "application/x-www-form-urlencoded"
                answer = ask(address, query, content_type=kind, headers=headers)
                must_be_clear(answer, (name, verb))


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_no_shape_of_json_breaks_it(
    cast: Cast, api_of: Callable[..., Api], settings: Any, shape: Any
) -> None:
    settings.TEST_PROFILE = True
    api = api_of(cast.ben)

    for name, path in addresses_for_apps().items():
        url = re.sub(r"{\w+}", "1", path)
        for body in (shape, dict.fromkeys(NAMES, shape)):
            for verb in ("post", "put", "patch", "delete"):
                headers = {"Authorization": f"Bearer {api.token}"}
                answer = getattr(Client(), verb)(
                    url, json.dumps(body), content_type="application/json", headers=headers
                )
                must_be_clear(answer, (name, verb, body))


@pytest.mark.parametrize("kind", ["text/plain", "", "multipart/form-data", "application/xml"])
def test_bodies_of_other_kinds_are_refused_in_json(
    cast: Cast, api_of: Callable[..., Api], kind: str
) -> None:
    api = api_of(cast.ben)

    for url in ("/api/v1/statuses", "/api/v1/apps", "/oauth/token", "/oauth/revoke"):
        for body in (b"", b"{", b"--x\r\nbroken", bytes(range(256))):
            answer = Client().generic(
                "POST", url, body, kind, headers={"Authorization": f"Bearer {api.token}"}
            )
            must_be_clear(answer, (url, kind, body))
