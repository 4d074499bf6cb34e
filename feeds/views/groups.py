"""Groups: the list, one of them, making one, changing one."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import availability
from accounts.availability import Status
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import policies, timelines
from feeds.actions.groups import change_group, close_group, create_group, reopen_group
from feeds.forms.groups import GroupForm
from feeds.models import Group, GroupInvitation, JoinRequest, Membership
from feeds.views.feed_page import feed_page
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.folding import fold
from microblog.lib.http import is_fragment, posted

PAGE = 60


def group_for(request: UserRequest, slug: str) -> Group:
    """The group of this address, if the reader may know of it: else 404 as if it were not there."""
    return get_object_or_404(Group.objects.visible_to(request.user), slug=slug)


def header(request: UserRequest, group: Group, tab: str) -> dict[str, object]:
    """What the top of every page of a group shows its reader."""
    user = request.user
    membership = Membership.objects.filter(user=user, group=group).first()
    reads = group.is_open and not user.is_guest or membership is not None
    return {
        "group": group,
        "membership": membership,
        "reads": reads,
        "tab": tab,
        "section": f"group:{group.slug}",
        "members_count": group.memberships.filter(user__is_active=True).count(),
        "may_manage": policies.can_manage(user, group),
        "may_invite": policies.can_invite_to(user, group),
        "invited": GroupInvitation.objects.filter(group=group, user=user)
        .select_related("invited_by")
        .first(),
        "requested": JoinRequest.objects.filter(group=group, user=user).exists(),
    }


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """The groups that the reader may know of, one's own first."""
    query = request.GET.get("q", "")[:80]
    mine = Membership.objects.filter(group=OuterRef("pk"), user=request.user)
    present = Q(memberships__user__is_active=True)
    groups = (
        Group.objects.visible_to(request.user)
        .annotate(is_mine=Exists(mine), members=Count("memberships", filter=present))
        .order_by("-is_mine", "closed_at", "name", "id")
    )
    found = [g for g in groups if fold(query) in fold(f"{g.name} {g.purpose}")]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": query,
        "query_string": urlencode({"q": query}) if query else "",
        "section": "groups",
        "may_create": policies.can_create_group(request.user),
    }
    template = "feeds/groups/_results.html" if is_fragment(request) else "feeds/groups/index.html"
    return render(request, template, context)


@signed_in
def new(request: UserRequest) -> HttpResponse:
    """Make a group."""
    if not policies.can_create_group(request.user):
        raise NotAllowed(_("Guests cannot create groups."))
    form = GroupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            group = create_group(actor=request.user, **form.cleaned_data)
            return redirect(group)
        except Rejected as error:
            form.add_error(error.field or None, error.message)
    status = 422 if form.errors else 200
    context = {"form": form, "section": "groups"}
    return render(request, "feeds/groups/new.html", context, status=status)


@signed_in
def show(request: UserRequest, slug: str) -> HttpResponse:
    """The group's feed, or its door for those who do not read it."""
    group = group_for(request, slug)
    context = header(request, group, "feed")
    feed = timelines.open_feed(request.user, f"group:{group.slug}")
    if feed is None:
        return render(request, "feeds/groups/door.html", context)
    context |= {
        "owners": _owners(group),
        "compose_to": f"group:{group.slug}",
        "may_post": policies.can_post_in(request.user, group),
    }
    empty = {
        "icon": "people",
        "title": _("Nobody has posted here yet."),
        "text": group.purpose,
        "url": f"/compose?to=group:{group.slug}" if context["may_post"] else "",
        "action": _("Write the first post"),
    }
    return feed_page(
        request,
        feed,
        "feeds/groups/show.html",
        context,
        url=group.get_absolute_url(),
        label=group.name,
        empty=empty,
    )


@signed_in
def settings(request: UserRequest, slug: str) -> HttpResponse:
    """Change a group, or close it."""
    group = group_for(request, slug)
    if not policies.can_manage(request.user, group):
        raise NotAllowed(_("Only the owners of this group can do this."))
    names = ("name", "purpose", "visibility", "posting")
    initial = {name: getattr(group, name) for name in names}
    form = GroupForm(posted(request), initial=initial)
    if not group.is_open:
        form.leave_out_open()
    if request.method == "POST" and form.is_valid():
        try:
            group = change_group(actor=request.user, group=group, **form.cleaned_data)
            return redirect(group)
        except Rejected as error:
            form.add_error(error.field or None, error.message)
            group.refresh_from_db()
    context = header(request, group, "settings") | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "feeds/groups/settings.html", context, status=status)


@signed_in
def closing(request: UserRequest, slug: str) -> HttpResponse:
    """POST on=1 closes the group, on=0 opens it again."""
    group = group_for(request, slug)
    act = close_group if request.POST.get("on") == "1" else reopen_group
    act(actor=request.user, group=group)
    return redirect(group)


def _owners(group: Group) -> list[tuple[User, Status | None]]:
    rows = group.memberships.filter(role="owner", user__is_active=True).select_related("user")
    owners = [row.user for row in rows.order_by("user__sort_name")[:5]]
    statuses = availability.of(user.pk for user in owners)
    return [(user, statuses.get(user.pk)) for user in owners]
