"""What the first-run guide asks of a newcomer, and of the first administrator."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class YouForm(forms.Form):
    """The few lines by which colleagues recognise somebody; the rules are the actions'."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("Optional: your initials are as good."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    display_name = forms.CharField(label=_("Name"), max_length=80)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    department = forms.CharField(
        label=_("Team"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "teams", "autocomplete": "off"}),
    )
    site = forms.CharField(
        label=_("Site"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "sites", "autocomplete": "off"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """What is known already."""
        names = ("display_name", "job_title", "department", "site", "time_zone", "language")
        return {name: getattr(user, name) for name in names}


class LinkForm(forms.Form):
    """An invitation for several colleagues."""

    quota = forms.IntegerField(label=_("How many people"), min_value=1, max_value=500, initial=10)
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=90, initial=7)
