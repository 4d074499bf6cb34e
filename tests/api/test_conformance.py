"""The page that says which methods are served tells the truth."""

import re
from collections.abc import Callable

import pytest

from tests import conformance
from tests.api.conftest import Api
from tests.cast import Cast


def test_the_page_is_what_would_be_written() -> None:
    assert conformance.PAGE.read_text() == conformance.page(), "run `make conformance`"


@pytest.mark.django_db
def test_what_the_page_calls_not_served_is_refused_as_it_says(
    api_of: Callable[..., Api], cast: Cast
) -> None:
    ben = api_of(cast.ben)
    for verb, address, status in conformance.missing():
        answer = ben.ask(verb.lower(), re.sub(r"{\w+}", "1", address))
        assert answer.status_code == status, f"{verb} {address}"
        assert "error" in answer.json()
