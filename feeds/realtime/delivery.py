"""From an event to frames: what pages must be told, each only of what its person may know now."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import TYPE_CHECKING

from django.db import connections
from django.db.models import Q

from feeds.realtime import readers
from feeds.realtime.events import PASSWORD_CHANGED, SESSION_ENDED, Event, digest, id_in
from feeds.realtime.frames import availability, face, frame, numbers
from feeds.realtime.readers import Reader, Subject
from feeds.realtime.sockets import RESYNC, SIGNED_OUT, Socket
from microblog.lib.ids import encode

if TYPE_CHECKING:
    from feeds.realtime.hub import Hub

Deliver = Callable[["Hub", Event], Awaitable[None]]


async def deliver(hub: "Hub", event: Event) -> None:
    """Tell the pages that are open here what an event means to them."""
    how = ACTIONS.get(event.action)
    if how is not None:
        await how(hub, event)


def disconnect() -> None:
    """Close the database connections of this thread."""
    connections.close_all()


# -- Posts -----------------------------------------------------------------------------------------


async def published(hub: "Hub", event: Event) -> None:
    """A post, a reply, a message or a repost: its feeds may say that something new waits."""
    subject = await hub.ask(readers.subject, id_in(event.subject, "post"), fresh=True)
    if subject is None:
        return
    people = await hub.ask(readers.of_post, subject, _concerned(hub, subject, subject.also))
    also = _about("post.changed", hub, subject.also)
    made: dict[tuple[str, ...], str] = {}
    for socket in hub.sockets(people):
        reader = people[socket.user_id]
        feeds = _feeds(socket, subject, reader)
        if feeds:
            # Most pages show the same feed: what they are told is written once.
            same = (*feeds, str(reader.knows_author))
            if same not in made:
                made[same] = _new(hub, subject, feeds, reader)
            socket.push(made[same])
        _tell(socket, also)
    await _tell_counts(hub, subject.told)


async def changed(hub: "Hub", event: Event) -> None:
    """Edited or reacted to: pages that show the post ask for it again."""
    subject = await hub.ask(readers.subject, id_in(event.subject, "post"))
    if subject is None:
        return
    frames = _about("post.changed", hub, (subject.shown,))
    people = await hub.ask(readers.of_post, subject, _concerned(hub, subject, frames))
    for socket in hub.sockets(people):
        _tell(socket, frames)
    await _tell_counts(hub, subject.told)


async def retracted(hub: "Hub", event: Event) -> None:
    """Pages that show it learn that it is gone; whoever could not read it learns nothing."""
    subject = await hub.ask(readers.subject, id_in(event.subject, "post"))
    if subject is None:
        return
    ids = () if subject.post.repost_of_id else (subject.post.pk,)
    frames = _about("post.gone", hub, ids) | _about("post.changed", hub, subject.also)
    concerned = _concerned(hub, subject, frames)
    people = await hub.ask(readers.of_post, subject, concerned, gone=True)
    for socket in hub.sockets(people):
        _tell(socket, frames)
    await _tell_counts(hub, subject.told)


def _concerned(hub: "Hub", subject: Subject, posts: Iterable[int]) -> set[int]:
    """Whose pages show one of the feeds or posts: only of them the database is asked."""
    shown = set(posts)
    return {
        socket.user_id
        for socket in hub.sockets()
        if not subject.feeds.isdisjoint(socket.feeds) or not shown.isdisjoint(socket.posts)
    }


def _feeds(socket: Socket, subject: Subject, reader: Reader) -> list[str]:
    """Of the feeds on screen, those that list the post for this reader, as the page spells them."""
    return [
        spelt
        for name, spelt in socket.feeds.items()
        if name in subject.feeds
        and (name != "home" or reader.home)
        and (name != "company" or reader.company)
        and (not name.startswith("tag:") or reader.tags)
    ]


def _new(hub: "Hub", subject: Subject, feeds: list[str], reader: Reader) -> str:
    author = face(subject.post.author) if reader.knows_author else None
    return frame("post", hub.cursor, id=encode(subject.shown), author=author, feed=feeds)


def _about(kind: str, hub: "Hub", ids: Iterable[int]) -> dict[int, str]:
    """One frame for each post."""
    return {pk: frame(kind, hub.cursor, id=encode(pk)) for pk in ids}


def _tell(socket: Socket, frames: dict[int, str]) -> None:
    """Those of the frames that are about what is on screen."""
    for pk in socket.posts.intersection(frames):
        socket.push(frames[pk])


# -- People ----------------------------------------------------------------------------------------


async def reachable(hub: "Hub", event: Event) -> None:
    """Somebody says whether they are reachable."""
    found = await hub.ask(readers.of_availability, id_in(event.subject, "user"), hub.connected())
    if found is None:
        return
    user, status, people = found
    made: dict[str, str] = {}
    for socket in hub.sockets(people):
        language = socket.language
        if language not in made:
            made[language] = frame(
                "availability", hub.cursor, **availability(user, status, language)
            )
        socket.push(made[language])


async def suspended(hub: "Hub", event: Event) -> None:
    """Out, now; and their posts leave the screens of the others."""
    for socket in hub.sockets([id_in(event.subject, "user")]):
        socket.close(SIGNED_OUT)
    await restyled(hub, event)


async def restyled(hub: "Hub", event: Event) -> None:
    """What pages show of a person changed: those that show their posts look again."""
    user_id = id_in(event.subject, "user")
    await _look_again(hub, Q(author=user_id) | Q(repost_of__author=user_id))


async def joined_in(hub: "Hub", event: Event) -> None:
    """Somebody came into a group, left it or was taken out: their own pages look again, at once."""
    user_id = id_in(event.user or event.actor, "user")
    for socket in hub.sockets([user_id]):
        # What waits was allowed a moment ago and may not be now; looking again brings the rest.
        socket.forget()
        socket.push(frame("access", hub.cursor))
    await asked(hub, event)


async def asked(hub: "Hub", event: Event) -> None:
    """Requests and invitations: the numbers of those who ask and are asked."""
    owners = await hub.ask(readers.owners, id_in(event.subject, "group"))
    people = {id_in(event.user, "user"), id_in(event.actor, "user"), *owners}
    await _tell_counts(hub, people)


async def group_changed(hub: "Hub", event: Event) -> None:
    """A group's name or door: pages that show its posts look again. The frame names nothing."""
    group_id = id_in(event.subject, "group")
    on_screen = {pk for socket in hub.sockets() for pk in socket.posts}
    its = set(await hub.ask(readers.matching, Q(group=group_id), on_screen))
    for socket in hub.sockets():
        if not its.isdisjoint(socket.posts):
            socket.forget()
            socket.push(frame("access", hub.cursor))


