"""Signing up: a name, an address, a password once."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.forms import UserTokenForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.forms.passwords import PASSWORD, Labelled
from accounts.models import User
from microblog.lib.text import BadText, clean_line


class SignupForm(Labelled, AllauthSignupForm):  # type: ignore[misc]  # allauth ships no types
    """allauth's form, and the name that colleagues will read."""

    name = forms.CharField(label=_("Your name"), max_length=80)

    field_order = ("name", "email", "password1")
    labels = {"email": _("E-mail address"), "password1": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_email(self) -> str:
        get_adapter().check_may_sign_up(self.cleaned_data["email"])
        return str(super().clean_email())

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The account, or the form again: the last place may be taken since it was checked."""
        try:
            return super().try_save(request)  # type: ignore[no-any-return]
        except forms.ValidationError as error:
            self.add_error(None, error)
            return None, render(request, "account/signup.html", {"form": self}, status=422)

    def clean_name(self) -> str:
        try:
            return clean_line(self.cleaned_data["name"])
        except BadText as error:
            raise forms.ValidationError(str(error)) from error


class ResetLinkForm(UserTokenForm):  # type: ignore[misc]  # allauth ships no types
    """The link of a password reset: of no use to somebody who is suspended."""

    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        return user if isinstance(user, User) and user.is_active else None
