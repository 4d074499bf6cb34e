"""Signing up: a name, an address, a password once."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from microblog.lib.text import BadText, clean_line


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth ships no types
    """allauth's form, and the name that colleagues will read."""

    name = forms.CharField(label=_("Your name"), max_length=80)

    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_name(self) -> str:
        try:
            return clean_line(self.cleaned_data["name"])
        except BadText as error:
            raise forms.ValidationError(str(error)) from error
