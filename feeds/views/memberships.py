"""Who belongs to a group: coming, going, asking, inviting, and what its owners decide."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import availability
from accounts.http import UserRequest, signed_in
from accounts.models import User
from feeds import policies
from feeds.actions import groups as actions
from feeds.forms.groups import MemberForm
from feeds.models import Group, JoinRequest
from feeds.views.groups import group_for, header
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.http import is_fragment

PAGE = 60


@signed_in
def index(request: UserRequest, slug: str) -> HttpResponse:
    """The members, for those who read the group; what waits for an answer, for its owners."""
    return _members_page(request, group_for(request, slug), MemberForm())


@signed_in
def join(request: UserRequest, slug: str) -> HttpResponse:
    """POST on=1 joins or asks to, on=0 leaves or asks no longer."""
    group = group_for(request, slug)
    if request.POST.get("on") == "1":
        actions.join_group(actor=request.user, group=group, note=request.POST.get("note", ""))
    else:
        actions.withdraw_request(actor=request.user, group=group)
        actions.decline_invitation(actor=request.user, group=group)
        actions.leave_group(actor=request.user, group=group)
    known = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
    return _leave_for(request, group.get_absolute_url() if known else "/groups")


@signed_in
def invite(request: UserRequest, slug: str) -> HttpResponse:
    """POST handle: offer somebody a place; with on=0, take the offer back."""
    group = group_for(request, slug)
    if request.POST.get("on") == "0":
        handle = request.POST.get("handle", "").lower()
        invited = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
        actions.withdraw_invitation(actor=request.user, group=group, user=invited)
        return _leave_for(request, f"{group.get_absolute_url()}/members")
    form = MemberForm(request.POST)
    if form.is_valid():
        handle = form.cleaned_data["handle"]
        person = User.objects.visible_to(request.user).filter(handle=handle).first()
        if person is None:
            form.add_error("handle", _("There is nobody of this name."))
        else:
            try:
                actions.invite_to_group(actor=request.user, group=group, user=person)
                return _leave_for(request, f"{group.get_absolute_url()}/members")
            except Rejected as error:
                form.add_error("handle", error.message)
    return _members_page(request, group, form, status=422)


@signed_in
def answer(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """POST accept=1 or 0: what an owner says to somebody who asked."""
    group = group_for(request, slug)
    if not policies.can_manage(request.user, group):
        raise NotAllowed(_("Only the owners of this group can do this."))
    row = JoinRequest.objects.filter(group=group, pk=pk).select_related("group", "user").first()
    if row is None:
        raise NotFound
    accept = request.POST.get("accept") == "1"
    actions.answer_request(actor=request.user, request=row, accept=accept)
    return _leave_for(request, f"{group.get_absolute_url()}/members")


@signed_in
def change(request: UserRequest, slug: str, handle: str) -> HttpResponse:
    """POST role=owner|member, or remove=1: what an owner decides about a member."""
    group = group_for(request, slug)
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    if request.POST.get("remove") == "1":
        actions.remove_member(actor=request.user, group=group, user=person)
    else:
        role = request.POST.get("role", "")
        actions.change_member_role(actor=request.user, group=group, user=person, role=role)
    known = Group.objects.visible_to(request.user).filter(pk=group.pk).exists()
    return _leave_for(request, f"{group.get_absolute_url()}/members" if known else "/groups")


def _members_page(
    request: UserRequest, group: Group, form: MemberForm, status: int = 200
) -> HttpResponse:
    context = header(request, group, "members")
    if not context["reads"]:
        raise NotFound
    seen = User.objects.visible_to(request.user)
    rows = group.memberships.filter(user__in=seen)
    rows = rows.select_related("user").order_by("-role", "user__sort_name", "user__id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    asking = group.join_requests.filter(user__in=seen).select_related("user")
    requests = list(asking) if context["may_manage"] else []
    offers = group.invitations.filter(user__in=seen).select_related("user")
    waiting = list(offers) if context["may_invite"] else []
    statuses = availability.of(row.user_id for rows in (page, requests, waiting) for row in rows)
    context |= {
        "form": form,
        "page": page,
        "members": [(row, statuses.get(row.user_id)) for row in page],
        "requests": [(row, statuses.get(row.user_id)) for row in requests],
        "waiting": [(row, statuses.get(row.user_id)) for row in waiting],
    }
    return render(request, "feeds/groups/members.html", context, status=status)


def _leave_for(request: UserRequest, url: str) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=204, headers={"X-Location": url})
    return redirect(url)
