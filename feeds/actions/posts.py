"""Posts come, change and go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import organizations
from accounts.models import User
from feeds import policies
from feeds.actions import attachments as files
from feeds.actions import notifications
from feeds.models import (
    Attachment,
    Audience,
    Conversation,
    Group,
    Mention,
    Participant,
    Post,
    PostTag,
    PostVersion,
    Tag,
)
from feeds.search import index
from ledger.canonical import new_salt
from ledger.recording import label, record
from microblog.lib import clock, ids
from microblog.lib.errors import NotAllowed, NotFound, Rejected
from microblog.lib.markup import Parsed, parse
from microblog.lib.text import BadText, clean, length
from microblog.lib.turns import take_turn

PUBLISHED = "post.published"
EDITED = "post.edited"
RETRACTED = "post.retracted"
REPOSTED = "post.reposted"
UNREPOSTED = "post.unreposted"

MOST_MENTIONS = 50
MOST_TAGS = 30
MOST_LINKS = 30


def publish_post(
    *,
    actor: User,
    text: str,
    group: Group | None = None,
    conversation: Conversation | None = None,
    reply_to: Post | None = None,
    attachments: Sequence[Attachment] = (),
    language: str = "",
    client_key: str = "",
    via: str = "page",
    at: datetime | None = None,
) -> Post:
    """Say something to the company, a group or a conversation, or answer a post where it was said.

    The same `client_key` again gives the post it gave before. `at` keeps an original date. Raises
    NotAllowed where the actor may not speak and Rejected (`text`, `attachments`) on what is said.
    """
    key = client_key.strip()[:64] or None
    if key:
        before = Post.objects.filter(author=actor, client_key=key).first()
        if before is not None:
            return before
    if reply_to is not None:
        if not policies.can_reply(actor, reply_to):
            raise NotAllowed(_("You cannot reply here."))
        group, conversation = reply_to.group, reply_to.conversation
    elif not _may_speak(actor, group, conversation):
        raise NotAllowed(_("You cannot post here."))
    parsed = _read(text, empty=bool(attachments))
    post = Post(
        author=actor,
        audience=_audience(group, conversation),
        group=group,
        conversation=conversation,
        root=_root(reply_to),
        reply_to=None if reply_to is None or reply_to.is_direct else reply_to,
        text=parsed.text,
        language=language or actor.language,
        created_at=at or clock.now(),
        client_key=key,
        via=via,
    )
    try:
        return _publish(actor, post, parsed, list(attachments), at)
    except IntegrityError:
        # Two copies of one request: the other one won.
        before = Post.objects.filter(author=actor, client_key=key).first() if key else None
        if before is None:
            raise
        return before


@transaction.atomic
def edit_post(*, actor: User, post: Post, text: str, expected_version: int | None = None) -> Post:
    """Say it better. The former text stays readable; only people newly named are told.

    Raises Rejected with code "conflict" when the post is not at `expected_version` any more.
    """
    post = _locked(post)
    if not policies.can_edit(actor, post):
        raise NotAllowed(_("Only the author can edit this post."))
    if expected_version is not None and post.version != expected_version:
        raise Rejected("text", _("This post was edited meanwhile."), code="conflict")
    parsed = _read(text, empty=post.attachments.exists())
    if parsed.text == post.text:
        return post
    former = PostVersion.objects.create(
        post=post,
        version=post.version,
        text=post.text,
        written_at=post.edited_at or post.created_at,
        salt=bytes(post.salt),
    )
    post.text, post.salt = parsed.text, new_salt()
    post.edited_at = clock.now()
    post.version = former.version + 1
    post.revision += 1
    post.save(update_fields=["text", "salt", "edited_at", "version", "revision"])
    known = set(post.mentions.values_list("user", flat=True))
    mentioned = _tie(post, parsed)
    index.put(post)
    notifications.notify_mentioned(post, [user for user in mentioned if user.pk not in known])
    _record(actor, EDITED, post, content={"text": post.text}, facts={"version": post.version})
    return post


@transaction.atomic
def retract_post(*, actor: User, post: Post, reason: str = "") -> Post:
    """Take a post out of sight, and its reposts with it. Erasing is not ours to do."""
    post = _locked(post)
    if post.is_retracted:
        return post
    if not policies.can_retract(actor, post):
        raise NotAllowed(_("Only the author or a moderator can retract this post."))
    now = clock.now()
    reposts = Post.objects.filter(repost_of=post, retracted_at=None)
    Post.objects.filter(pk__in=[post.pk, *reposts.values_list("pk", flat=True)]).update(
        retracted_at=now, retracted_by=actor, revision=F("revision") + 1
    )
    PostTag.objects.filter(post=post).delete()
    index.remove(post)
    if post.root_id is not None:
        _count(post.root_id, "reply_count", -1)
    if post.repost_of_id is not None:
        _count(post.repost_of_id, "repost_count", -1)
    post.refresh_from_db()
    _record(actor, RETRACTED, post, reason=reason)
    return post


@transaction.atomic
def repost(*, actor: User, post: Post, at: datetime | None = None) -> Post:
    """Pass a post of the whole company on to one's followers. Twice is once."""
    number = _next_id(at)
    if post.repost_of is not None:
        post = post.repost_of
    post = _locked(post)
    if post.is_retracted or not policies.can_repost(actor, post):
        raise NotAllowed(_("Only posts for the whole company can be reposted."))
    mine = Post.objects.filter(author=actor, repost_of=post, retracted_at=None).first()
    if mine is not None:
        return mine
    mine = Post.objects.create(
        id=number,
        author=actor,
        audience=Audience.COMPANY,
        repost_of=post,
        language=post.language,
        created_at=at or clock.now(),
    )
    _count(post.pk, "repost_count", +1)
    notifications.notify_reposted(post, by=actor)
    _record(actor, REPOSTED, mine, at=at, facts={"of": label(post)})
    return mine


