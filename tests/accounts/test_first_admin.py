"""The link by which the first administrator of an empty instance gets in."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Invitation, User
from microblog.lib import clock
from tests.accounts.doors import is_in, sign_up
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def printed() -> str:
    out = StringIO()
    call_command("first_admin", stdout=out)
    return out.getvalue()


def path_in(text: str) -> str:
    return "/join/" + text.strip().rpartition("/join/")[2].split()[0]


def enter(path: str, email: str) -> Client:
    client = Client()
    client.post(path)
    sign_up(client, email, name="First")
    return client


def test_it_makes_one_administrator_without_a_mail() -> None:
    client = enter(path_in(printed()), "boss@anywhere.example")

    made = User.objects.get(email="boss@anywhere.example")
    assert made.is_admin
    assert made.joined_at is not None
    assert is_in(client)


def test_the_link_works_once() -> None:
    path = path_in(printed())
    enter(path, "boss@anywhere.example")

    enter(path, "second@anywhere.example")

    assert Client().get(path).status_code == 404
    assert not User.objects.filter(email="second@anywhere.example").exists()


def test_the_link_lasts_a_day() -> None:
    path = path_in(printed())
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    enter(path, "late@anywhere.example")

    assert Client().get(path).status_code == 404
    assert not User.objects.filter(email="late@anywhere.example").exists()
    assert Invitation.objects.get().created_at + timedelta(days=1) > clock.now()


def test_a_new_link_closes_the_one_before() -> None:
    former = path_in(printed())

    later = path_in(printed())

    assert former != later
    assert Client().get(former).status_code == 404
    assert Client().get(later).status_code == 200


def test_where_there_is_an_administrator_there_is_no_link() -> None:
    a_user("root.admin", role="admin")

    assert "/join/" not in printed()
    assert not Invitation.objects.exists()


def test_the_token_is_not_in_the_database() -> None:
    token = path_in(printed()).rpartition("/")[2]

    row = Invitation.objects.get()
    assert token not in {row.token_hash, row.note, row.email}
