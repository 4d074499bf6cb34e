"""Who is let in to listen: the token of a request that no view sees."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from channels.db import database_sync_to_async

from api import errors
from api.auth import grant_of, grant_of_token
from api.errors import ApiError
from api.models import Grant
from api.streaming.connections import Connection
from api.streaming.readers import notified_since, owns_list
from api.streaming.relay import TOLD_WITHIN, Relay
from api.streaming.streams import Stream, stream_of
from microblog.lib import clock

Scope = Mapping[str, Any]

LONGEST_QUERY = 4000
# Apps of one person; more are a mistake that goes round in circles.
MOST_CONNECTIONS = 50


def query_of(scope: Scope) -> dict[str, str]:
    """What the address says behind its question mark. It may hold a token: it is never logged."""
    try:
        text = scope.get("query_string", b"")[:LONGEST_QUERY].decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return {}


async def let_in(scope: Scope, relay: Relay, offered: str = "") -> Connection:
    """A connection for the token that a request shows. Raises ApiError.

    It is in the query, or `offered` in place of a protocol, or in the header, in this order.
    """
    token = query_of(scope).get("access_token", "").strip() or offered
    header = dict(scope["headers"]).get(b"authorization", b"").decode("latin1")
    grant = await database_sync_to_async(_grant)(token, header)
    user = grant.user
    if user is None:
        raise ApiError(401, errors.NEEDS_USER)
    if len(relay.people.get(user.pk, ())) >= MOST_CONNECTIONS:
        raise ApiError(429, errors.TOO_MANY)
    return Connection(grant, user.pk, user.language)


async def subscribe(connection: Connection, said: Mapping[str, object]) -> Stream:
    """Begin to listen to what an app asks for. Raises ApiError; what it hears already, is no error.

    Nobody learns whether somebody else's list exists.
    """
    stream = stream_of(said, connection.grant.scopes)
    if stream.list_id and stream not in connection.streams:
        owns = await database_sync_to_async(owns_list)(connection.user_id, stream.list_id)
        if not owns:
            raise ApiError(404, "Not authorized to stream this list")
    if stream.is_of_notifications and not connection.notified:
        since = clock.now() - TOLD_WITHIN
        earlier = database_sync_to_async(notified_since)
        connection.earlier = await earlier(since, connection.user_id)
    connection.streams[stream] = None
    return stream


def _grant(token: str, header: str) -> Grant:
    grant = grant_of_token(token) if token else grant_of(header)
    if grant is None:
        raise ApiError(401, errors.INVALID_TOKEN)
    return grant