@transaction.atomic
def undo_repost(*, actor: User, post: Post) -> None:
    """Take one's repost of `post` back, if there is one."""
    mine = Post.objects.filter(author=actor, repost_of=post, retracted_at=None).first()
    if mine is None:
        return
    mine.retracted_at, mine.retracted_by = clock.now(), actor
    mine.revision += 1
    mine.save(update_fields=["retracted_at", "retracted_by", "revision"])
    _count(post.pk, "repost_count", -1)
    _record(actor, UNREPOSTED, mine, facts={"of": label(post)})


@transaction.atomic
def _publish(
    actor: User, post: Post, parsed: Parsed, attachments: list[Attachment], at: datetime | None
) -> Post:
    post.id = _next_id(at)
    post.save(force_insert=True)
    files.attach_files(actor=actor, post=post, attachments=attachments)
    mentioned = _tie(post, parsed)
    index.put(post)
    if post.root_id is not None:
        _count(post.root_id, "reply_count", +1)
    if post.conversation_id is not None:
        Conversation.objects.filter(pk=post.conversation_id, last_post_id__lt=post.pk).update(
            last_post_id=post.pk
        )
        mine = Participant.objects.filter(conversation=post.conversation_id, user=actor)
        mine.update(last_read_id=post.pk)
    notifications.notify_of_post(post, mentioned)
    _record(
        actor,
        PUBLISHED,
        post,
        content={"text": post.text},
        files=[files.commitment_of(item) for item in attachments],
        facts={"in_reply_to": label(post.reply_to), "length": len(post.text)},
        at=at,
    )
    return post


def _next_id(at: datetime | None) -> int:
    """Above every post there is, and taken in turn; that of its own time for one kept from then."""
    if at is not None:
        return ids.id_at(at)
    take_turn()
    newest = Post.objects.aggregate(newest=Max("id"))["newest"] or 0
    return ids.new_id(above=newest)


