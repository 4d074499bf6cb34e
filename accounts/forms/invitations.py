"""What an invitation says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.user import Role


class InvitationForm(forms.Form):
    """The shape only: the rules are the action's."""

    email = forms.EmailField(
        label=_("For this address only"),
        required=False,
        help_text=_("Without one, whoever has the link may use it."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)
    quota = forms.IntegerField(label=_("How many people"), min_value=1, max_value=500, initial=1)
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=90, initial=7)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
