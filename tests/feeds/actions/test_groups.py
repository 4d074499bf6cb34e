from typing import Any

import pytest

from accounts.models import User
from feeds.actions.groups import (
    answer_request,
    change_group,
    change_member_role,
    close_group,
    create_group,
    decline_invitation,
    invite_to_group,
    join_group,
    leave_group,
    remove_member,
    reopen_group,
    withdraw_request,
)
from feeds.models import Group, GroupInvitation, JoinRequest, Membership, Notification
from ledger.recording import label
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from tests.builders import a_request
from tests.cast import Cast
from tests.feeds.actions.ledger import entries

pytestmark = pytest.mark.django_db


def members(group: Group) -> set[str]:
    return set(group.memberships.values_list("user__handle", flat=True))


def waiting(user: User) -> list[str]:
    rows = Notification.objects.visible_to(user).filter(done_at=None)
    return list(rows.order_by("id").values_list("kind", flat=True))


# -- Beginning and changing -----------------------------------------------------------------------


def test_who_begins_a_group_owns_it(cast: Cast) -> None:
    group = create_group(actor=cast.cleo, name=" Choir  of Brest ", purpose="Singing")

    assert (group.name, group.slug) == ("Choir of Brest", "choir-of-brest")
    assert group.memberships.get().role == "owner"
    (entry,) = entries("group.created", group)
    assert entry["facts"] == {"visibility": "open", "posting": "members"}
    assert "Choir" not in str(entry)


def test_guests_and_the_suspended_begin_none(cast: Cast) -> None:
    for actor in (cast.gus, cast.eve):
        with pytest.raises(NotAllowed):
            create_group(actor=actor, name="Mine", purpose="Mine")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 61), ("name", "\u200b"), ("name", "a\nb"), ("purpose", ""),
     ("purpose", "x" * 121), ("visibility", "hidden"), ("posting", "nobody")],
)  # fmt: skip
def test_what_a_group_cannot_be(cast: Cast, field: str, value: str) -> None:
    fields: dict[str, Any] = {"name": "Fine", "purpose": "Fine"} | {field: value}

    with pytest.raises(Rejected) as refused:
        create_group(actor=cast.cleo, **fields)

    assert refused.value.field == field


def test_the_address_of_a_secret_group_is_not_guessed_and_tells_nothing(cast: Cast) -> None:
    secret = create_group(actor=cast.ada, name="Merger", purpose="x", visibility="secret")

    public = create_group(actor=cast.cleo, name="Merger", purpose="x")
    second = create_group(actor=cast.cleo, name="Merger", purpose="x")

    assert secret.slug.startswith("merger-") and len(secret.slug) == len("merger-") + 8
    assert (public.slug, second.slug) == ("merger", "merger-2")


@pytest.mark.parametrize("name", ["new", "requests", "日本", "!!!"])
def test_an_address_is_always_found(cast: Cast, name: str) -> None:
    first = create_group(actor=cast.cleo, name=name, purpose="x")
    second = create_group(actor=cast.cleo, name=name, purpose="x")

    assert first.slug != second.slug
    assert first.slug not in {"new", "requests"}


def test_only_owners_change_close_and_reopen(cast: Cast) -> None:
    for actor in (cast.ben, cast.cleo, cast.admin, cast.gus):
        for act in (close_group, reopen_group):
            with pytest.raises(NotAllowed):
                act(actor=actor, group=cast.board)
        with pytest.raises(NotAllowed):
            change_group(actor=actor, group=cast.board, name="Mine")

    for act in (close_group, close_group, reopen_group, reopen_group):
        act(actor=cast.ada, group=cast.board)
    assert len(entries("group.closed")) == len(entries("group.reopened")) == 1


@pytest.mark.parametrize("before", ["private", "secret"])
def test_what_was_private_never_becomes_open(cast: Cast, before: str) -> None:
    group = create_group(actor=cast.ada, name="G", purpose="x", visibility=before)

    with pytest.raises(Rejected):
        change_group(actor=cast.ada, group=group, visibility="open")

    group.refresh_from_db()
    assert group.visibility == before


