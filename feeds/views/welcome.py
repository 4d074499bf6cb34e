"""The first-run guide: a few steps, each of which may be skipped, and left to go on later."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import availability, organizations, photos, policies
from accounts.actions.invitations import create_invitation
from accounts.actions.organization import change_organization
from accounts.actions.users import edit_profile, finish_welcome, set_photo, set_preferences
from accounts.forms.profile import NetworkForm
from accounts.http import UserRequest, signed_in
from accounts.models import Invitation, Organization, User
from feeds import directory
from feeds.actions.follows import follow_user
from feeds.actions.groups import join_group
from feeds.forms.posts import audiences_of, composer, publish_from
from feeds.forms.welcome import LinkForm, YouForm
from feeds.models import Follow, Group, Post
from microblog.lib.errors import NotAllowed, NotFound, Refusal, Rejected
from microblog.lib.http import is_fragment, leave_for, posted

PASSED = "welcome_passed"
MOST_CHOSEN = 40

TEXTS = {
    "organization": gettext_lazy("Organization"),
    "you": gettext_lazy("You"),
    "team": gettext_lazy("Your team"),
    "invite": gettext_lazy("Invitations"),
    "post": gettext_lazy("First post"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the list above the page shows it."""

    name: str
    text: str
    done: bool
    current: bool = False


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """Where one left off; home once the guide is done."""
    return _onward(request)


@signed_in
def skip(request: UserRequest) -> HttpResponse:
    """POST: no guide, thank you."""
    finish_welcome(actor=request.user)
    return leave_for(request, "/")


@signed_in
def step(request: UserRequest, name: str) -> HttpResponse:
    """One step; POST does what it offers, or with skip=1 goes on without."""
    if request.user.welcomed_at is not None:
        return redirect("home")
    if name not in [one.name for one in _steps(request)]:
        raise NotFound
    if request.method == "POST" and request.POST.get("skip") == "1":
        return _passed(request, name)
    return _VIEWS[name](request)


def _organization(request: UserRequest) -> HttpResponse:
    organization = organizations.current()
    initial = {"name": organization.name, "domains": ", ".join(organization.domains)}
    form = NetworkForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_organization(actor=request.user, **form.cleaned_data)
            return _passed(request, "organization")
        except Rejected as error:
            form.add_error(error.field or None, error.message)
    return _page(request, "organization", form=form)


def _you(request: UserRequest) -> HttpResponse:
    user = request.user
    form = YouForm(posted(request), request.FILES or None, initial=YouForm.initial_of(user))
    if request.method == "POST" and form.is_valid():
        try:
            _save_you(user, form.cleaned_data)
            return _passed(request, "you")
        except Rejected as error:
            form.add_error(error.field or None, error.message)
            user.refresh_from_db()
    teams, sites = directory.teams(user), directory.sites(user)
    return _page(request, "you", form=form, teams=teams, sites=sites)


def _save_you(user: User, said: dict[str, Any]) -> None:
    photo, language = said.pop("photo"), said.pop("language")
    former, taken = user.avatar, photos.take(photo, photo.size) if photo else ""
    try:
        with transaction.atomic():
            edit_profile(actor=user, user=user, **said)
            if language != user.language:
                set_preferences(actor=user, language=language)
            if taken:
                set_photo(actor=user, avatar=taken)
    except Rejected:
        photos.drop(taken)
        raise
    if taken:
        photos.drop(former)


def _team(request: UserRequest) -> HttpResponse:
    user = request.user
    if request.method == "POST":
        _follow(user, request.POST.getlist("person")[:MOST_CHOSEN])
        _join(request, request.POST.getlist("group")[:MOST_CHOSEN])
        return _passed(request, "team")
    people = directory.suggested_people(user)
    statuses = availability.of(one.user.pk for one in people)
    return _page(
        request,
        "team",
        people=[(one.user, statuses.get(one.user.pk), _why(one.why)) for one in people],
        groups=directory.suggested_groups(user),
    )


def _follow(user: User, handles: list[str]) -> None:
    for person in User.objects.visible_to(user).filter(handle__in=handles).exclude(pk=user.pk):
        follow_user(actor=user, user=person)


