"""What the log says: failures with their place, refusals in a line."""

import io
import logging

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("path", "host", "body"),
    [("/login", "elsewhere.example", ""), ("/login", "localhost", "a=" + "x" * 3_000_000)],
)
def test_what_anybody_can_send_is_refused_in_a_line(path: str, host: str, body: str) -> None:
    handlers = logging.getLogger("django.security").handlers
    handler = next(one for one in handlers if one.name == "refusals")
    assert isinstance(handler, logging.StreamHandler)
    heard = io.StringIO()
    before = handler.setStream(heard)
    try:
        kind = "application/x-www-form-urlencoded"
        answer = Client().post(path, body, content_type=kind, headers={"host": host})
    finally:
        handler.setStream(before)

    assert answer.status_code in {400, 413}
    assert len(heard.getvalue().splitlines()) == 1
