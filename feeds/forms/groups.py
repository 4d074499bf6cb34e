"""What is asked when a group is made or changed."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feeds.models.group import GroupVisibility, Posting

VISIBILITIES = (
    (GroupVisibility.OPEN, _("Open: everybody in the company reads and joins")),
    (GroupVisibility.PRIVATE, _("Private: everybody knows of it, members read")),
    (GroupVisibility.SECRET, _("Secret: only its members know that it exists")),
)


class GroupForm(forms.Form):
    """The shape only; the rules are the action's."""

    name = forms.CharField(label=_("Name"), max_length=60)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=120, help_text=_("One line that tells whom it is for.")
    )
    visibility = forms.ChoiceField(
        label=_("Who can see it"),
        choices=VISIBILITIES,
        widget=forms.RadioSelect,
        initial=GroupVisibility.OPEN,
    )
    posting = forms.ChoiceField(
        label=_("Who can post"),
        choices=Posting.choices,
        widget=forms.RadioSelect,
        initial=Posting.MEMBERS,
    )

    def leave_out_open(self) -> None:
        """For a group that is not open: it never becomes so."""
        field = cast(forms.ChoiceField, self.fields["visibility"])
        field.choices = [choice for choice in VISIBILITIES if choice[0] != GroupVisibility.OPEN]


class MemberForm(forms.Form):
    """One person, by the name in their address."""

    handle = forms.CharField(
        label=_("Invite somebody"), max_length=31, help_text=_("Their handle, such as @noemie")
    )

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).lstrip("@").lower()
