"""Offers of a place in a group, and taking them back."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from feeds.actions.groups import invite_to_group, withdraw_invitation
from feeds.models import GroupInvitation, Notification
from ledger.models import Entry
from microblog.lib.errors import NotAllowed
from tests.cast import Cast

SignIn = Callable[[User], Client]


def test_an_offer_taken_back_leaves_no_trace_of_a_secret_group(cast: Cast, as_user: SignIn) -> None:
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    client = as_user(cast.cleo)
    assert client.get(f"/g/{cast.vault.slug}").status_code == 200

    back = {"handle": "cleo", "on": "0"}
    response = as_user(cast.ada).post(f"/g/{cast.vault.slug}/invite", back)

    assert response.headers["Location"] == f"/g/{cast.vault.slug}/members"
    assert client.get(f"/g/{cast.vault.slug}").status_code == 404
    assert not Notification.objects.filter(recipient=cast.cleo).exists()
    assert Entry.objects.filter(action="group.invitation_withdrawn").count() == 1


def test_owners_see_who_waits_and_others_do_not(cast: Cast, as_user: SignIn) -> None:
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)
    address = f"/g/{cast.vault.slug}/members"

    assert 'value="cleo"' in as_user(cast.ada).get(address).content.decode()
    assert 'value="cleo"' not in as_user(cast.ben).get(address).content.decode()


def test_only_owners_and_whoever_invited_take_an_offer_back(cast: Cast, as_user: SignIn) -> None:
    invite_to_group(actor=cast.ada, group=cast.square, user=cast.cleo)
    with pytest.raises(NotAllowed):
        withdraw_invitation(actor=cast.ben, group=cast.square, user=cast.cleo)
    assert GroupInvitation.objects.filter(user=cast.cleo).exists()

    withdraw_invitation(actor=cast.ada, group=cast.square, user=cast.cleo)
    invite_to_group(actor=cast.ben, group=cast.square, user=cast.cleo)
    withdraw_invitation(actor=cast.ben, group=cast.square, user=cast.cleo)

    assert not GroupInvitation.objects.filter(user=cast.cleo).exists()
