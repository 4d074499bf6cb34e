"""What happens without anybody asking: the worker of the server does it, as the system."""

from datetime import timedelta

from django_tasks import task

from accounts.users import system
from feeds.actions.attachments import discard_abandoned_files
from ledger import context
from microblog.lib import clock
from microblog.lib.jobs import every

# A post that is being written overnight keeps its files.
ABANDONED = timedelta(hours=24)


@every("17 * * * *")
@task()
def clear_abandoned_files() -> int:
    """Throw away files that were brought for a post that never came; how many."""
    with context.acting_from(context.Origin(via="job")):
        return discard_abandoned_files(actor=system(), before=clock.now() - ABANDONED)
