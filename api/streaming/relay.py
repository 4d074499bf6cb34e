"""From the hub's events to frames in Mastodon's words, for the apps that listen at this process.

For each event one query says who of them may know of it; the status is rendered once, each app gets
it with its person's own marks and with addresses of files that only its token opens.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from api.streaming import readers
from api.streaming.connections import Connection
from api.streaming.streams import PUBLIC, REMOTE, TAGGED, Stream
from feeds.models import Audience, Post
from feeds.realtime.events import PASSWORD_CHANGED, Event, id_in
from feeds.realtime.hub import Hub, of_this_process
from feeds.realtime.readers import Reader, Subject, of_post, subject
from microblog.lib import clock

# A notification is told when its event comes, which may be some seconds late; never twice.
TOLD_WITHIN = timedelta(seconds=60)
MOST_TOLD = 5000

_relays: "WeakKeyDictionary[Hub, Relay]" = WeakKeyDictionary()


async def relay_of_this_process() -> "Relay":
    """The relay of the running loop; returns when its hub listens."""
    hub = of_this_process()
    await hub.start()
    if hub not in _relays:
        _relays[hub] = Relay(hub)
        hub.relays.append(_relays[hub])
    return _relays[hub]


class Relay:
    """The apps that listen, by person."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.people: dict[int, set[Connection]] = defaultdict(set)
        self._begun: datetime = clock.now()
        self._told: dict[int, None] = {}

    # -- Connections --------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        self.people[connection.user_id].add(connection)

    def leave(self, connection: Connection) -> None:
        connection.close()
        here = self.people.get(connection.user_id)
        if here is not None:
            here.discard(connection)
            if not here:
                del self.people[connection.user_id]

    def connections(self, people: Iterable[int] | None = None) -> Iterator[Connection]:
        """The open ones of these people, or all."""
        for user_id in list(self.people) if people is None else people:
            yield from list(self.people.get(user_id, ()))

    # -- What the hub asks of its relays -------------------------------------------------------

    async def hear(self, event: Event) -> None:
        """Tell it to those whom it concerns."""
        if not self.people:
            return
        how = ACTIONS.get(event.action)
        if how is not None:
            await how(self, event)
        if event.action in NOTIFYING:
            await self._tell_notifications()

    async def check(self, people: Iterable[int] | None = None) -> None:
        """Close what a token opened that counts no more."""
        open_ones = list(self.connections(people))
        if not open_ones:
            return
        grants = {connection.grant.pk for connection in open_ones}
        good = await self.hub.ask(readers.counting, grants)
        for connection in open_ones:
            if connection.grant.pk not in good:
                connection.close()

    def resync(self) -> None:
        """Apps connect again and ask for what they missed."""
        for connection in self.connections():
            connection.close()

    # -- Posts --------------------------------------------------------------------------------

    async def said(self, event: Event, kind: str) -> None:
        """New or edited: to each stream that lists it, for those who may read it now."""
        about = await self.hub.ask(subject, id_in(event.subject, "post"), fresh=True)
        if about is None:
            return
        who = await self.hub.ask(of_post, about, list(self.people))
        if about.post.is_direct:
            if kind == "update":
                await self._tell_conversation(about.post, who)
            return
        chosen = await self._listening(about, who)
        if not chosen:
            return
        wanted = {connection.user_id for connection in chosen}
        payloads = await self.hub.ask(readers.as_seen_by, wanted, about.post.pk)
        for connection, streams in chosen.items():
            if connection.user_id in payloads:
                connection.tell(kind, payloads[connection.user_id], streams)

    async def taken_back(self, event: Event) -> None:
        """Gone: to all who could have read it, and to nobody else."""
        about = await self.hub.ask(subject, id_in(event.subject, "post"))
        if about is None or not about.post.is_retracted:
            return
        post = about.post
        who = await self.hub.ask(of_post, about, list(self.people), gone=True)
        gone = [post.pk, *await self.hub.ask(readers.reposts_gone_with, post)]
        for connection in self.connections(who):
            streams = [one for one in connection.streams if _may_have_shown(one, post)]
            for pk in gone:
                connection.tell("delete", str(pk).encode(), streams)

    async def _tell_conversation(self, post: Post, who: Collection[int]) -> None:
        chosen = self._of_stream(who, "direct")
        if not chosen:
            return
        wanted = {connection.user_id for connection in chosen}
        payloads = await self.hub.ask(readers.conversation_for, wanted, post)
        for connection, streams in chosen.items():
            if connection.user_id in payloads:
                connection.tell("conversation", payloads[connection.user_id], streams)

    async def _listening(
        self, about: Subject, who: dict[int, Reader]
    ) -> dict[Connection, list[Stream]]:
        """The streams of those who may read it that list it."""
        here = list(self.connections(who))
        listened = {(one.user_id, stream.list_id) for one in here for stream in one.streams}
        wanted = {(user, pk) for user, pk in listened if pk and who[user].tags}
        lists = await self.hub.ask(readers.lists_with, about.post, wanted)
        files = any(stream.media_only for one in here for stream in one.streams)
        has_files = files and await self.hub.ask(readers.has_files, about.post.pk)
        chosen = {}
        for connection in here:
            reader = who[connection.user_id]
            streams = [
                stream
                for stream in connection.streams
                if (connection.user_id, stream.list_id) in lists
                or (_lists(stream, about, reader) and (has_files or not stream.media_only))
            ]
            if streams:
                chosen[connection] = streams
        return chosen

    # -- People -------------------------------------------------------------------------------

    async def _tell_notifications(self) -> None:
        here = [
            pk
            for pk in self.people
            if any(one.hears_notifications and one.notified for one in self.people[pk])
        ]
        if not here:
            return
        since = max(self._begun, clock.now() - TOLD_WITHIN)
        for told in await self.hub.ask(readers.told_since, since, here, list(self._told)):
            self._told[told.id] = None
            for connection in self.connections([told.recipient_id]):
                if connection.hears_notifications and told.id not in connection.earlier:
                    connection.tell("notification", told.payload, connection.notified)
        while len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]

    async def filters_changed(self, event: Event) -> None:
        """Apps ask for their person's filters again."""
        for connection, streams in self._of_stream([id_in(event.actor, "user")], "user").items():
            connection.tell("filters_changed", None, streams)

    async def lost_token(self, event: Event) -> None:
        """A token was given back, an account closed, a password changed, an app removed."""
        user_id = id_in(event.user, "user") or id_in(event.subject, "user")
        await self.check([user_id] if user_id else None)

    async def lost_place(self, event: Event) -> None:
        """Somebody left a group or was taken out."""
        for connection in self.connections([id_in(event.user or event.actor, "user")]):
            # What waits was allowed a moment ago and may not be now.
            if connection.is_behind:
                connection.close()

    async def group_changed(self, event: Event) -> None:
        """Its door: what waits may be of it."""
        for connection in self.connections():
            if connection.is_behind:
                connection.close()

    def _of_stream(self, people: Iterable[int], name: str) -> dict[Connection, list[Stream]]:
        found = {}
        for connection in self.connections(people):
            streams = [stream for stream in connection.streams if stream.name == name]
            if streams:
                found[connection] = streams
        return found


