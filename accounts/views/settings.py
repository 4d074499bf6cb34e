"""One's own settings, a page a subject."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actions.users import edit_profile, set_preferences
from accounts.forms.profile import DisplayForm, LanguageForm, ProfileForm
from accounts.http import UserRequest, signed_in
from microblog.lib.errors import Rejected
from microblog.lib.http import posted


@signed_in
def index(request: UserRequest) -> HttpResponse:
    """The first page of the settings."""
    return redirect("settings_profile")


@signed_in
def profile(request: UserRequest) -> HttpResponse:
    """What colleagues read of me."""
    user = request.user
    form = ProfileForm(posted(request), initial=ProfileForm.initial_of(user), reader=user)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            edit_profile(actor=user, user=user, **fields)
            messages.success(request, _("Saved"))
            return redirect("settings_profile")
        except Rejected as error:
            form.add_error(error.field or None, error.message)
            user.refresh_from_db()
    return _page(request, "profile", form)


@signed_in
def language(request: UserRequest) -> HttpResponse:
    """The language of pages and mails."""
    form = LanguageForm(posted(request), initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        set_preferences(actor=request.user, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("Saved"))
        return redirect("settings_language")
    return _page(request, "language", form)


@signed_in
def display(request: UserRequest) -> HttpResponse:
    """Theme, density, keys."""
    user = request.user
    initial = {"theme": user.theme, "compact": user.compact, "shortcuts": user.shortcuts}
    form = DisplayForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        set_preferences(actor=user, **form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect("settings_display")
    return _page(request, "display", form)


@signed_in
def security(request: UserRequest) -> HttpResponse:
    """The devices that are signed in; POST session ends one of them."""
    sessions = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        for session in sessions:
            if str(session.pk) == chosen or chosen == "others" and not session.is_current():
                session.end()
        return redirect("settings_security")
    return _page(request, "security", None, sessions=sessions)


def _page(request: UserRequest, page: str, form: object, **more: object) -> HttpResponse:
    context = {"form": form, "page": page, "section": "settings", **more}
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, f"accounts/settings_{page}.html", context, status=status)
