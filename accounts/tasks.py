"""What happens without anybody asking: the worker of the server does it."""

from importlib import import_module

from django.conf import settings
from django_tasks import task

from microblog.lib.jobs import every


@every("43 3 * * *")
@task()
def forget_expired_sessions() -> None:
    """Drop the rows of sessions that nobody can use any more. Not an act: nothing is recorded."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