def _lists(stream: Stream, about: Subject, reader: Reader) -> bool:
    """Whether a stream shows a post, as its timeline does; lists aside."""
    post = about.post
    if stream.name == "user":
        return reader.home and "home" in about.feeds
    if stream.name in REMOTE:
        return False
    if stream.name in PUBLIC:
        for_all = post.audience == Audience.COMPANY and post.repost_of_id is None
        return for_all and post.root_id is None and reader.tags
    return bool(stream.tag) and f"tag:{stream.tag}" in about.feeds and reader.tags


def _may_have_shown(stream: Stream, post: Post) -> bool:
    """Its tags are gone with a post, so all streams of tags hear of it."""
    if post.is_direct or stream.name in REMOTE:
        return False
    if stream.name in PUBLIC:
        return post.audience == Audience.COMPANY and post.root_id is None
    return stream.name in {"user", "list", *TAGGED}


async def _published(relay: Relay, event: Event) -> None:
    await relay.said(event, "update")


async def _edited(relay: Relay, event: Event) -> None:
    await relay.said(event, "status.update")


# The names are the actions' own; a test compares them with what they record.
ACTIONS: dict[str, Callable[[Relay, Event], Awaitable[None]]] = {
    "post.published": _published,
    "post.reposted": _published,
    "post.edited": _edited,
    "post.retracted": Relay.taken_back,
    "post.unreposted": Relay.taken_back,
    "filter.created": Relay.filters_changed,
    "filter.changed": Relay.filters_changed,
    "filter.removed": Relay.filters_changed,
    "token.revoked": Relay.lost_token,
    "app.removed": Relay.lost_token,
    "user.suspended": Relay.lost_token,
    PASSWORD_CHANGED: Relay.lost_token,
    "group.left": Relay.lost_place,
    "group.member_removed": Relay.lost_place,
    "group.changed": Relay.group_changed,
}
# What may put a row into somebody's list.
NOTIFYING = {
    "post.published",
    "post.reposted",
    "post.edited",
    "reaction.added",
    "reaction.removed",
    "user.followed",
    "group.requested",
}
