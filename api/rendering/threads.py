"""What a post answers and what answers it, as apps show them around it."""

from collections.abc import Iterator

from accounts.models import User
from feeds.models import Post
from feeds.visibility import places

# The largest part of a thread or conversation that is told at once.
MOST_REPLIES = 1000
MOST_MESSAGES = 200


def around(reader: User, post: Post) -> tuple[list[int], list[int]]:
    """The ids of the posts before and after `post`, the oldest first. At most two queries.

    A conversation is one stream; elsewhere each answer stands below what it answers. What was
    retracted is among them, so that what hangs on it keeps its place: showing leaves it out.
    """
    if post.conversation_id is not None:
        said = Post.objects.filter(places(reader), conversation=post.conversation_id)
        ids = said.filter(retracted_at=None).values_list("id", flat=True)
        before = ids.filter(pk__lt=post.pk).order_by("-id")[:MOST_MESSAGES]
        after = ids.filter(pk__gt=post.pk).order_by("id")[:MOST_MESSAGES]
        return list(before)[::-1], list(after)
    replies = Post.objects.filter(places(reader), root=post.thread_id)
    rows = replies.order_by("id").values_list("id", "reply_to_id")[:MOST_REPLIES]
    answered = {pk: to or post.thread_id for pk, to in rows}
    if post.root_id is not None:
        answered.setdefault(post.pk, post.reply_to_id or post.root_id)
    answers: dict[int, list[int]] = {}
    for pk, to in answered.items():
        answers.setdefault(to, []).append(pk)
    return list(_up(post.pk, answered))[::-1], list(_down(post.pk, answers))


def _up(pk: int, answered: dict[int, int]) -> Iterator[int]:
    """What a post answers, what that answers, and so on. Each is older than the one before."""
    while pk in answered:
        pk = answered[pk]
        yield pk


def _down(pk: int, answers: dict[int, list[int]]) -> Iterator[int]:
    """Each answer, followed by its own answers."""
    waiting = answers.get(pk, [])[::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += answers.get(one, [])[::-1]