async def muted(hub: "Hub", event: Event) -> None:
    """A thread or a person was silenced: one's numbers follow."""
    await _tell_counts(hub, {id_in(event.actor, "user")})


async def session_ended(hub: "Hub", event: Event) -> None:
    """Pages that came in by a session knock again: its holder may have been given another."""
    for socket in hub.sockets():
        if socket.session and digest(socket.session) == event.session:
            socket.close(RESYNC)


async def password_changed(hub: "Hub", event: Event) -> None:
    """Sessions that were let in with the former password are out."""
    await hub.check(list(hub.sockets([id_in(event.subject, "user")])))


async def _look_again(hub: "Hub", posts: Q) -> None:
    on_screen = {pk for socket in hub.sockets() for pk in socket.posts}
    found = await hub.ask(readers.showing, posts, on_screen, hub.connected())
    for socket in hub.sockets(found):
        if not found[socket.user_id].isdisjoint(socket.posts):
            socket.push(frame("access", hub.cursor))


async def _tell_counts(hub: "Hub", people: Collection[int]) -> None:
    here = [pk for pk in people if pk in hub.people]
    if not here:
        return
    found = await hub.ask(readers.counts, here)
    for socket in hub.sockets(found):
        socket.push(frame("counts", hub.cursor, **numbers(found[socket.user_id])))


# The names are the actions' own; a test compares them with what they record.
ACTIONS: dict[str, Deliver] = {
    "post.published": published,
    "post.reposted": published,
    "post.edited": changed,
    "reaction.added": changed,
    "reaction.removed": changed,
    "post.retracted": retracted,
    "post.unreposted": retracted,
    "availability.changed": reachable,
    "user.suspended": suspended,
    "user.reinstated": restyled,
    "user.profile_changed": restyled,
    "user.photo_changed": restyled,
    "group.joined": joined_in,
    "group.left": joined_in,
    "group.member_removed": joined_in,
    "group.role_changed": joined_in,
    "group.requested": asked,
    "group.request_withdrawn": asked,
    "group.request_declined": asked,
    "group.invited": asked,
    "group.invitation_declined": asked,
    "group.invitation_withdrawn": asked,
    "group.changed": group_changed,
    "group.closed": group_changed,
    "group.reopened": group_changed,
    "thread.muted": muted,
    "user.muted": muted,
    "user.blocked": muted,
    SESSION_ENDED: session_ended,
    PASSWORD_CHANGED: password_changed,
}
