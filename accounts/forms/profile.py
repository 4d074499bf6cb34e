"""What a person says of themselves."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import Theme


class ProfileForm(forms.Form):
    """The shape only: the rules are the action's."""

    display_name = forms.CharField(label=_("Name"), max_length=80)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    department = forms.CharField(label=_("Team"), max_length=80, required=False)
    site = forms.CharField(label=_("Site"), max_length=80, required=False)
    manager = forms.CharField(
        label=_("Manager"), max_length=31, required=False, help_text=_("Their handle: @claire")
    )
    about = forms.CharField(
        label=_("Ask me about"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    skills = forms.CharField(
        label=_("Skills"), max_length=400, required=False, help_text=_("Commas between, at most 12")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )
    work_from = forms.TimeField(
        label=_("My day begins at"), widget=forms.TimeInput({"type": "time"})
    )
    work_until = forms.TimeField(label=_("and ends at"), widget=forms.TimeInput({"type": "time"}))
    work_days = forms.MultipleChoiceField(
        label=_("I work on"),
        choices=[(str(1 << day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """What the form shows of somebody, to themselves."""
        manager = User.objects.visible_to(user).filter(pk=user.manager_id).first()
        names = ("display_name", "job_title", "department", "site", "about", "time_zone")
        return {name: getattr(user, name) for name in names} | {
            "manager": f"@{manager.handle}" if manager else "",
            "skills": ", ".join(user.skills.values_list("name", flat=True)),
            "work_from": _as_time(user.work_from),
            "work_until": _as_time(user.work_until),
            "work_days": [str(1 << day) for day in range(7) if user.work_days >> day & 1],
        }

    def clean_manager(self) -> User | None:
        handle = str(self.cleaned_data["manager"]).strip().lstrip("@").lower()
        if not handle:
            return None
        seen = User.objects.visible_to(self.reader)
        manager: User | None = seen.filter(handle=handle).first()
        if manager is None:
            raise forms.ValidationError(_now("There is nobody of this name."))
        return manager

    def clean_work_from(self) -> int:
        return _as_minutes(self.cleaned_data["work_from"])

    def clean_work_until(self) -> int:
        return _as_minutes(self.cleaned_data["work_until"])

    def clean_work_days(self) -> int:
        return sum(int(day) for day in self.cleaned_data["work_days"])

    def clean_skills(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["skills"].split(",") if part.strip()]


class LanguageForm(forms.Form):
    """Two languages, equally good."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("fr", "Français"), ("en", "English")],
        widget=forms.RadioSelect,
    )


class DisplayForm(forms.Form):
    """How pages look and answer to keys."""

    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)
    compact = forms.BooleanField(label=_("Compact lists"), required=False)
    shortcuts = forms.BooleanField(label=_("Single-key shortcuts"), required=False)


class NetworkForm(forms.Form):
    """Whose network this is, and who may sign up by themselves."""

    name = forms.CharField(label=_("Name of the organization"), max_length=60)
    domains = forms.CharField(
        label=_("E-mail domains that may sign up"),
        required=False,
        max_length=1000,
        help_text=_("Commas between. Without any, people come by invitation only."),
    )

    def clean_domains(self) -> list[str]:
        return [part for part in self.cleaned_data["domains"].replace(",", " ").split() if part]


class OrganizationForm(NetworkForm):
    """What an administrator may change."""

    post_limit = forms.IntegerField(label=_("Characters in a post"), min_value=280, max_value=2000)
    language = forms.ChoiceField(
        label=_("Language of mails to strangers"), choices=settings.LANGUAGES
    )


def _as_time(minutes: int) -> time:
    return time(min(minutes // 60, 23), minutes % 60)


def _as_minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
