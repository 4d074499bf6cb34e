"""Keeping posts for later."""

from django.db import transaction

from accounts.models import User
from feeds.models import Bookmark, Post
from ledger.recording import record

KEPT = "bookmark.added"
DROPPED = "bookmark.removed"


@transaction.atomic
def add_bookmark(*, actor: User, post: Post) -> None:
    """Keep a post; twice is once. A repost keeps the post itself."""
    target = post.repost_of or post
    _row, created = Bookmark.objects.get_or_create(user=actor, post=target)
    if created:
        record(actor=actor, action=KEPT, subject=target)


@transaction.atomic
def remove_bookmark(*, actor: User, post: Post) -> None:
    """Keep it no longer."""
    target = post.repost_of or post
    dropped, _rows = Bookmark.objects.filter(user=actor, post=target).delete()
    if dropped:
        record(actor=actor, action=DROPPED, subject=target)
