"""What a person may do to what they see: plain predicates, asked by actions and by templates."""

from accounts.models import User
from feeds.models import Audience, Conversation, Group, Membership, Participant, Post
from feeds.models.group import MemberRole, Posting


def is_member(user: User, group: Group) -> bool:
    return Membership.objects.filter(user=user, group=group).exists()


def is_owner(user: User, group: Group) -> bool:
    return Membership.objects.filter(user=user, group=group, role=MemberRole.OWNER).exists()


def can_post_to_company(user: User) -> bool:
    """Guests speak only in the groups they were let into."""
    return user.is_active and not user.is_guest


def can_post_in(user: User, group: Group) -> bool:
    """Members of an open discussion; owners alone where posting is for announcements."""
    if not user.is_active or group.is_closed:
        return False
    if group.posting == Posting.OWNERS:
        return is_owner(user, group)
    return is_member(user, group)


def can_write_in(user: User, conversation: Conversation) -> bool:
    return (
        user.is_active and Participant.objects.filter(user=user, conversation=conversation).exists()
    )


def can_reply(user: User, post: Post) -> bool:
    """Who may speak in a place may answer there; to announcements every member answers."""
    if post.is_retracted:
        return False
    match post.audience:
        case Audience.COMPANY:
            return can_post_to_company(user)
        case Audience.GROUP if post.group is not None:
            return user.is_active and not post.group.is_closed and is_member(user, post.group)
        case Audience.DIRECT if post.conversation is not None:
            return can_write_in(user, post.conversation)
    return False


def can_edit(user: User, post: Post) -> bool:
    """One's own words only, while they stand; a repost has none."""
    mine = post.author_id == user.pk and not post.is_retracted
    return user.is_active and mine and post.repost_of_id is None


def can_retract(user: User, post: Post) -> bool:
    """The author, the owners of the group, and moderators where they may read anyway."""
    if not user.is_active or post.is_retracted:
        return False
    if post.author_id == user.pk:
        return True
    if post.audience == Audience.DIRECT:
        return False
    if user.is_moderator:
        return True
    return post.group is not None and is_owner(user, post.group)


def can_react(user: User, post: Post) -> bool:
    return user.is_active and not post.is_retracted and post.repost_of_id is None


def can_repost(user: User, post: Post) -> bool:
    """Only what the whole company reads already: a private word never leaves by a repost."""
    return (
        can_post_to_company(user)
        and post.audience == Audience.COMPANY
        and post.root_id is None
        and post.repost_of_id is None
    )


def can_create_group(user: User) -> bool:
    return user.is_active and not user.is_guest


def can_manage(user: User, group: Group) -> bool:
    """Change, invite to, answer requests for and close a group."""
    return user.is_active and is_owner(user, group)


def can_invite_to(user: User, group: Group) -> bool:
    """Members of an open group bring colleagues in; elsewhere the owners do."""
    if group.is_closed or not user.is_active or user.is_guest:
        return False
    return is_member(user, group) if group.is_open else is_owner(user, group)


def can_follow(user: User, other: User) -> bool:
    return user.is_active and user.pk != other.pk


def can_mute(user: User, other: User) -> bool:
    """A preference: it takes nothing from the other, who never learns of it."""
    return user.is_active and user.pk != other.pk
