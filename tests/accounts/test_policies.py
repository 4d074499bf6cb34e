"""What one may do to accounts and to the organization, for everybody in the cast."""

from collections.abc import Callable

import pytest

from accounts import policies
from accounts.actions.invitations import create_invitation
from accounts.models import User
from accounts.users import system
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("may", [policies.can_invite, policies.can_change_organization])
def test_only_administrators_run_the_house(cast: Cast, may: Callable[[User], bool]) -> None:
    assert [person.handle for person in cast.everyone if may(person)] == ["root.admin"]


def test_only_administrators_suspend_and_never_themselves_or_the_system(cast: Cast) -> None:
    assert policies.can_suspend(cast.admin, cast.ben)
    assert not policies.can_suspend(cast.admin, cast.admin)
    assert not policies.can_suspend(cast.admin, system())
    assert not policies.can_suspend(cast.ada, cast.ben)
    assert not policies.can_suspend(cast.ben, cast.ben)


def test_an_invitation_is_revoked_by_administrators_only(cast: Cast) -> None:
    invitation = create_invitation(actor=cast.admin)[0]

    revoking = [p.handle for p in cast.everyone if policies.can_revoke_invitation(p, invitation)]

    assert revoking == ["root.admin"]


def test_a_profile_is_its_person_s(cast: Cast) -> None:
    for one in cast.everyone:
        for other in cast.everyone:
            mine = one == other and one.is_active
            assert policies.can_edit_profile(one, other) == mine


def test_who_is_suspended_may_nothing(cast: Cast) -> None:
    cast.admin.is_active = False
    invitation = create_invitation(actor=User.objects.get(pk=cast.admin.pk))[0]

    assert not policies.can_invite(cast.admin)
    assert not policies.can_suspend(cast.admin, cast.ben)
    assert not policies.can_change_organization(cast.admin)
    assert not policies.can_revoke_invitation(cast.admin, invitation)
    assert not policies.can_edit_profile(cast.admin, cast.admin)
