"""The organization's own settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import organizations, policies
from accounts.actions.organization import change_organization
from accounts.forms.profile import OrganizationForm
from accounts.http import UserRequest, signed_in
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.http import posted


@signed_in
def edit(request: UserRequest) -> HttpResponse:
    """Name, domains that may sign up, post limit, language."""
    if not policies.can_change_organization(request.user):
        raise NotAllowed(_("Only an administrator can change the organization."))
    organization = organizations.current()
    initial = {
        "name": organization.name,
        "domains": ", ".join(organization.domains),
        "post_limit": organization.post_limit,
        "language": organization.language,
    }
    form = OrganizationForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_organization(actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved"))
            return redirect("organization")
        except Rejected as error:
            form.add_error(error.field or None, error.message)
    context = {"form": form, "section": "organization"}
    status = 422 if form.errors else 200
    return render(request, "accounts/organization.html", context, status=status)
