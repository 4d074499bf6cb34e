"""Who may know that what exists. Read this file and you know the whole answer.

Three audiences: the company (every colleague, never a guest), a group (an open one is for every
colleague, else for its members), a few people (a conversation). Guests know only the groups they
were let into and the people they meet there. What was retracted, and what somebody suspended wrote,
is out of sight. Blocks, mutes and filters are preferences, not visibility: they are not here.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.models.user import Role
from feeds.models import (
    Attachment,
    Audience,
    Conversation,
    Group,
    GroupInvitation,
    Membership,
    Notification,
    Participant,
    Post,
    PostTag,
    Tag,
)
from feeds.models.group import GroupVisibility
from microblog.lib.visibility import audience, seen_by, sees

# People who count: active, their address verified, and not the system itself.
PRESENT = Q(is_active=True, joined_at__isnull=False, is_system=False)
COLLEAGUES = PRESENT & ~Q(role=Role.GUEST)


def _memberships(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user)


def readable_groups(user: User) -> QuerySet[Group]:
    """The groups whose posts `user` reads: open ones (not for guests) and those they belong to."""
    belongs = Q(pk__in=_memberships(user).values("group"))
    if user.is_guest:
        return Group.objects.filter(belongs)
    return Group.objects.filter(Q(visibility=GroupVisibility.OPEN) | belongs)


@sees(User)
def users(user: User) -> Q:
    """Colleagues know of everybody; guests of the people of their groups."""
    if user.is_guest:
        met = Membership.objects.filter(group__in=_memberships(user).values("group"))
        return PRESENT & (Q(pk__in=met.values("user")) | Q(pk=user.pk))
    return PRESENT


@seen_by(User)
def user_audience(person: User) -> QuerySet[User]:
    """The inverse: colleagues, and guests who share a group."""
    if not User.objects.filter(PRESENT, pk=person.pk).exists():
        return User.objects.none()
    shared = Membership.objects.filter(group__in=_memberships(person).values("group"))
    return User.objects.filter(COLLEAGUES | PRESENT & (Q(pk__in=shared.values("user"))))


@sees(Group)
def groups(user: User) -> Q:
    """A secret group does not exist for others; an invitation makes it known to the invited."""
    known = Q(pk__in=_memberships(user).values("group")) | Q(
        pk__in=GroupInvitation.objects.filter(user=user).values("group")
    )
    return known if user.is_guest else known | ~Q(visibility=GroupVisibility.SECRET)


@seen_by(Group)
def group_audience(group: Group) -> QuerySet[User]:
    """The inverse: its members and invited people, and every colleague unless it is secret."""
    known = Q(pk__in=group.memberships.values("user")) | Q(
        pk__in=GroupInvitation.objects.filter(group=group).values("user")
    )
    everyone = Q(pk__in=[]) if group.is_secret else COLLEAGUES
    return User.objects.filter(PRESENT & known | everyone)


@sees(Conversation)
def conversations(user: User) -> Q:
    """A conversation exists for its people only."""
    return Q(pk__in=Participant.objects.filter(user=user).values("conversation"))


@seen_by(Conversation)
def conversation_audience(conversation: Conversation) -> QuerySet[User]:
    """The inverse: its people."""
    return User.objects.filter(PRESENT, pk__in=conversation.participants.values("user"))


def places(user: User) -> Q:
    """Posts said where `user` may listen, whatever became of them since."""
    said_in = Q(group__in=readable_groups(user).values("pk")) | Q(
        conversation__in=Participant.objects.filter(user=user).values("conversation")
    )
    return said_in if user.is_guest else said_in | Q(audience=Audience.COMPANY)


@sees(Post)
def posts(user: User) -> Q:
    """What is said in a place of mine, not retracted, by somebody who is not suspended."""
    original = Q(repost_of=None) | Q(repost_of__author__is_active=True)
    return places(user) & Q(retracted_at=None, author__is_active=True) & original


@seen_by(Post)
def post_audience(post: Post) -> QuerySet[User]:
    """The inverse: the people of the post's place."""
    if post.is_retracted or not post.author.is_active:
        return User.objects.none()
    if post.repost_of is not None and not post.repost_of.author.is_active:
        return User.objects.none()
    return place_audience(post)


def place_audience(post: Post) -> QuerySet[User]:
    """The people of a post's place, also of a retracted one: they are told that it is gone."""
    match post.audience:
        case Audience.COMPANY:
            return User.objects.filter(COLLEAGUES)
        case Audience.GROUP if post.group is not None:
            members = Q(pk__in=post.group.memberships.values("user"))
            return User.objects.filter(
                PRESENT & members | COLLEAGUES if post.group.is_open else PRESENT & members
            )
        case Audience.DIRECT if post.conversation is not None:
            return conversation_audience(post.conversation)
    return User.objects.none()


@sees(Attachment)
def attachments(user: User) -> Q:
    """A file is seen with its post; before it has one, by the person who uploaded it."""
    its_post = Post.objects.filter(posts(user), pk=OuterRef("post"))
    return Q(Exists(its_post)) | Q(post=None, uploader=user)


@seen_by(Attachment)
def attachment_audience(attachment: Attachment) -> QuerySet[User]:
    """The inverse: the people of its post, or the uploader alone."""
    if attachment.post is None:
        return User.objects.filter(PRESENT, pk=attachment.uploader_id)
    return audience(attachment.post)


@sees(Tag)
def tags(user: User) -> Q:
    """A tag exists for those who see a post that uses it. Direct messages make no tags."""
    uses = PostTag.objects.filter(tag=OuterRef("pk"), post__author__is_active=True)
    mine = Q(group__in=readable_groups(user).values("pk"))
    return Q(Exists(uses.filter(mine if user.is_guest else mine | Q(group=None))))


@seen_by(Tag)
def tag_audience(tag: Tag) -> QuerySet[User]:
    """The inverse: the people of any place where it is used."""
    uses = PostTag.objects.filter(tag=tag, post__author__is_active=True)
    for_all = uses.filter(Q(group=None) | Q(group__visibility=GroupVisibility.OPEN)).exists()
    members = Membership.objects.filter(group__in=uses.values("group"))
    known = PRESENT & Q(pk__in=members.values("user"))
    return User.objects.filter(known | COLLEAGUES if for_all else known)


@sees(Notification)
def notifications(user: User) -> Q:
    """One's own, while what they speak of, and of whom, may still be seen."""
    actor = User.objects.filter(users(user), pk=OuterRef("actor"))
    post = Post.objects.filter(posts(user), pk=OuterRef("post"))
    group = Group.objects.filter(groups(user), pk=OuterRef("group"))
    mine = Q(recipient=user) & Q(Exists(actor))
    return mine & (Q(post=None) | Exists(post)) & (Q(group=None) | Exists(group))


@seen_by(Notification)
def notification_audience(notification: Notification) -> QuerySet[User]:
    """The inverse: the recipient, if they still see the actor, the post and the group."""
    people = User.objects.filter(PRESENT, pk=notification.recipient_id)
    people = people.filter(pk__in=audience(notification.actor).values("pk"))
    if notification.post is not None:
        people = people.filter(pk__in=audience(notification.post).values("pk"))
    if notification.group is not None:
        people = people.filter(pk__in=audience(notification.group).values("pk"))
    return people