def _join(request: UserRequest, slugs: list[str]) -> None:
    for group in Group.objects.visible_to(request.user).filter(slug__in=slugs):
        try:
            join_group(actor=request.user, group=group)
        except Refusal as error:  # closed, or no longer for them: the rest still counts
            messages.warning(request, f"{group.name} : {error.message}")


def _invite(request: UserRequest) -> HttpResponse:
    form, link = LinkForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, token = create_invitation(actor=request.user, **form.cleaned_data)
            link = f"{settings.ORIGIN}/join/{token}"
        except Rejected as error:
            form.add_error(error.field or None, error.message)
    response = _page(request, "invite", form=form, link=link, origin=settings.ORIGIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def _post(request: UserRequest) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    status = 200
    if request.method == "POST":
        try:
            publish_from(request)
            return _passed(request, "post")
        except Rejected as error:
            errors, status = {error.field or "text": [error.message]}, 422
        except NotAllowed as error:
            errors, status = {"audience": [error.message]}, 403
        except NotFound:
            gone = _("This place is no longer there, or no longer for you.")
            errors, status = {"audience": [gone]}, 404
    starts = _starts()
    start = request.GET.get("start", "")
    form = composer(
        request,
        place="compose",
        action="/welcome/post",
        audiences=audiences_of(request.user, request.POST.get("audience", "company")),
        text=f"{starts[int(start)]} " if start in {"0", "1", "2"} else "",
        errors=errors,
        next="/welcome",
    )
    if is_fragment(request):
        return render(request, "feeds/posts/_composer.html", {"composer": form}, status=status)
    return _page(request, "post", status=status, composer=form, starts=starts)


def _starts() -> list[str]:
    return [_("I am joining the team"), _("Today I"), _("I work remotely on")]


def _why(why: str) -> str:
    return {
        "manager": _("Your manager"),
        "report": _("Reports to you"),
        "team": _("Your team"),
        "site": _("Your site"),
        "followed": _("Followed by many colleagues"),
    }[why]


_VIEWS: dict[str, Callable[[UserRequest], HttpResponse]] = {
    "organization": _organization,
    "you": _you,
    "team": _team,
    "invite": _invite,
    "post": _post,
}


def _steps(request: UserRequest) -> list[Step]:
    """The steps that are for this person. What they did elsewhere counts as done."""
    user, passed = request.user, request.session.get(PASSED, [])
    done = {
        "you": lambda: bool(user.avatar or user.job_title),
        "team": lambda: Follow.objects.filter(follower=user).exists(),
        "post": lambda: Post.objects.filter(author=user).exists(),
    }
    if policies.can_change_organization(user):
        unnamed = Organization._meta.get_field("name").default
        done["organization"] = lambda: organizations.current().name != unnamed
    if policies.can_invite(user):
        done["invite"] = lambda: Invitation.objects.filter(invited_by=user).exists()
    if not (directory.suggested_people(user, 1) or directory.suggested_groups(user, 1)):
        done.pop("team")
    if not audiences_of(user):
        done.pop("post")
    return [
        Step(name, str(text), name in passed or done[name]())
        for name, text in TEXTS.items()
        if name in done
    ]


def _passed(request: UserRequest, name: str) -> HttpResponse:
    request.session[PASSED] = [*request.session.get(PASSED, []), name]
    return _onward(request)


def _onward(request: UserRequest) -> HttpResponse:
    """To the first step that is left, or home."""
    left = [one.name for one in _steps(request) if not one.done]
    if left and request.user.welcomed_at is None:
        return leave_for(request, f"/welcome/{left[0]}")
    if request.user.welcomed_at is None:
        finish_welcome(actor=request.user)
        request.session.pop(PASSED, None)
        with override(request.user.language):
            messages.success(request, _("You are all set. Here is your feed."))
    return leave_for(request, "/")


def _page(request: UserRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    form = context.get("form")
    context |= {
        "steps": [replace(one, current=one.name == name) for one in _steps(request)],
        "step": name,
        "section": "welcome",
        "organization": organizations.current(),
    }
    if form is not None and form.errors:
        status = 422
    return render(request, f"feeds/welcome/{name}.html", context, status=status)
