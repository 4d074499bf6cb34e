"""Changing the installation's own settings."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import organizations, policies
from accounts.domains import is_domain
from accounts.models import Organization, User
from ledger.recording import record
from microblog.lib.errors import NotAllowed, Rejected
from microblog.lib.text import BadText, clean_line

CHANGED = "organization.changed"
SHORTEST_POST, LONGEST_POST = 280, 2000


@transaction.atomic
def change_organization(
    *,
    actor: User,
    name: str | None = None,
    domains: Sequence[str] | None = None,
    post_limit: int | None = None,
    language: str | None = None,
) -> Organization:
    """Change what is given. Domains are compared in IDNA ASCII; the post limit is 280 to 2,000."""
    if not (policies.can_change_organization(actor) or actor.is_system):
        raise NotAllowed(_("Only an administrator can change the organization."))
    organization = organizations.current()
    if name is not None:
        try:
            organization.name = clean_line(name)[:60]
        except BadText as error:
            raise Rejected("name", str(error)) from error
    if domains is not None:
        organization.domains = [_domain(domain) for domain in domains]
    if post_limit is not None:
        if not SHORTEST_POST <= post_limit <= LONGEST_POST:
            raise Rejected("post_limit", _("Choose between 280 and 2,000 characters."))
        organization.post_limit = post_limit
    if language is not None:
        if language not in dict(settings.LANGUAGES):
            raise Rejected("language", _("Choose French or English."))
        organization.language = language
    organization.save()
    record(
        actor=actor,
        action=CHANGED,
        subject=organization,
        facts={"domains": organization.domains, "post_limit": organization.post_limit},
    )
    return organization


def _domain(domain: str) -> str:
    try:
        name = domain.strip().lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Rejected("domains", _("This is not a domain name.")) from error
    if not is_domain(name):
        raise Rejected("domains", _("This is not a domain name."))
    return name
