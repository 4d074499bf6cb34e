"""Who may sign up, and how allauth's accounts become ours: through actions."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import organizations
from accounts.actions.invitations import accept_invitation
from accounts.actions.users import register_user
from accounts.domains import domain_of, in_ascii
from accounts.http import address_of
from accounts.invitations import invitation_of
from accounts.models import Invitation, User
from accounts.models.user import Role
from microblog.lib.errors import Rejected, Unavailable
from microblog.lib.http import own_path

logger = logging.getLogger(__name__)


def proves_address(invitation: Invitation | None) -> bool:
    """Whoever follows a link sent to an address owns it; the operator's own link needs no mail."""
    return invitation is not None and (bool(invitation.email) or invitation.invited_by.is_system)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is for the organization's domains, or for whoever holds an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": gettext_lazy("The address or the password is not right."),
        "email_taken": gettext_lazy("This address has an account already."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "invalid_or_expired_key": gettext_lazy("This link was used or has expired."),
        "invalid_password_reset": gettext_lazy("This link was used or has expired."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait a few minutes, then try again."
        ),
        "username_password_mismatch": gettext_lazy("The handle or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(organizations.current().domains) or invitation_of(request) is not None

    def clean_email(self, email: str) -> str:
        """One spelling for each address, wherever it is typed."""
        return in_ascii(str(super().clean_email(email)))

    def check_may_sign_up(self, email: str) -> None:
        """Raise ValidationError unless the address is of a domain that may, or was invited."""
        self._check_may_sign_up(email, invitation_of(self.request))

    def _check_may_sign_up(self, email: str, invitation: Invitation | None) -> None:
        email = in_ascii(email)
        domain = domain_of(email)
        if invitation is not None and domain:
            if invitation.email and invitation.email != email:
                raise ValidationError(_("This invitation is for another address."))
        elif not domain or domain not in organizations.current().domains:
            raise ValidationError(
                _("Only addresses of the organization can sign up. Ask for an invitation.")
            )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the organization and lead to its address, whatever host a request named.

        They are in the language of whom they are for, not of whoever filled in the form.
        """
        organization, user = organizations.current(), context.get("user")
        site = {"name": organization.name, "domain": urlsplit(settings.ORIGIN).netloc}
        links = {
            key: f"{settings.ORIGIN}{urlsplit(value).path}"
            for key, value in context.items()
            if key.endswith("_url") and isinstance(value, str)
        }
        try:
            with override(user.language if isinstance(user, User) else organization.language):
                super().send_mail(
                    template_prefix, email, {**context, **links, "current_site": site}
                )
        except OSError as error:  # smtplib's errors are of this kind too
            logger.exception("a mail was not sent")
            raise Unavailable(
                _("The mail could not be sent. Try again in a few minutes.")
            ) from error

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True
    ) -> AbstractBaseUser:
        """Create the account by its action; an invitation's place is taken with it, or neither."""
        data = form.cleaned_data
        invitation = invitation_of(request)
        # Again: the invitation that the form was checked with may have ended since.
        self._check_may_sign_up(data["email"], invitation)
        try:
            with transaction.atomic():
                made = register_user(
                    email=data["email"],
                    display_name=data["name"],
                    password=data.get("password1"),
                    language=request.LANGUAGE_CODE,
                    role=invitation.role if invitation else Role.MEMBER,
                    joined=proves_address(invitation),
                )
                if invitation is not None:
                    accept_invitation(actor=made, invitation=invitation)
                if proves_address(invitation):
                    # Its last place may be taken now: that it let this person in is noted here.
                    request.proved_address = made.email  # type: ignore[attr-defined]
        except Rejected as error:
            raise ValidationError(error.message) from error
        # allauth goes on with the object it gave us: it becomes the account that was made.
        user.__dict__.update(made.__dict__)
        return user

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An address is looked for once: allauth would try it as a handle too, and the second check
        of the password, which costs time, would tell that the address has an account."""
        if credentials.get("email"):
            credentials.pop("username", None)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def set_password(self, user: User, password: str) -> None:
        """Only the password: the account may have been suspended since it was read."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """Limits per address count the same address that the ledger notes."""
        return address_of(request)

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """An invitation to an address proves the address: its owner followed the link."""
        if getattr(request, "proved_address", "") == email.lower():
            return True
        return bool(super().is_email_verified(request, email))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Whoever needs no mail to be let in is in: the guide comes next."""
        return self.get_login_redirect_url(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first time, the guide, unless an app waits; afterwards where one wanted to go."""
        wanted = own_path(request.GET.get("next", "") or request.POST.get("next", ""))
        user = request.user
        first_time = isinstance(user, User) and user.welcomed_at is None
        return "/welcome" if first_time and not wanted.startswith("/oauth/") else wanted
