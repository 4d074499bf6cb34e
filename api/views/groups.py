"""Groups: those one knows of, making and changing one, what is said there."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.http import UserCall, endpoint
from api.pagination import keyset, slice_of
from api.parameters import Parameters
from api.rendering import groups as rendering
from api.views.statuses import post_for
from feeds.actions import groups as actions
from feeds.actions.posts import retract_post
from feeds.models import Group, Membership
from feeds.models.group import GroupVisibility, Posting
from feeds.search.nouns import search_groups
from feeds.visibility import readable_groups
from microblog.lib.errors import NotAllowed, NotFound, Rejected

MOST_IDS = 100


def group_for(call: UserCall, pk: int) -> Group:
    """A group that the reader may know of, else 404."""
    group = Group.objects.visible_to(call.user).filter(pk=pk).first()
    if group is None:
        raise NotFound
    return group


def group_read_by(call: UserCall, pk: int) -> Group:
    """A group whose posts and people the reader reads, else 404."""
    group = readable_groups(call.user).filter(pk=pk).first()
    if group is None:
        raise NotFound
    return group


@endpoint("read:groups")
def index(call: UserCall) -> HttpResponse:
    """My groups, the newest first."""
    mine = Membership.objects.filter(user=call.user).values("group")
    ids = Group.objects.visible_to(call.user).filter(pk__in=mine).values_list("id", flat=True)
    page = slice_of(call.asked(40, 80), lambda window: keyset(ids, window))
    found = Group.objects.visible_to(call.user).in_bulk(page.rows)
    shown = rendering.groups(call.user, [found[pk] for pk in page.rows if pk in found])
    return call.answer(shown, page=page)


@endpoint("write:groups")
def create(call: UserCall) -> HttpResponse:
    """Begin a group of one's own."""
    said = _said(call.parameters)
    group = actions.create_group(
        actor=call.user,
        name=said.get("name", ""),
        purpose=said.get("purpose", ""),
        visibility=said.get("visibility", GroupVisibility.OPEN),
        posting=said.get("posting", Posting.MEMBERS),
    )
    return _one(call, group)


@endpoint("read:groups")
def show(call: UserCall, id: int) -> HttpResponse:
    """One group."""
    return _one(call, group_for(call, id))


@endpoint("write:groups")
def update(call: UserCall, id: int) -> HttpResponse:
    """Change what is given."""
    group = group_for(call, id)
    actions.change_group(actor=call.user, group=group, **_said(call.parameters))
    return _one(call, group)


@endpoint("write:groups")
def destroy(call: UserCall, id: int) -> HttpResponse:
    """What was said in a group stays: it can be closed."""
    group_for(call, id)
    raise NotAllowed(_("Groups are closed, never deleted."))


@endpoint("write:groups")
def close(call: UserCall, id: int) -> HttpResponse:
    """Nobody posts or joins any more."""
    return _one(call, actions.close_group(actor=call.user, group=group_for(call, id)))


@endpoint("write:groups")
def reopen(call: UserCall, id: int) -> HttpResponse:
    """The group goes on."""
    return _one(call, actions.reopen_group(actor=call.user, group=group_for(call, id)))


@endpoint("read:groups")
def lookup(call: UserCall) -> HttpResponse:
    """A group by its address."""
    name = call.parameters.text("name").removeprefix("@")
    group = Group.objects.visible_to(call.user).filter(slug=name.lower()).first()
    if group is None:
        raise NotFound
    return _one(call, group)


@endpoint("read:groups", "read:search")
def search(call: UserCall) -> HttpResponse:
    """Groups with all the words in their name or purpose; all that I may know of where none is."""
    wanted = call.asked(40, 80)
    start = min(max(call.parameters.number("offset", 0) or 0, 0), 10_000)
    text = call.parameters.text("q")
    if text.strip():
        found = search_groups(call.user, text, start + wanted.limit)[start:]
    else:
        known = Group.objects.visible_to(call.user).order_by("closed_at", "name", "id")
        found = list(known[start : start + wanted.limit])
    return call.answer(rendering.groups(call.user, found))


@endpoint("read:groups")
def relationships(call: UserCall) -> HttpResponse:
    """What I am to each of these groups."""
    ids = call.parameters.ids("id")[:MOST_IDS]
    found = Group.objects.visible_to(call.user).in_bulk(ids)
    shown = rendering.groups(call.user, [found[pk] for pk in ids if pk in found])
    return call.answer([group["relationship"] for group in shown])


@endpoint("write:groups", "write:statuses")
def remove_status(call: UserCall, id: int, status_id: int) -> HttpResponse:
    """Take out of sight what was said there: its author, the owners and moderators may."""
    group, post = group_read_by(call, id), post_for(call, status_id)
    if post.group_id != group.pk:
        raise NotFound
    retract_post(actor=call.user, post=post)
    return call.answer({})


def _one(call: UserCall, group: Group) -> HttpResponse:
    return call.answer(rendering.groups(call.user, [group])[0])


def _said(said: Parameters) -> dict[str, Any]:
    """What an app says of a group, in our words; what it does not say is left out.

    Apps know groups for everyone and for members only; `discoverable` tells whether others know of
    one for members. `visibility` (open, private, secret) says both.
    """
    for name in ("avatar", "header"):
        if said.get(name):
            raise Rejected(name, _("Groups have no pictures of their own."))
    found: dict[str, Any] = {}
    for name, ours in (("display_name", "name"), ("note", "purpose"), ("posting", "posting")):
        if said.get(name) is not None:
            found[ours] = said.text(name)
    if said.get("visibility") is not None:
        found["visibility"] = said.text("visibility")
    elif said.get("group_visibility") is not None:
        known = {"everyone": GroupVisibility.OPEN, "members_only": GroupVisibility.PRIVATE}
        wanted = said.text("group_visibility")
        if wanted not in known:
            raise Rejected("group_visibility", _("Choose who can see the group."))
        hidden = wanted == "members_only" and said.choice_flag("discoverable") is False
        found["visibility"] = GroupVisibility.SECRET if hidden else known[wanted]
    return found
