"""Lists that answer while one types give their results alone, whatever is typed."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions.users import edit_profile
from accounts.models import User
from tests.cast import Cast

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("address", ["/people?q=ada", "/groups?q=town", "/search?q=ada"])
def test_a_script_gets_the_results_alone(cast: Cast, as_user: SignIn, address: str) -> None:
    response = as_user(cast.ben).get(address, headers={"X-Requested-With": "fetch"})

    html = response.content.decode().strip()
    assert html.startswith('<div id="results">')
    assert html.endswith("</div>")


@pytest.mark.parametrize("address", ["/people", "/groups", "/search"])
@pytest.mark.parametrize("words", ["a " * 40, "%_\\", "'\"", "a" * 80, "@", "#", "\u202e"])
def test_whatever_is_typed_has_an_answer(
    cast: Cast, as_user: SignIn, address: str, words: str
) -> None:
    assert as_user(cast.ben).get(address, {"q": words}).status_code == 200


def test_a_person_with_two_fitting_skills_is_listed_once(cast: Cast, as_user: SignIn) -> None:
    edit_profile(actor=cast.ada, user=cast.ada, skills=["Python", "PyPy", "Nantes"])

    page = as_user(cast.ben).get("/people?q=py").content.decode()

    assert page.count('<a href="/@ada">') == 1
