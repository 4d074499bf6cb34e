"""Reading the installation's own settings."""

from accounts.models import Organization


def current() -> Organization:
    """The organization whose network this is; made with its defaults the first time."""
    organization, _ = Organization.objects.get_or_create(only=True)
    return organization
