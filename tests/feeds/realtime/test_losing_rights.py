"""A right that is lost is lost at once on open pages too, whichever process they hang on."""

import time

import pytest

from tests.pages import Person, Stage

SIGNED_OUT, RESYNC = 4401, 4408


@pytest.fixture
def stage(fleeting: Stage) -> Stage:
    return fleeting


@pytest.fixture
def ada(stage: Stage) -> Person:
    return stage.person("ada")


def test_who_is_taken_out_of_a_group_hears_no_more_of_it(stage: Stage, ada: Person) -> None:
    board = stage.groups["Board"]
    gus = stage.person("gus", server=1)
    page = gus.opens(f"group:{board}", "home")
    ada.says("Before", audience=f"group:{board}")
    page.hears("post")

    assert ada.send(f"/g/{board}/members/gus", remove="1").status in {200, 204}
    posts = [ada.says(f"After {number}", audience=f"group:{board}") for number in range(3)]

    page.hears("access")
    time.sleep(4)  # longer than the ledger takes to be read behind the layer
    assert not [frame for frame in page.frames if frame.get("id") in posts]


def test_who_leaves_a_page_open_is_told_what_to_take_away(stage: Stage, ada: Person) -> None:
    vault = stage.groups["Vault"]
    post = ada.says("In the vault", audience=f"group:{vault}")
    ben = stage.person("ben", server=1)
    page = ben.opens(f"group:{vault}", posts=[post])

    assert ada.send(f"/g/{vault}/members/ben", remove="1").status in {200, 204}
    frame = page.hears("access")

    news = ben.get("/updates", since=frame["cursor"], feed=f"group:{vault}", posts=post).json
    assert news["gone"] == [post]
    assert news["stale"], "the page is of a group that is not there any more"


def test_signing_out_ends_the_sockets_of_that_session_only(stage: Stage) -> None:
    first, second = stage.person("cleo"), stage.person("ben", session=1)
    page, other = first.opens("home"), second.opens("home")

    first.elsewhere(stage.servers[-1]).send("/logout")

    assert page.is_closed(within=5) == RESYNC
    assert first.opens("home").is_closed(within=5) == SIGNED_OUT
    assert other.code is None


def test_a_suspended_person_is_out_within_five_seconds(stage: Stage) -> None:
    admin = stage.person("root.admin", server=1)
    page = admin.opens("company", "home")
    witness = stage.person("ada").opens("company")

    # Done by a command, in a process without sockets and without a layer that reaches the others.
    stage.act(
        """
from accounts.users import system
from accounts.models import User
User.objects.filter(pk=system().pk).update(is_active=True, role="admin")
suspend_user(actor=system(), user=person("root.admin"), reason="Left")
"""
    )

    assert page.is_closed(within=5) == SIGNED_OUT
    stage.person("ada").says("After")
    witness.hears("post")
    assert page.frames == []


def test_a_changed_password_ends_the_sockets_of_other_sessions(stage: Stage) -> None:
    ben = stage.person("ben")
    other = stage.person("ben", session=1).opens("home")
    form = {
        "oldpassword": "correct horse battery staple",
        "password1": "an entirely new secret 1!",
        "password2": "an entirely new secret 1!",
    }

    answer = ben.send("/password/change", **form)

    assert answer.status in {200, 204, 302, 303}, answer
    assert other.is_closed(within=5) == SIGNED_OUT