def test_a_group_made_secret_gets_an_address_nobody_knows(cast: Cast) -> None:
    a_request(cast.board, by=cast.cleo)
    former = cast.board.slug

    change_group(actor=cast.ada, group=cast.board, visibility="secret")

    assert cast.board.slug != former
    assert not JoinRequest.objects.exists()


# -- Coming in ------------------------------------------------------------------------------------


def test_an_open_door_is_walked_through(cast: Cast) -> None:
    assert join_group(actor=cast.cleo, group=cast.square)
    assert join_group(actor=cast.cleo, group=cast.square)

    assert "cleo" in members(cast.square)
    mine = [
        e for e in entries("group.joined", cast.square) if e["facts"]["user"] == label(cast.cleo)
    ]
    assert len(mine) == 1


def test_at_a_private_door_one_asks_and_its_owners_are_told(cast: Cast) -> None:
    assert not join_group(actor=cast.cleo, group=cast.board, note="Please")
    assert not join_group(actor=cast.cleo, group=cast.board, note="Please!")

    assert JoinRequest.objects.get().note == "Please"
    assert waiting(cast.ada) == ["join_request"]
    assert waiting(cast.ben) == []
    assert len(entries("group.requested")) == 1


def test_a_secret_door_is_a_wall(cast: Cast) -> None:
    for actor, group in ((cast.cleo, cast.vault), (cast.gus, cast.vault), (cast.gus, cast.square)):
        with pytest.raises(NotFound):
            join_group(actor=actor, group=group)


def test_nobody_enters_a_closed_group(cast: Cast) -> None:
    close_group(actor=cast.ada, group=cast.square)

    with pytest.raises(NotAllowed):
        join_group(actor=cast.cleo, group=cast.square)
    with pytest.raises(NotAllowed):
        invite_to_group(actor=cast.ada, group=cast.square, user=cast.cleo)


def test_an_owner_lets_somebody_in_and_they_are_told(cast: Cast) -> None:
    request = a_request(cast.board, by=cast.cleo)
    with pytest.raises(NotAllowed):
        answer_request(actor=cast.ben, request=request, accept=True)

    answer_request(actor=cast.ada, request=request, accept=True)
    answer_request(actor=cast.ada, request=request, accept=False)

    assert "cleo" in members(cast.board)
    assert waiting(cast.cleo) == ["joined"]
    assert waiting(cast.ada) == []
    assert not entries("group.request_declined")


def test_a_declined_request_tells_nobody(cast: Cast) -> None:
    request = a_request(cast.board, by=cast.cleo)

    answer_request(actor=cast.ada, request=request, accept=False)

    assert "cleo" not in members(cast.board)
    assert waiting(cast.cleo) == waiting(cast.ada) == []
    assert len(entries("group.request_declined")) == 1


def test_a_request_can_be_taken_back(cast: Cast) -> None:
    a_request(cast.board, by=cast.cleo)

    for _ in range(2):
        withdraw_request(actor=cast.cleo, group=cast.board)

    assert waiting(cast.ada) == []
    assert len(entries("group.request_withdrawn")) == 1


# -- Invitations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "may"), [("square", {"ada", "ben"}), ("board", {"ada"}), ("vault", {"ada"})]
)
def test_who_invites(cast: Cast, place: str, may: set[str]) -> None:
    group = getattr(cast, place)

    for name in ("ada", "ben", "cleo", "gus", "eve", "admin"):
        actor = getattr(cast, name)
        if name in may:
            invite_to_group(actor=actor, group=group, user=cast.admin)
        else:
            with pytest.raises(NotAllowed):
                invite_to_group(actor=actor, group=group, user=cast.admin)

    assert GroupInvitation.objects.filter(user=cast.admin).count() == 1
    assert waiting(cast.admin) == ["group_invitation"]


