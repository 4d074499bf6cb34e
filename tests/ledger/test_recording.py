import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from ledger import canonical, context
from ledger.models import Entry
from ledger.recording import on, record, timestamp
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def test_an_entry_holds_who_what_and_a_commitment_but_no_content() -> None:
    user = a_user("ada")
    salt = canonical.new_salt()

    with context.acting_from(context.Origin(via="page", address="192.0.2.1")):
        entry = record(
            actor=user, action="test.done", subject=user, content={"text": "secret"}, salt=salt
        )

    body = json.loads(bytes(entry.body))
    assert body["actor"] == body["object"] == f"user:{user.key}"
    assert body["commit"] == canonical.commitment(salt, {"text": "secret"})
    assert body["via"] == "page"
    assert b"secret" not in bytes(entry.body)


def test_the_stored_bytes_are_canonical() -> None:
    user = a_user("ada")

    entry = record(actor=user, action="test.done", subject=user, facts={"n": 1})

    stored = bytes(Entry.objects.get(pk=entry.pk).body)
    assert stored == canonical.encode(json.loads(stored))


def test_nothing_is_recorded_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_user("ada")
    connection = transaction.get_connection()
    monkeypatch.setattr(connection, "in_atomic_block", False)

    with pytest.raises(RuntimeError):
        record(actor=user, action="test.done", subject=user)


def test_entries_are_neither_changed_nor_deleted() -> None:
    user = a_user("ada")
    entry = record(actor=user, action="test.done", subject=user)

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_a_listener_that_fails_does_not_undo_the_answer(
    django_capture_on_commit_callbacks: object,
) -> None:
    heard = []

    @on("test.heard")
    def fail(entry: Entry) -> None:
        heard.append(entry)
        raise ValueError

    user = a_user("ada")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        entry = record(actor=user, action="test.heard", subject=user)

    assert heard == [entry]


@pytest.mark.parametrize("value", [1.5, {"é": 1}, {1: "x"}, "\ud800", 2**53, b"bytes", {1, 2}])
def test_what_has_no_canonical_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical.encode(value)


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        ('\n\t"\\\u0007', '"\\n\\t\\"\\\\\\u0007"'),
        ([], "[]"),
    ],
)
def test_canonical_spellings(value: object, spelling: str) -> None:
    assert canonical.encode(value) == spelling.encode()


def test_timestamps_have_one_spelling() -> None:
    assert timestamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"
