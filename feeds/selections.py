"""Posts by what apps choose them by: those of all, of some tags, a group, a list, with files.

Querysets, permission in each, that a page is cut from by id; `timelines` has what pages show.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from feeds.models import (
    Attachment,
    Audience,
    Follow,
    Group,
    ListedPerson,
    PeopleList,
    PersonMute,
    Post,
    PostTag,
)
from feeds.models.people_list import Replies
from feeds.models.regard import current
from microblog.lib import clock
from microblog.lib.folding import tag_key


def public(reader: User) -> QuerySet[Post]:
    """What people say to the whole company, each once: no replies, nothing passed on."""
    posts = Post.objects.listed().visible_to(reader)
    return _not_muted(reader, posts.filter(audience=Audience.COMPANY, repost_of=None))


def tagged(
    reader: User,
    some: Iterable[str],
    every: Iterable[str] = (),
    none: Iterable[str] = (),
    group: Group | None = None,
) -> QuerySet[Post]:
    """Posts and replies with one of the tags `some`, all of `every` and none of `none`."""
    posts = Post.objects.visible_to(reader).filter(conversation=None)
    posts = posts.filter(_uses(some))
    for name in every:
        posts = posts.filter(_uses([name]))
    if unwanted := list(none):
        posts = posts.exclude(_uses(unwanted))
    return _not_muted(reader, posts) if group is None else posts.filter(group=group)


def of_group(reader: User, group: Group) -> QuerySet[Post]:
    """What is said first in a group."""
    return Post.objects.listed().visible_to(reader).filter(group=group)


def of_list(reader: User, people_list: PeopleList) -> QuerySet[Post]:
    """What the people of a list say, and those of their replies that its owner wants in it."""
    people = ListedPerson.objects.filter(list=people_list).values("person")
    wanted = Q(root=None)
    if people_list.replies == Replies.LIST:
        wanted |= Q(reply_to__author__in=people)
    elif people_list.replies == Replies.FOLLOWED:
        followed = Follow.objects.filter(follower=reader).values("followed")
        wanted |= Q(reply_to__author__in=followed)
    said = Post.objects.visible_to(reader).filter(wanted, author__in=people, conversation=None)
    return _not_muted(reader, said)


def with_media(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Of these, the posts that have files."""
    return posts.filter(Exists(Attachment.objects.filter(post=OuterRef("pk"))))


def _uses(names: Iterable[str]) -> Exists:
    keys = {tag_key(name) for name in names}
    return Exists(PostTag.objects.filter(post=OuterRef("pk"), tag__key__in=keys))


def _not_muted(reader: User, posts: QuerySet[Post]) -> QuerySet[Post]:
    muted = PersonMute.objects.filter(current(clock.now()), muter=reader)
    people = muted.values("muted")
    return posts.exclude(author__in=people).exclude(
        repost_of__isnull=False, repost_of__author__in=people
    )
