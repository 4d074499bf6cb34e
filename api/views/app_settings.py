"""The settings page where people see which apps speak for them, and take that back."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import UserRequest, signed_in
from api import policies, scopes
from api.actions.apps import change_app, remove_app
from api.actions.tokens import revoke_token, revoke_tokens_of
from api.models import App, Grant
from microblog.lib.errors import NotFound
from microblog.lib.ids import decode

MOST_APPS = 100


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """My apps; for administrators everybody's."""
    mine = Grant.objects.filter(user=request.user).select_related("app", "token").order_by("-id")
    context: dict[str, Any] = {
        "page": "apps",
        "section": "settings",
        "grants": [(grant, [scopes.in_words(scope) for scope in grant.scopes]) for grant in mine],
        "apps": _everybodys() if policies.can_manage_apps(request.user) else None,
    }
    return render(request, "api/settings_apps.html", context)


@signed_in
def update(request: UserRequest) -> HttpResponse:
    """POST revoke=<token>, revoke=all, and of administrators remove=<app>, legacy=<app>&on=0."""
    user, said = request.user, request.POST
    if said.get("revoke") == "all":
        revoke_tokens_of(actor=user, user=user)
    elif "revoke" in said:
        grant = _found(_seen_grants(request), said["revoke"])
        revoke_token(actor=user, grant=grant)
    elif "remove" in said:
        remove_app(actor=user, app=_found(_seen_apps(request), said["remove"]))
    elif "legacy" in said:
        app = _found(_seen_apps(request), said["legacy"])
        change_app(actor=user, app=app, without_pkce=said.get("on") == "1")
    messages.success(request, _("Saved"))
    return redirect("settings_apps")


def _everybodys() -> list[App]:
    found = App.objects.annotate(
        people=Count("grants__user", distinct=True), last_used=Max("grants__last_used_at")
    )
    return list(found.order_by("-people", "-id")[:MOST_APPS])


def _seen_grants(request: UserRequest) -> Any:
    grants = Grant.objects.select_related("app", "token", "user")
    if policies.can_manage_apps(request.user):
        return grants
    return grants.filter(user=request.user)


def _seen_apps(request: UserRequest) -> Any:
    if not policies.can_manage_apps(request.user):
        return App.objects.none()
    return App.objects.select_related("client")


def _found(rows: Any, key: str) -> Any:
    try:
        found = rows.filter(pk=decode(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found
