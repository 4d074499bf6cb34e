"""What a person does with a post, in the words of apps; the answer is the post as it is then."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from api.http import UserCall, endpoint
from api.serializers.reaction import FAVOURITE
from api.views.statuses import one, target_of
from feeds.actions import bookmarks, notifications, reactions
from feeds.actions.posts import repost, undo_repost
from microblog.lib.errors import Rejected


@endpoint("write:favourites")
def favourite(call: UserCall, id: int) -> HttpResponse:
    """Say thanks; twice is once."""
    reactions.react(actor=call.user, post=target_of(call, id), kind=FAVOURITE)
    return call.answer(one(call, id))


@endpoint("write:favourites")
def unfavourite(call: UserCall, id: int) -> HttpResponse:
    """Take it back, if it was said."""
    reactions.unreact(actor=call.user, post=target_of(call, id), kind=FAVOURITE)
    return call.answer(one(call, id))


@endpoint("write:statuses")
def reblog(call: UserCall, id: int) -> HttpResponse:
    """Pass it on. Only what the whole company reads can be: for whom is not the app's to say."""
    mine = repost(actor=call.user, post=target_of(call, id))
    return call.answer(one(call, mine.pk))


@endpoint("write:statuses")
def unreblog(call: UserCall, id: int) -> HttpResponse:
    """Take that back; the answer is the post itself, as the repost is no more."""
    post = target_of(call, id)
    undo_repost(actor=call.user, post=post)
    return call.answer(one(call, post.pk))


@endpoint("write:statuses")
def pin(call: UserCall, id: int) -> HttpResponse:
    """Profiles show no post first."""
    target_of(call, id)
    raise Rejected("", _("Posts cannot be pinned here."))


@endpoint("write:statuses")
def unpin(call: UserCall, id: int) -> HttpResponse:
    """Nothing is pinned: it is as it was wanted."""
    target_of(call, id)
    return call.answer(one(call, id))


@endpoint("write:mutes")
def mute(call: UserCall, id: int) -> HttpResponse:
    """Hear no more of its thread. What is said between a few people is for each of them."""
    post = target_of(call, id)
    if post.is_direct:
        raise Rejected("", _("A conversation cannot be muted here."))
    notifications.mute_thread(actor=call.user, post=post)
    return call.answer(one(call, id))


def _by(act: Callable[..., None], scope: str, words: str) -> Callable[..., HttpResponse]:
    """An endpoint that does one act to a post."""

    def view(call: UserCall, id: int) -> HttpResponse:
        act(actor=call.user, post=target_of(call, id))
        return call.answer(one(call, id))

    view.__doc__ = words
    return endpoint(scope)(view)


bookmark = _by(bookmarks.add_bookmark, "write:bookmarks", "Keep it for later.")
unbookmark = _by(bookmarks.remove_bookmark, "write:bookmarks", "Keep it no longer.")
unmute = _by(notifications.unmute_thread, "write:mutes", "Hear of its thread again.")