def _record(actor: User, action: str, post: Post, **more: Any) -> None:
    place = post.group or post.conversation or post.audience
    record(actor=actor, action=action, subject=post, scope=place, salt=bytes(post.salt), **more)


def _read(text: str, *, empty: bool) -> Parsed:
    """The text as it will be stored, with the people and tags it names."""
    limit = organizations.current().post_limit
    try:
        text = clean(text)
        letters = length(text, limit=limit)
    except BadText as error:
        raise Rejected("text", str(error)) from error
    if not text and not empty:
        raise Rejected("text", _("Write something first."), code="required")
    if letters > limit:
        over = letters - limit
        message = ngettext("%(count)d character too many.", "%(count)d characters too many.", over)
        raise Rejected("text", message % {"count": over}, code="long")
    parsed = parse(text)
    for found, most, message in (
        (parsed.mentions, MOST_MENTIONS, _("Name at most %(most)d people.")),
        (parsed.tags, MOST_TAGS, _("Use at most %(most)d tags.")),
        (parsed.links, MOST_LINKS, _("Use at most %(most)d links.")),
    ):
        if len(found) > most:
            raise Rejected("text", message % {"most": most}, code="many")
    return parsed


def _may_speak(actor: User, group: Group | None, conversation: Conversation | None) -> bool:
    if conversation is not None:
        return policies.can_write_in(actor, conversation)
    if group is not None:
        return policies.can_post_in(actor, group)
    return policies.can_post_to_company(actor)


def _audience(group: Group | None, conversation: Conversation | None) -> Audience:
    if conversation is not None:
        return Audience.DIRECT
    return Audience.COMPANY if group is None else Audience.GROUP


def _root(reply_to: Post | None) -> Post | None:
    """A conversation is one stream; elsewhere replies hang on the first post of their thread."""
    if reply_to is None or reply_to.is_direct:
        return None
    if reply_to.repost_of_id is not None:
        raise Rejected("reply_to", _("Reply to the post itself."))
    return reply_to.root or reply_to


def _tie(post: Post, parsed: Parsed) -> list[User]:
    """Make the rows of the people and tags that the text names; the people are returned."""
    wanted = {handle.lower() for handle in parsed.mentions}
    people = list(User.objects.visible_to(post.author).filter(handle__in=wanted))
    Post.objects.filter(pk=post.pk).update(mentioned=sorted(user.handle for user in people))
    post.mentions.exclude(user__in=people).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, user=user, handle=user.handle) for user in people],
        ignore_conflicts=True,
    )
    post.post_tags.all().delete()
    if not post.is_direct:
        PostTag.objects.bulk_create(
            PostTag(post=post, tag=tag, group=post.group, opens_thread=post.root_id is None)
            for tag in _tags(parsed, for_all=post.group is None or post.group.is_open)
        )
    return people


def _tags(parsed: Parsed, *, for_all: bool) -> list[Tag]:
    """The tags of a text. Only a post `for_all` colleagues says how they are spelt."""
    spellings = dict(parsed.tags)
    known = Tag.objects.in_bulk(spellings, field_name="key")
    missing = [Tag(key=key, name=key) for key in spellings if key not in known]
    if missing:
        # Somebody else may use the tag for the first time just now: theirs is as good as ours.
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        known = Tag.objects.in_bulk(spellings, field_name="key")
    tags = list(known.values())
    if for_all:
        unspelt = [tag for tag in tags if tag.name == tag.key != spellings[tag.key]]
        for tag in unspelt:
            tag.name = spellings[tag.key]
        Tag.objects.bulk_update(unspelt, ["name"])
    return tags


def _count(post_id: int, field: str, change: int) -> None:
    Post.objects.filter(pk=post_id).update(
        **{field: F(field) + change, "revision": F("revision") + 1}
    )


def _locked(post: Post) -> Post:
    locked = (
        Post.objects.select_for_update(of=("self",))
        .select_related("author", "group", "conversation", "root", "reply_to")
        .filter(pk=post.pk)
        .first()
    )
    if locked is None:
        raise NotFound
    return locked
