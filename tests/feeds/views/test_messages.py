"""Writing to people: to whom, who reads it, and what is wrong is said beside what was typed."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from tests.builders import a_conversation, a_user
from tests.cast import Cast

SignIn = Callable[[User], Client]
AS_SCRIPT = {"X-Requested-With": "fetch"}


def test_more_than_twelve_are_refused_with_the_words_still_there(
    cast: Cast, as_user: SignIn
) -> None:
    crowd = ", ".join(f"@{a_user(f'crowd{number}').handle}" for number in range(12))

    answer = as_user(cast.ben).post("/messages/new", {"to": crowd, "text": "All of you"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="field__error"' in page
    assert crowd in page
    assert "All of you" in page


def test_a_script_gets_the_form_alone_with_what_is_wrong(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.ben)

    answer = client.post(
        "/messages/new", {"to": "@nobody.here", "text": "Hello"}, headers=AS_SCRIPT
    )

    page = answer.content.decode().strip()
    assert answer.status_code == 422
    assert page.startswith('<div class="card private" id="new-message">')
    assert 'class="field__error"' in page
    assert "<html" not in page


def test_a_conversation_names_everybody_who_reads_it(cast: Cast, as_user: SignIn) -> None:
    talk = a_conversation(cast.ben, cast.ada, cast.cleo)

    page = as_user(cast.ben).get(f"/messages/{talk.key}").content.decode()

    assert "Seulement vous, Ada et Cleo." in page
