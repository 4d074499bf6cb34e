"""Following an invitation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import invitations, organizations


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, until when; or that the link lets nobody in, whatever the reason."""
    invitation = invitations.open_invitation(token)
    if invitation is None:
        return render(request, "accounts/join_closed.html", status=404)
    context = {
        "invitation": invitation,
        "organization": organizations.current(),
        "token": token,
    }
    response = render(request, "accounts/join.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """POST: go on to sign up with it."""
    if invitations.open_invitation(token) is None:
        return render(request, "accounts/join_closed.html", status=404)
    if request.user.is_authenticated:
        return redirect("/")
    invitations.hold(request, token)
    return redirect("account_signup")
