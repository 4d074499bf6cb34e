"""From what apps say of a post to be, to the place it is said in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from feeds.actions.attachments import MOST_FILES, take_again
from feeds.actions.conversations import start_conversation
from feeds.actions.posts import publish_post
from feeds.models import Attachment, Conversation, Group, Post
from microblog.lib.errors import NotFound, Rejected
from microblog.lib.markup import parse

KNOWN = {"", "public", "unlisted", "private", "direct", "group"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as an app writes it."""

    text: str
    visibility: str = ""
    group_id: int | None = None
    reply_to_id: int | None = None
    media_ids: Sequence[int] = field(default_factory=tuple)
    language: str = ""
    client_key: str = ""
    via: str = "api"


def publish(*, actor: User, draft: Draft) -> Post:
    """Publish a draft where it belongs. Raises Rejected with the parameter that is wrong.

    A reply is said where its thread is, whatever the app says. `direct` is for the people named.
    `private` without a group would be a guess at who may read it: it is refused.
    """
    if draft.client_key:
        before = Post.objects.visible_to(actor).filter(author=actor, client_key=draft.client_key)
        if (sent := before.first()) is not None:
            # Its files are not waiting any more, and what it answered may be gone.
            return sent
    reply_to = _post(actor, draft.reply_to_id)
    group, conversation = None, None
    if reply_to is None:
        group, conversation = _place(actor, draft)
    return publish_post(
        actor=actor,
        text=draft.text,
        group=group,
        conversation=conversation,
        reply_to=reply_to,
        attachments=_files(actor, draft.media_ids),
        language=draft.language if draft.language in {"fr", "en"} else "",
        client_key=draft.client_key,
        via=draft.via,
    )


def _place(actor: User, draft: Draft) -> tuple[Group | None, Conversation | None]:
    if draft.visibility not in KNOWN:
        raise Rejected("visibility", _("This visibility does not exist."))
    if draft.group_id is not None:
        if draft.visibility == "direct":
            raise Rejected("visibility", _("A post is for a group or for a few people."))
        return _group(actor, draft.group_id), None
    if draft.visibility == "group":
        raise Rejected("group_id", _("Say which group."), code="blank")
    named = list(dict.fromkeys(parse(draft.text).mentions))
    if draft.visibility == "private":
        return _group_named(actor, named), None
    if draft.visibility == "direct":
        return None, _conversation(actor, named)
    return None, None


def _group(actor: User, pk: int) -> Group:
    group = Group.objects.visible_to(actor).filter(pk=pk).first()
    if group is None:
        raise NotFound
    return group


def _group_named(actor: User, named: Sequence[str]) -> Group:
    """The one group that a text names by @slug: how apps that know no groups post to one."""
    groups = list(Group.objects.visible_to(actor).filter(slug__in=named))
    if len(groups) != 1:
        raise Rejected("visibility", _("Name the group with @ and its address, or use group_id."))
    return groups[0]


def _conversation(actor: User, named: Sequence[str]) -> Conversation:
    people = User.objects.visible_to(actor).filter(handle__in=named)
    found = {person.handle: person for person in people}
    missing = [handle for handle in named if handle not in found]
    if missing:
        raise Rejected(
            "status", _("There is nobody called @%(handle)s.") % {"handle": missing[0][:40]}
        )
    return start_conversation(actor=actor, people=list(found.values()))


def _post(actor: User, pk: int | None) -> Post | None:
    if pk is None:
        return None
    posts = Post.objects.visible_to(actor).select_related(
        "author", "group", "conversation", "root__author", "repost_of"
    )
    post = posts.filter(pk=pk).first()
    if post is None:
        raise NotFound
    return post.repost_of or post


def _files(actor: User, ids: Sequence[int]) -> list[Attachment]:
    """Files that wait for a post, and those of a post of one's own that one took back."""
    free = Q(post=None) | Q(post__author=actor, post__retracted_by=actor)
    found = (
        Attachment.objects.filter(free, uploader=actor).select_related("post").in_bulk(list(ids))
    )
    if len(found) != len(set(ids)):
        raise Rejected("media_ids", _("A file is not there any more: attach it again."))
    if not all(file.is_ready for file in found.values()):
        raise Rejected("media_ids", _("A file is not ready yet. Try again in a moment."))
    files = [found[pk] for pk in dict.fromkeys(ids)]
    if len(files) > MOST_FILES:
        raise Rejected("media_ids", _("Attach at most %(most)d files.") % {"most": MOST_FILES})
    return [
        file if file.post is None else take_again(actor=actor, attachment=file) for file in files
    ]
