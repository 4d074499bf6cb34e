"""What may be asked of search: all optional, and all in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ISO = "%Y-%m-%d"


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput(format=ISO, attrs={"type": "date", "min": "2000-01-01"})
    return forms.DateField(label=label, required=False, input_formats=[ISO], widget=widget)  # type: ignore[arg-type]


class SearchForm(forms.Form):
    """The shape only: whether somebody or something exists is not for a form to say."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    person = forms.CharField(
        label=_("By"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "@claire", "autocomplete": "off"}),
    )
    group = forms.CharField(
        label=_("In the group"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "search-groups", "autocomplete": "off"}),
    )
    tag = forms.CharField(
        label=_("Tag"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "search-tags", "autocomplete": "off"}),
    )
    since = _day(pgettext_lazy("first day", "From"))
    until = _day(pgettext_lazy("last day", "To"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _now("This day is before the first one."))
        return data
