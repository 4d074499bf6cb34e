"""allauth's forms around a password, in our words: labels say what a field wants, without echo."""

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as allauth
from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

PASSWORD = _("Password")
AGAIN = _("The new password again")


class Labelled(BaseForm):
    """A form whose fields are called as `labels` says, and whose empty fields are empty."""

    labels: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Labelled, allauth.LoginForm):  # type: ignore[misc]  # allauth ships no types
    labels = {"login": _("E-mail address or handle"), "password": PASSWORD}


class ResetPasswordForm(Labelled, allauth.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("E-mail address")}


class NewPasswordForm(Labelled, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": _("New password"), "password2": AGAIN}


class ChangePasswordForm(Labelled, allauth.ChangePasswordForm):  # type: ignore[misc]
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": AGAIN,
    }


class SetPasswordForm(Labelled, allauth.SetPasswordForm):  # type: ignore[misc]
    labels = {"password1": PASSWORD, "password2": _("The password again")}


class ReauthenticateForm(Labelled, allauth.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": PASSWORD}
