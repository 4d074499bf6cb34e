"""The language of pages and mails: the person's, else the browser's, else the installation's."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts import organizations
from accounts.actions.organization import change_organization
from accounts.models import User
from tests.builders import a_user
from tests.cast import Cast

SignIn = Callable[[User], Client]


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("broken", _broken)]
FRENCH, ENGLISH = "Se connecter", "Sign in"


def _said(client: Client, path: str = "/login", **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "language", "words"),
    [
        ("", "fr", FRENCH),
        ("en-GB,en;q=0.9,fr;q=0.1", "en", ENGLISH),
        ("fr-CA,en;q=0.5", "fr", FRENCH),
        ("de", "fr", FRENCH),
    ],
)
def test_a_stranger_reads_what_their_browser_asks_for(wish: str, language: str, words: str) -> None:
    page = _said(Client(), **({"Accept-Language": wish} if wish else {}))

    assert f'<html lang="{language}"' in page
    assert words in page


@pytest.mark.django_db
def test_a_stranger_may_choose_another_language() -> None:
    client = Client(headers={"Accept-Language": "fr"})

    answer = client.post("/language", {"language": "en", "next": "/login"})

    assert answer.headers["Location"] == "/login"
    assert ENGLISH in _said(client)


@pytest.mark.django_db
def test_a_language_that_is_not_spoken_changes_nothing() -> None:
    client = Client()

    client.post("/language", {"language": "tlh", "next": "https://elsewhere.example/"})

    assert FRENCH in _said(client)


@pytest.mark.django_db
def test_a_shared_cache_keeps_a_page_for_each_language() -> None:
    assert "Accept-Language" in Client().get("/login").headers["Vary"]


def test_somebody_signed_in_reads_their_own_language(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.ben)
    client.cookies["language"] = "en"

    page = _said(client, "/company", **{"Accept-Language": "en"})

    assert cast.ben.language == "fr"
    assert '<html lang="fr"' in page
    assert "Entreprise" in page


def test_choosing_a_language_is_remembered_of_the_person(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.ben)

    client.post("/language", {"language": "en", "next": "/"})

    cast.ben.refresh_from_db()
    assert cast.ben.language == "en"
    assert '<html lang="en"' in _said(client, "/company")


def test_a_post_says_its_own_language(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.cleo)

    client.post("/posts", {"text": "Good morning everybody", "audience": "company", "lang": "en"})

    page = _said(client, "/company")
    assert '<html lang="fr"' in page
    assert 'lang="en"><p>Good morning everybody' in page


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("fr", "Un nouveau mot de passe pour Acme", "Si vous n’avez rien demandé"),
        ("en", "A new password for Acme", "If you did not ask for it"),
    ],
)
def test_a_mail_is_in_the_language_of_whom_it_is_for(
    cast: Cast, language: str, subject: str, words: str
) -> None:
    change_organization(actor=cast.admin, name="Acme")
    a_user("zoe", language=language)
    other = "fr" if language == "en" else "en"

    Client(headers={"Accept-Language": other}).post(
        "/password/reset", {"email": "zoe@acme.example"}
    )

    [sent] = mail.outbox
    assert sent.subject == subject
    assert words in sent.body
    assert "/password/reset/" in sent.body


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "Aucun compte avec cette adresse chez Acme"),
        ("en", "No account with this address on Acme"),
    ],
)
def test_a_mail_to_a_stranger_is_in_the_language_of_the_organization(
    cast: Cast, language: str, subject: str
) -> None:
    change_organization(actor=cast.admin, name="Acme", language=language)

    Client(headers={"Accept-Language": "de"}).post(
        "/password/reset", {"email": "nobody@acme.example"}
    )

    [sent] = mail.outbox
    assert sent.subject == subject


@pytest.mark.parametrize(("language", "words"), [("fr", "Bonjour,"), ("en", "Hello,")])
def test_signing_up_is_answered_in_the_language_of_the_page(
    cast: Cast, language: str, words: str
) -> None:
    change_organization(actor=cast.admin, domains=["acme.example"])

    Client(headers={"Accept-Language": language}).post(
        "/signup",
        {
            "name": "Zoé",
            "email": f"zoe.{language}@acme.example",
            "password1": "correct horse battery",
        },
    )

    [sent] = mail.outbox
    assert sent.body.startswith(words)
    assert "/confirm/" in sent.body
    assert organizations.current().name in sent.subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "n’existe pas, ou vous n’y avez pas accès"),
        ("en", "does not exist, or you do not have access"),
    ],
)
def test_an_error_page_is_in_the_language_of_the_reader(language: str, words: str) -> None:
    response = Client(headers={"Accept-Language": language}).get("/nothing-here")

    page = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in page
    assert words in page


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Le serveur n’a pas pu répondre."), ("en", "The server could not answer.")],
)
def test_a_failure_is_told_in_the_language_of_the_reader(language: str, words: str) -> None:
    client = Client(raise_request_exception=False, headers={"Accept-Language": language})

    response = client.get("/broken")

    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{language}"' in page
    assert words in page


def test_what_is_said_before_anybody_is_known_is_in_both_languages() -> None:
    response = Client().get("/", headers={"Host": "elsewhere.example"})

    page = response.content.decode()
    assert response.status_code == 400
    assert '<section lang="fr">' in page
    assert "Le serveur n’a pas pu lire cette demande." in page
    assert '<section lang="en">' in page
    assert "The server could not read this request." in page


@pytest.mark.django_db
def test_the_page_without_a_network_is_in_both_languages() -> None:
    page = _said(Client(headers={"Accept-Language": "en"}), "/offline")

    assert "Pas de connexion." in page
    assert "You are offline." in page
