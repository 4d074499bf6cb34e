"""Invitations, for those who let people in."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import policies
from accounts.actions.invitations import create_invitation, revoke_invitation
from accounts.forms.invitations import InvitationForm
from accounts.http import UserRequest, signed_in
from accounts.models import Invitation
from microblog.lib import clock
from microblog.lib.errors import NotAllowed, Rejected


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """The open links, and a form for a new one."""
    return _page(request, InvitationForm())


@signed_in
def create(request: UserRequest) -> HttpResponse:
    """POST: make a link; it is shown once, on the page that answers."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            _row, token = create_invitation(actor=request.user, **form.cleaned_data)
            return _page(request, InvitationForm(), link=f"{settings.ORIGIN}/join/{token}")
        except Rejected as error:
            form.add_error(error.field or None, error.message)
    return _page(request, form, status=422)


@signed_in
def revoke(request: UserRequest, pk: int) -> HttpResponse:
    """POST: close a link."""
    _must_invite(request)
    revoke_invitation(actor=request.user, invitation=get_object_or_404(Invitation, pk=pk))
    return redirect("invitations")


def _page(
    request: UserRequest, form: InvitationForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    _must_invite(request)
    rows = Invitation.objects.select_related("invited_by").order_by("-id")[:100]
    now = clock.now()
    context = {
        "form": form,
        "link": link,
        "invitations": [(row, row.is_open(now)) for row in rows],
        "section": "invitations",
    }
    response = render(request, "accounts/invitations.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _must_invite(request: UserRequest) -> None:
    if not policies.can_invite(request.user):
        raise NotAllowed(_("Only an administrator can invite people."))
