"""What allauth tells us of: addresses proved by mail, and invitations used."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_signed_up
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import invitations
from accounts.actions.users import confirm_user
from accounts.models import User


@receiver(email_confirmed)
def address_was_proved(email_address: EmailAddress, **kwargs: Any) -> None:
    """From now on colleagues know of the person."""
    user = email_address.user
    if isinstance(user, User):
        confirm_user(actor=user)


@receiver(user_signed_up)
def invitation_was_used(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """The browser that signed up holds its invitation no longer."""
    invitations.let_go(request)
