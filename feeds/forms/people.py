"""How the directory is filtered."""

from collections.abc import Sequence
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.availability import Kind

ANY = pgettext_lazy("any value", "All")


class DirectoryForm(forms.Form):
    """All optional: the address of a filtered directory can be shared."""

    q = forms.CharField(label=_("Name or job"), required=False, max_length=80)
    site = forms.ChoiceField(label=_("Site"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    status = forms.ChoiceField(
        label=_("Availability"), required=False, choices=[("", ANY), *Kind.choices]
    )
    skill = forms.CharField(label=_("Skill"), required=False, max_length=40)

    def __init__(self, *args: object, sites: Sequence[str], teams: Sequence[str], **kw: object):
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        for name, values in (("site", sites), ("team", teams)):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", ANY), *((value, value) for value in values)]
