"""People whom an app registers, where an installation is there to be tested."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts.actions.users import register_user
from accounts.models import User
from api.models import App
from microblog.lib.errors import NotAllowed


@transaction.atomic
def register_person(
    *, actor: App, handle: str, email: str, password: str, language: str = ""
) -> User:
    """Make an account as an app asks for it, its address taken for proved.

    NotAllowed everywhere but under the test profile; Rejected on what another has already.
    """
    if not settings.TEST_PROFILE:
        raise NotAllowed("")
    user = register_user(
        email=email,
        display_name=handle,
        handle=handle,
        password=password,
        language=language,
        joined=True,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
