"""What happens without anybody asking: the worker of the server does it, as the system."""

from datetime import timedelta

from django_tasks import task

from accounts.users import system
from feeds.actions.attachments import discard_abandoned_files, finish_file
from feeds.models import Attachment
from ledger import context
from microblog.lib import clock
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.jobs import every, retried

# A post that is being written overnight keeps its files.
ABANDONED = timedelta(hours=24)


@every("17 * * * *")
@task()
def clear_abandoned_files() -> int:
    """Throw away files that were brought for a post that never came; how many."""
    with context.acting_from(context.Origin(via="job")):
        return discard_abandoned_files(actor=system(), before=clock.now() - ABANDONED)


@retried(2)
@task()
def take_in_file(pk: int) -> str:
    """Take in a file that was kept aside; what became of it. Without room for it: again later."""
    attachment = Attachment.objects.select_related("uploader").filter(pk=pk).first()
    if attachment is None:
        return "thrown away"
    try:
        with context.acting_from(context.Origin(via="job")):
            finish_file(actor=attachment.uploader, attachment=attachment)
    except NotFound:
        return "thrown away"
    except Rejected as refusal:
        if refusal.code == "no_room":
            raise
        return f"not taken: {refusal.message}"
    return "taken"
