import threading
from typing import Any

import pytest
from django.db import connection, connections

from accounts.actions.users import (
    confirm_user,
    edit_profile,
    finish_welcome,
    register_user,
    reinstate_user,
    set_preferences,
    suspend_user,
)
from accounts.models import User
from accounts.users import free_handle, is_handle, system
from ledger.models import Entry
from microblog.lib.errors import NotAllowed, Rejected
from tests.builders import a_user
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def recorded(action: str, user: User) -> int:
    return Entry.objects.filter(action=action, subject__endswith=user.key).count()


def test_nobody_knows_of_an_account_before_it_is_confirmed(cast: Cast) -> None:
    nina = register_user(email="Nina@Acme.example", display_name="Nina")
    assert not User.objects.visible_to(cast.ada).filter(pk=nina.pk).exists()

    confirm_user(actor=nina)
    confirm_user(actor=nina)

    assert User.objects.visible_to(cast.ada).filter(pk=nina.pk).exists()
    assert recorded("user.registered", nina) == recorded("user.joined", nina) == 1


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "two\nlines", "\x00", "x" * 81])
def test_a_name_must_be_readable(name: str) -> None:
    with pytest.raises(Rejected) as refused:
        register_user(email="x@acme.example", display_name=name)

    assert refused.value.field == "display_name"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "handle",
    ["admin", "Ben", "b n", "-ben", "ben.", "b" * 31, "123", "bén", "sillage", "a/b", "@b"],
)
def test_not_every_word_is_a_handle(handle: str) -> None:
    assert not is_handle(handle)
    with pytest.raises(Rejected):
        register_user(email="x@acme.example", display_name="X", handle=handle)


@pytest.mark.parametrize(
    ("wish", "handle"),
    [("Jean-Noël", "jean.noel"), ("admin", "admin.x"), ("42", "42.x"), ("!!!", "colleague"),
     ("x" * 80, "x" * 24), ("..a..", "a")],
)  # fmt: skip
def test_a_handle_is_made_of_a_wish(db: None, wish: str, handle: str) -> None:
    assert free_handle(wish) == handle
    assert is_handle(handle)


def test_a_taken_handle_or_address_is_said_not_thrown(cast: Cast) -> None:
    with pytest.raises(Rejected) as handle:
        register_user(email="other@acme.example", display_name="X", handle="ben")
    with pytest.raises(Rejected) as address:
        register_user(email="BEN@acme.example", display_name="X")

    assert (handle.value.field, address.value.field) == ("handle", "email")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_namesakes_who_sign_up_at_once_get_a_handle_each() -> None:
    start = threading.Barrier(6)

    def enter(number: int) -> None:
        start.wait()
        try:
            register_user(email=f"nina@d{number}.example", display_name="Nina")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.values("handle").distinct().count() == 6


def test_a_profile_is_changed_by_its_person(cast: Cast) -> None:
    before = cast.ben.revision

    edit_profile(actor=cast.ben, user=cast.ben, job_title="Baker")

    assert recorded("user.profile_changed", cast.ben) == 1
    # Rendered posts show it: they are rendered anew.
    assert cast.ben.revision == before + 1
    for other in (cast.ada, cast.admin, cast.eve):
        with pytest.raises(NotAllowed):
            edit_profile(actor=other, user=cast.ben, job_title="Thief")


@pytest.mark.parametrize(
    "fields",
    [{"role": "admin"}, {"email": "x@y.example"}, {"is_active": False}, {"time_zone": "Nowhere"},
     {"work_from": 1000, "work_until": 900}],
)  # fmt: skip
def test_other_fields_are_no_part_of_a_profile(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        edit_profile(actor=cast.ben, user=cast.ben, **fields)

    assert not recorded("user.profile_changed", cast.ben)


@pytest.mark.parametrize("fields", [{"role": "admin"}, {"language": "xx"}, {"theme": "pink"}])
def test_other_preferences_do_not_exist(cast: Cast, fields: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        set_preferences(actor=cast.ben, **fields)

    assert not recorded("user.preferences_changed", cast.ben)


def test_the_guide_is_finished_once(cast: Cast) -> None:
    finish_welcome(actor=cast.ben)
    finish_welcome(actor=cast.ben)

    assert recorded("user.welcomed", cast.ben) == 1


def test_an_administrator_suspends_and_reinstates_with_a_reason(cast: Cast) -> None:
    suspend_user(actor=cast.admin, user=cast.ben, reason="Left")
    assert not User.objects.get(pk=cast.ben.pk).is_active
    reinstate_user(actor=cast.admin, user=cast.ben, reason="Back")

    assert User.objects.get(pk=cast.ben.pk).is_active
    entry = Entry.objects.get(action="user.suspended", subject__endswith=cast.ben.key)
    assert b"Left" in bytes(entry.body)


def test_others_suspend_nobody(cast: Cast) -> None:
    for actor in (cast.ada, cast.ben, cast.gus, cast.eve):
        with pytest.raises(NotAllowed):
            suspend_user(actor=actor, user=cast.cleo, reason="No")
        with pytest.raises(NotAllowed):
            reinstate_user(actor=actor, user=cast.eve, reason="No")

    assert User.objects.get(pk=cast.cleo.pk).is_active


def test_an_administrator_remains(cast: Cast) -> None:
    second = a_user("second.admin", role="admin")
    with pytest.raises(NotAllowed):
        suspend_user(actor=cast.admin, user=cast.admin, reason="Bye")
    with pytest.raises(NotAllowed):
        suspend_user(actor=cast.admin, user=system(), reason="Bye")
    stale = User.objects.get(pk=second.pk)

    suspend_user(actor=cast.admin, user=second, reason="Left")

    # Who was suspended a moment ago suspends nobody, whatever this object remembers.
    assert stale.is_active
    with pytest.raises(NotAllowed):
        suspend_user(actor=stale, user=cast.admin, reason="Revenge")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time by itself")
def test_two_who_suspend_each_other_leave_one() -> None:
    one, other = a_user("one.boss", role="admin"), a_user("other.boss", role="admin")
    start = threading.Barrier(2)

    def act(actor: User, user: User) -> None:
        start.wait()
        try:
            suspend_user(actor=actor, user=user, reason="Quarrel")
        except NotAllowed:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.filter(role="admin", is_active=True).count() == 1