def test_an_invitation_opens_a_secret_door_once(cast: Cast) -> None:
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)

    assert join_group(actor=cast.cleo, group=cast.vault)

    assert "cleo" in members(cast.vault)
    assert not GroupInvitation.objects.exists()
    assert waiting(cast.cleo) == []
    remove_member(actor=cast.ada, group=cast.vault, user=cast.cleo)
    with pytest.raises(NotFound):
        join_group(actor=cast.cleo, group=cast.vault)


def test_a_declined_invitation_closes_the_door_again(cast: Cast) -> None:
    invite_to_group(actor=cast.ada, group=cast.vault, user=cast.cleo)

    for _ in range(2):
        decline_invitation(actor=cast.cleo, group=cast.vault)

    assert not Group.objects.visible_to(cast.cleo).filter(pk=cast.vault.pk).exists()
    assert waiting(cast.cleo) == []
    assert len(entries("group.invitation_declined")) == 1


def test_inviting_whoever_asked_lets_them_in(cast: Cast) -> None:
    a_request(cast.board, by=cast.cleo)

    invite_to_group(actor=cast.ada, group=cast.board, user=cast.cleo)

    assert "cleo" in members(cast.board)
    with pytest.raises(Rejected):
        invite_to_group(actor=cast.ada, group=cast.board, user=cast.cleo)


def test_a_guest_enters_where_they_are_invited(cast: Cast) -> None:
    invite_to_group(actor=cast.ada, group=cast.square, user=cast.gus)

    assert join_group(actor=cast.gus, group=cast.square)


# -- Going ----------------------------------------------------------------------------------------


def test_one_leaves(cast: Cast) -> None:
    for _ in range(2):
        leave_group(actor=cast.ben, group=cast.vault)

    assert "ben" not in members(cast.vault)
    assert len(entries("group.left")) == 1


def test_the_last_owner_names_another_first(cast: Cast) -> None:
    with pytest.raises(Rejected):
        leave_group(actor=cast.ada, group=cast.board)
    with pytest.raises(Rejected):
        remove_member(actor=cast.ada, group=cast.board, user=cast.ada)
    with pytest.raises(Rejected):
        change_member_role(actor=cast.ada, group=cast.board, user=cast.ada, role="member")

    change_member_role(actor=cast.ada, group=cast.board, user=cast.ben, role="owner")
    leave_group(actor=cast.ada, group=cast.board)

    assert "ada" not in members(cast.board)
    (entry,) = entries("group.role_changed")
    assert entry["facts"] == {"user": label(cast.ben), "role": "owner"}


def test_the_last_person_may_leave(cast: Cast) -> None:
    group = create_group(actor=cast.cleo, name="Alone", purpose="x")

    leave_group(actor=cast.cleo, group=group)

    assert members(group) == set()


def test_only_owners_remove_and_raise(cast: Cast) -> None:
    for actor in (cast.ben, cast.cleo, cast.admin, cast.gus):
        with pytest.raises(NotAllowed):
            remove_member(actor=actor, group=cast.board, user=cast.gus)
        with pytest.raises(NotAllowed):
            change_member_role(actor=actor, group=cast.board, user=actor, role="owner")

    remove_member(actor=cast.ada, group=cast.board, user=cast.gus)
    remove_member(actor=cast.ada, group=cast.board, user=cast.gus)
    assert "gus" not in members(cast.board)
    assert len(entries("group.member_removed")) == 1


def test_roles_are_two_and_for_members(cast: Cast) -> None:
    with pytest.raises(Rejected):
        change_member_role(actor=cast.ada, group=cast.board, user=cast.ben, role="king")
    with pytest.raises(NotFound):
        change_member_role(actor=cast.ada, group=cast.board, user=cast.cleo, role="owner")

    change_member_role(actor=cast.ada, group=cast.board, user=cast.ben, role="member")

    assert Membership.objects.get(group=cast.board, user=cast.ben).role == "member"
    assert not entries("group.role_changed")
