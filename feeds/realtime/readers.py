"""What an event is about, and who of the connected may know of it: asked of the database each time.

Nothing here is kept: a right that is lost needs no word to be lost here too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.availability import Status, of_one
from accounts.models import User
from accounts.models.user import Role
from feeds import unread
from feeds.models import Follow, Membership, Notification, PersonMute, Post, TagFollow
from feeds.models.group import MemberRole
from feeds.models.regard import current
from feeds.unread import Counts
from feeds.visibility import PRESENT, place_audience
from microblog.lib import clock
from microblog.lib.ids import encode
from microblog.lib.visibility import audience


@dataclass(frozen=True, slots=True)
class Subject:
    """A post that something happened to, and where pages may be showing it.

    `shown` is the id of the article: of a repost, the post passed on. `also` are posts that show a
    number which changed with it; `told` the people whose counts it may have changed.
    """

    post: Post
    shown: int
    feeds: frozenset[str]
    tags: tuple[int, ...]
    also: tuple[int, ...]
    told: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reader:
    """One connected person who may know of a post, and where the post is for them."""

    home: bool
    company: bool
    tags: bool
    knows_author: bool


def subject(post_id: int, *, fresh: bool = False) -> Subject | None:
    """What a page may show of a post; the feeds that list it only when it is `fresh`."""
    posts = Post.objects.select_related(
        "author", "group", "conversation", "root", "repost_of__author"
    )
    post = posts.filter(pk=post_id).first()
    if post is None:
        return None
    tags = (
        dict(post.post_tags.values_list("tag__key", "tag")) if fresh and not post.is_direct else {}
    )
    told = set(Notification.objects.filter(post=post).values_list("recipient", flat=True))
    if post.is_direct:
        told.add(post.author_id)
    also = [pk for pk in (post.root_id, post.repost_of_id) if pk is not None]
    return Subject(
        post=post,
        shown=post.repost_of_id or post.pk,
        feeds=frozenset(feeds_of(post, tags)) if fresh else frozenset(),
        tags=tuple(tags.values()),
        also=tuple(also),
        told=frozenset(told),
    )


def feeds_of(post: Post, tags: Iterable[str]) -> list[str]:
    """The feeds that list a post, as `timelines.open_feed` names them; tags by their keys."""
    if post.is_direct:
        return [f"conversation:{encode(post.conversation_id or 0)}"]
    names = [f"tag:{key}" for key in tags]
    if post.root_id is not None:
        return [*names, f"thread:{encode(post.root_id)}", f"profile-replies:{post.author.handle}"]
    names += ["home", "company", f"profile:{post.author.handle}"]
    if post.group is not None:
        names.append(f"group:{post.group.slug}")
    return names


def of_post(
    subject: Subject, connected: Collection[int], *, gone: bool = False
) -> dict[int, Reader]:
    """Who of the connected may know of the post; with `gone`, who could before it was retracted."""
    post = subject.post
    people = place_audience(post) if gone else audience(post)
    mine = Membership.objects.filter(user=OuterRef("pk"))
    follows = Follow.objects.filter(follower=OuterRef("pk"), followed=post.author_id)
    said_by = [post.author_id]
    if post.repost_of is not None:
        said_by.append(post.repost_of.author_id)
        follows = follows.filter(reposts=True)
    mutes = PersonMute.objects.filter(current(clock.now()), muter=OuterRef("pk"), muted__in=said_by)
    by_tag = TagFollow.objects.filter(user=OuterRef("pk"), tag__in=subject.tags)
    home = Q(pk=post.author_id) | Q(Exists(follows)) | Q(Exists(by_tag))
    if post.group_id is not None:
        home |= Q(Exists(mine.filter(group=post.group_id)))
    its_author = Membership.objects.filter(user=post.author_id).values("group")
    met = Q(pk=post.author_id) | ~Q(role=Role.GUEST) | Q(Exists(mine.filter(group__in=its_author)))
    rows = people.filter(pk__in=connected).annotate(
        at_home=_is(home), wanted=_is(~Q(Exists(mutes))), met=_is(met)
    )
    for_all = post.group is None or post.group.is_open
    return {
        pk: Reader(
            home=at_home and wanted,
            company=(for_all or role == Role.GUEST) and wanted,
            tags=wanted,
            knows_author=knows,
        )
        for pk, role, at_home, wanted, knows in rows.values_list(
            "pk", "role", "at_home", "wanted", "met"
        )
    }


def showing(posts: Q, on_screen: Collection[int], watchers: Collection[int]) -> dict[int, set[int]]:
    """Which of the posts on screens match, by who of the watchers may know of them."""
    found = Post.objects.filter(posts, pk__in=on_screen).select_related("group", "conversation")
    places: dict[tuple[object, ...], list[Post]] = {}
    for post in found:
        places.setdefault((post.audience, post.group_id, post.conversation_id), []).append(post)
    readers: dict[int, set[int]] = {}
    for same in places.values():
        people = place_audience(same[0]).filter(pk__in=watchers)
        for pk in people.values_list("pk", flat=True):
            readers.setdefault(pk, set()).update(post.pk for post in same)
    return readers


def matching(posts: Q, on_screen: Collection[int]) -> list[int]:
    """Which of the posts on screens match."""
    return list(Post.objects.filter(posts, pk__in=on_screen).values_list("pk", flat=True))


def of_availability(
    user_id: int, connected: Collection[int]
) -> tuple[User, Status, list[int]] | None:
    """A person, what they say of being reachable, and who of the connected knows of them."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    people = audience(user).filter(pk__in=connected)
    return user, of_one(user), list(people.values_list("pk", flat=True))


def owners(group_id: int) -> list[int]:
    """Who is asked about a group."""
    rows = Membership.objects.filter(group=group_id, role=MemberRole.OWNER)
    return list(rows.values_list("user", flat=True))


def counts(people: Collection[int]) -> dict[int, Counts]:
    """What waits for each of these people."""
    present: QuerySet[User] = User.objects.filter(PRESENT, pk__in=people)
    return {user.pk: unread.counts(user) for user in present}


def _is(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
