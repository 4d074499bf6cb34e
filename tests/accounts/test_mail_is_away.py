"""A mail server that does not answer is said plainly, and what was typed is not lost for good."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.builders import a_user

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def no_server(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1


@pytest.mark.django_db
@pytest.mark.usefixtures("no_server")
@pytest.mark.parametrize("email", ["ada@acme.example", "nobody@acme.example"])
def test_a_reset_says_that_the_mail_was_not_sent_to_anybody(email: str) -> None:
    a_user("ada")

    answer = Client(headers={"Accept-Language": "en"}).post("/password/reset", {"email": email})

    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


@pytest.mark.django_db
def test_the_same_request_works_when_the_server_is_back(settings: Any) -> None:
    a_user("ada")
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    browser = Client()
    browser.post("/password/reset", {"email": "ada@acme.example"})

    settings.EMAIL_BACKEND = there
    answer = browser.post("/password/reset", {"email": "ada@acme.example"})

    assert answer.status_code == 302
    assert len(mail.outbox) == 1
    assert User.objects.filter(handle="ada").exists()
