from datetime import timedelta

import pytest

from accounts.actions.invitations import accept_invitation, create_invitation, revoke_invitation
from accounts.models import Invitation
from ledger.models import Entry
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_only_administrators_invite(cast: Cast) -> None:
    for actor in (cast.ada, cast.ben, cast.gus, cast.eve):
        with pytest.raises(NotAllowed):
            create_invitation(actor=actor)

    row, token = create_invitation(actor=cast.admin, note="Welcome")

    assert row.is_open(clock.now())
    assert token not in row.token_hash
    assert Entry.objects.filter(action="invitation.created").count() == 1


def test_an_address_makes_it_for_one(cast: Cast) -> None:
    row, _token = create_invitation(actor=cast.admin, email=" A@Partner.example ", quota=50)

    assert (row.email, row.quota) == ("a@partner.example", 1)


@pytest.mark.parametrize(
    "fields", [{"quota": 0}, {"quota": 501}, {"days": 0}, {"days": 91}, {"role": "emperor"}]
)
def test_it_has_bounds(cast: Cast, fields: dict[str, int]) -> None:
    with pytest.raises(Rejected) as refused:
        create_invitation(actor=cast.admin, **fields)  # type: ignore[arg-type]

    assert refused.value.field in fields


def test_a_place_is_taken_until_there_is_none(cast: Cast) -> None:
    row, _token = create_invitation(actor=cast.admin, quota=1)

    accept_invitation(actor=cast.cleo, invitation=row)
    with pytest.raises(Rejected):
        accept_invitation(actor=cast.ben, invitation=row)

    row.refresh_from_db()
    assert row.used == 1
    assert Entry.objects.filter(action="invitation.accepted").count() == 1


def test_a_revoked_or_expired_one_lets_nobody_in(cast: Cast) -> None:
    revoked, _token = create_invitation(actor=cast.admin)
    with pytest.raises(NotAllowed):
        revoke_invitation(actor=cast.ben, invitation=revoked)
    revoke_invitation(actor=cast.admin, invitation=revoked)
    revoke_invitation(actor=cast.admin, invitation=revoked)
    expired, _token = create_invitation(actor=cast.admin)
    past = clock.now() - timedelta(seconds=1)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=past)

    for row in (revoked, expired):
        with pytest.raises(Rejected):
            accept_invitation(actor=cast.cleo, invitation=row)
    assert Entry.objects.filter(action="invitation.revoked").count() == 1


def test_it_is_for_its_address(cast: Cast) -> None:
    row, _token = create_invitation(actor=cast.admin, email="other@partner.example")

    with pytest.raises(Rejected):
        accept_invitation(actor=cast.cleo, invitation=row)
