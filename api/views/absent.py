"""What Mastodon has and this network has not, answered as the protocol answers where there is none.

Nothing trends here: how often something is used would tell of what one cannot read. Polls and posts
for later cannot be made, so that none is found.
"""

from django.http import HttpResponse

from api.http import Call, UserCall, endpoint
from microblog.lib.errors import NotFound


@endpoint(app=True)
def trends(call: Call) -> HttpResponse:
    """No tags, posts or links."""
    return call.answer([])


@endpoint("read:statuses")
def scheduled_statuses(call: UserCall) -> HttpResponse:
    """No posts wait for their time."""
    return call.answer([])


@endpoint("read:statuses")
def read_none(call: UserCall, id: int) -> HttpResponse:
    """There is none of this id."""
    raise NotFound


@endpoint("write:statuses")
def write_none(call: UserCall, id: int) -> HttpResponse:
    """There is none of this id to change or to answer."""
    raise NotFound
