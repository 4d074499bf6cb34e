"""Statuses, and what is done with them."""

from api.http import route
from api.views import interactions, kept, reactions, statuses, threads

ONE = "v1/statuses/<number:id>"
# Pleroma's address for reactions, and that of Fedibird.
PLEROMA = "v1/pleroma/statuses/<number:id>/reactions"

urlpatterns = [
    route("v1/statuses", "api_statuses", get=statuses.index, post=statuses.create),
    route(ONE, "api_status", get=statuses.show, put=statuses.update, delete=statuses.destroy),
    route(f"{ONE}/context", "api_context", get=threads.context),
    route(f"{ONE}/source", "api_source", get=threads.source),
    route(f"{ONE}/history", "api_history", get=threads.edits),
    route(f"{ONE}/favourited_by", "api_favourited_by", get=threads.favourited_by),
    route(f"{ONE}/reblogged_by", "api_reblogged_by", get=threads.reblogged_by),
    route(f"{ONE}/favourite", "api_favourite", post=interactions.favourite),
    route(f"{ONE}/unfavourite", "api_unfavourite", post=interactions.unfavourite),
    route(f"{ONE}/bookmark", "api_bookmark", post=interactions.bookmark),
    route(f"{ONE}/unbookmark", "api_unbookmark", post=interactions.unbookmark),
    route(f"{ONE}/reblog", "api_reblog", post=interactions.reblog),
    route(f"{ONE}/unreblog", "api_unreblog", post=interactions.unreblog),
    route(f"{ONE}/mute", "api_mute_thread", post=interactions.mute),
    route(f"{ONE}/unmute", "api_unmute_thread", post=interactions.unmute),
    route(f"{ONE}/pin", "api_pin", post=interactions.pin),
    route(f"{ONE}/unpin", "api_unpin", post=interactions.unpin),
    route(f"{ONE}/react/<str:name>", "api_react", post=reactions.add),
    route(f"{ONE}/unreact/<str:name>", "api_unreact", post=reactions.remove),
    route(
        f"{ONE}/emoji_reactions/<str:name>",
        "api_emoji_reaction",
        put=reactions.add,
        delete=reactions.remove,
    ),
    route(PLEROMA, "api_pleroma_reactions", get=reactions.index),
    route(
        f"{PLEROMA}/<str:name>",
        "api_pleroma_reaction",
        get=reactions.show,
        put=reactions.add,
        delete=reactions.remove,
    ),
    route("v1/favourites", "api_favourites", get=kept.favourites),
    route("v1/bookmarks", "api_bookmarks", get=kept.bookmarks),
]
