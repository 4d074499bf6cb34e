"""Lists: one's groups, so that any app can read them; and lists of people that one makes."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import User
from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.parameters import Parameters
from api.rendering import people
from api.serializers.people_list import list_entity
from feeds.actions import lists as actions
from feeds.models import Follow, Group, ListedPerson, Membership, PeopleList
from feeds.models.people_list import Replies
from microblog.lib.errors import NotAllowed, NotFound, Rejected

MOST_PEOPLE = 100


def list_of(call: UserCall, pk: int) -> Group | PeopleList:
    """A group that I belong to, or a list of mine; else 404."""
    group = _groups(call.user).filter(pk=pk).first()
    found = group or PeopleList.objects.filter(user=call.user, pk=pk).first()
    if found is None:
        raise NotFound
    return found


@endpoint("read:lists")
def index(call: UserCall) -> HttpResponse:
    """My lists, then my groups."""
    mine = PeopleList.objects.filter(user=call.user).order_by("title", "id")
    groups = _groups(call.user).order_by("closed_at", "name", "id")
    return call.answer([*map(list_entity, mine), *map(list_entity, groups)])


@endpoint("write:lists")
def create(call: UserCall) -> HttpResponse:
    """Begin a list of people."""
    said = call.parameters
    _check(said)
    replies = said.text("replies_policy", Replies.LIST)
    made = actions.create_list(actor=call.user, title=said.text("title"), replies=replies)
    return call.answer(list_entity(made))


@endpoint("read:lists")
def show(call: UserCall, id: int) -> HttpResponse:
    """One list."""
    return call.answer(list_entity(list_of(call, id)))


@endpoint("write:lists")
def update(call: UserCall, id: int) -> HttpResponse:
    """Change what is given."""
    found, said = _to_change(call, id), call.parameters
    _check(said)
    title = said.text("title") if said.get("title") is not None else None
    replies = said.text("replies_policy") or None
    actions.change_list(actor=call.user, people_list=found, title=title, replies=replies)
    return call.answer(list_entity(found))


@endpoint("write:lists")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """Throw it away."""
    actions.remove_list(actor=call.user, people_list=_to_change(call, id))
    return call.answer({})


@endpoint("read:lists")
def accounts(call: UserCall, id: int) -> HttpResponse:
    """Who is on it, the last put there first."""
    found = list_of(call, id)
    seen = User.objects.visible_to(call.user)
    rows: QuerySet[Any, tuple[int, int]]
    if isinstance(found, Group):
        rows = Membership.objects.filter(group=found, user__in=seen).values_list("id", "user")
    else:
        rows = ListedPerson.objects.filter(list=found, person__in=seen).values_list("id", "person")
    page = slice_of(
        call.asked(40, 80), lambda window: keyset(rows, window), key=lambda row: int(row[0])
    )
    known = seen.in_bulk([person for _pk, person in page.rows])
    shown = [known[person] for _pk, person in page.rows if person in known]
    return call.answer_many(people.accounts(call.user, shown), page=page)


@endpoint("write:lists")
def add_accounts(call: UserCall, id: int) -> HttpResponse:
    """Put people on it whom I follow, or myself."""
    found, ids = _to_change(call, id), _ids(call)
    followed = set(
        Follow.objects.filter(follower=call.user, followed__in=ids).values_list(
            "followed", flat=True
        )
    )
    wanted = User.objects.visible_to(call.user).in_bulk(ids)
    if any(pk not in wanted or pk not in followed | {call.user.pk} for pk in ids):
        raise NotFound
    actions.add_to_list(actor=call.user, people_list=found, people=wanted.values())
    return call.answer({})


@endpoint("write:lists")
def remove_accounts(call: UserCall, id: int) -> HttpResponse:
    """Take people off it."""
    actions.remove_from_list(actor=call.user, people_list=_to_change(call, id), people=_ids(call))
    return call.answer({})


@endpoint("read:lists")
def with_account(call: UserCall, id: int) -> HttpResponse:
    """My lists that somebody is on, and the groups that we both belong to."""
    if not User.objects.visible_to(call.user).filter(pk=id).exists():
        raise NotFound
    on = ListedPerson.objects.filter(person=id).values("list")
    mine = PeopleList.objects.filter(user=call.user, pk__in=on).order_by("title", "id")
    theirs = Membership.objects.filter(user=id).values("group")
    groups = _groups(call.user).filter(pk__in=theirs).order_by("closed_at", "name", "id")
    return call.answer([*map(list_entity, mine), *map(list_entity, groups)])


def _groups(reader: User) -> QuerySet[Group]:
    mine = Membership.objects.filter(user=reader).values("group")
    return Group.objects.visible_to(reader).filter(pk__in=mine)


def _to_change(call: UserCall, pk: int) -> PeopleList:
    found = list_of(call, pk)
    if isinstance(found, Group):
        raise NotAllowed(_("This list is a group: its members change it by coming and going."))
    return found


def _ids(call: UserCall) -> list[int]:
    ids = list(dict.fromkeys(call.parameters.ids("account_ids")))
    if not ids or len(ids) > MOST_PEOPLE:
        message = _("Name between 1 and %(most)d people.") % {"most": MOST_PEOPLE}
        raise Rejected("account_ids", message, code="required" if not ids else "many")
    return ids


def _check(said: Parameters) -> None:
    if said.flag("exclusive"):
        raise Rejected("exclusive", _("Lists take nothing out of the home feed here."))
